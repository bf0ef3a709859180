"""A browser on an encrypted port for IRC, without sockets."""

from typing import cast

import pytest

from tests.server.stacks import Above, Below
from tui_chat.server.transport.http_refusal import HttpRefusal, begins_http
from tui_chat.server.transport.socket_transport import SocketTransport


class Transport(Below):
    """Notes which protocol it is given."""

    protocol: object = None

    def is_closing(self) -> bool:
        return "close" in self.ordered


@pytest.fixture
def above() -> Above:
    return Above()


@pytest.fixture
def below(above: Above) -> Transport:
    below = Transport()
    below.protocol = HttpRefusal(above, "192.0.2.7")
    below.protocol.connection_made(cast("SocketTransport", below))
    assert above.told == ["made with Transport"]
    return below


def first(below: Transport) -> HttpRefusal:
    return cast("HttpRefusal", below.protocol)


def test_a_request_is_answered_in_http(above: Above, below: Transport) -> None:
    first(below).data_received(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    head, _, words = below.written.decode().partition("\r\n\r\n")
    assert head.startswith("HTTP/1.1 400 Bad Request\r\n")
    assert f"Content-Length: {len(words)}" in head
    assert words == "This is an IRC server: it does not speak HTTP.\n"
    assert below.is_closing()
    first(below).data_received(b"NICK eve\r\n")
    assert above.heard == b""
    first(below).connection_lost(None)
    assert above.told[1:] == ["lost: None"]


@pytest.mark.parametrize("said", [b"CAP LS 302\r\n", b"NI", b"\xff\x00", b"\r\n", b"NICK get\r\n"])
def test_anything_else_is_for_the_protocol_above_from_then_on(
    above: Above, below: Transport, said: bytes
) -> None:
    first(below).pause_writing()
    first(below).resume_writing()
    first(below).data_received(said)
    assert above.heard == said
    assert above.told[1:] == ["pause", "resume"]
    assert below.protocol is above
    assert below.written == b""


def test_half_a_line_is_no_request_yet() -> None:
    assert begins_http(b"GET / HTTP/1.1\n")
    assert not begins_http(b"HTTP/1.1 200 OK\r\n")


def test_a_page_may_choose_a_command_of_irc_as_its_method() -> None:
    assert begins_http(b"NICK / HTTP/1.1\r\n")
    assert not begins_http(b"NICK ana\r\nUSER ana 0 * :HTTP/1.1\r\n")
