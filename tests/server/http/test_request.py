"""Heads of HTTP requests, whole, in pieces, and broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_chat.server.http.request import MAX_HEAD, BadRequest, HeadBuffer, NotHttp, Request, parse

HEAD = (
    b"POST /files/a%20b?x=1 HTTP/1.1\r\nHost: chat.example\r\nContent-Length: 5\r\n"
    b"X-A: 1\r\nx-a: 2\r\n\r\n"
)


def read(data: bytes) -> tuple[Request, bytes]:
    found = HeadBuffer().feed(data)
    assert found is not None
    return found


def test_a_request_is_its_method_path_and_headers() -> None:
    request, rest = read(HEAD + b"hello")
    assert (request.method, request.path, request.query) == ("POST", "/files/a b", "x=1")
    assert request.headers["x-a"] == "1, 2"
    assert request.length == 5
    assert rest == b"hello"
    assert not request.upgrades_to_websocket


@pytest.mark.parametrize("cut", range(1, len(HEAD)))
def test_it_may_come_in_two_pieces(cut: int) -> None:
    buffer = HeadBuffer()
    assert buffer.feed(HEAD[:cut]) is None
    assert buffer.feed(HEAD[cut:] + b"hello") == read(HEAD + b"hello")


@pytest.mark.parametrize("first", [b"NICK alice\n", b"SSH-2.0-x\r\n", b"\r\n", b"\x80\x80\n"])
def test_a_first_line_of_something_else_is_told_at_once(first: bytes) -> None:
    buffer = HeadBuffer()
    for byte in first[:-1]:
        assert buffer.feed(bytes([byte])) is None
    with pytest.raises(NotHttp):
        buffer.feed(first[-1:])


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"NICK alice", 400),
        (b"GET / HTTP/2.0", 400),
        (b"GET  / HTTP/1.1", 400),
        (b"GET http://a/ HTTP/1.1", 400),
        (b"GET / HTTP/1.1\r\nHost : a", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b", 400),
        (b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2", 400),
        (b"GET / HTTP/1.1\r\n folded: a", 400),
        (b"GET / HTTP/1.1" + b"\r\nA: 1" * 101, 431),
    ],
)
def test_a_broken_head_is_refused(head: bytes, status: int) -> None:
    with pytest.raises(BadRequest) as refused:
        parse(head)
    assert refused.value.status == status


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (b"Content-Length: -1", 400),
        (b"Content-Length: 1e3", 400),
        (b"Content-Length: " + b"9" * 16, 400),
        (b"Transfer-Encoding: chunked", 411),
    ],
)
def test_a_length_that_is_none_is_refused(header: bytes, status: int) -> None:
    request = parse(b"POST / HTTP/1.1\r\n" + header)
    with pytest.raises(BadRequest) as refused:
        _ = request.length
    assert refused.value.status == status


def test_a_head_without_end_is_refused_and_not_kept() -> None:
    buffer = HeadBuffer()
    buffer.feed(b"GET / HTTP/1.1\r\nA: ")

    def without_end() -> None:
        for _ in range(MAX_HEAD):
            buffer.feed(b"a" * 100)

    with pytest.raises(BadRequest) as refused:
        without_end()
    assert refused.value.status == 431
    assert len(buffer.received) < MAX_HEAD + 100


@given(st.binary(max_size=300))
def test_bytes_raise_nothing_but_a_bad_request(data: bytes) -> None:
    try:
        found = HeadBuffer().feed(data + b"\r\n\r\n")
        assert found is not None
        assert found[0].length >= 0
    except BadRequest as bad:
        assert 400 <= bad.status < 500  # noqa: PT017 - either is right
