"""HTTP/1.1 requests: the head, as far as a small server needs it (RFC 9112)."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote

import msgspec

MAX_HEAD: Final = 1 << 14
"""Bytes of a request line with its headers."""
_MAX_HEADERS: Final = 100
_TOKEN: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_LENGTH: Final = re.compile(r"[0-9]{1,15}")
_END: Final = re.compile(rb"\r?\n\r?\n")
_FIRST_LINE: Final = re.compile(rb"[^\r\n]+ HTTP/[0-9.]+\r?")


class BadRequest(Exception):  # noqa: N818 - an answer, not a fault
    """A request that cannot be answered as it is: the status for it, and a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


class NotHttp(BadRequest):
    """The first line is none of HTTP: the peer expects something else here."""


class Request(msgspec.Struct, frozen=True):
    """The head of a request."""

    method: str
    path: str
    """Decoded, without the query; begins with "/"."""
    headers: Mapping[str, str]
    """By lower-case name; of several with one name, their values with commas between."""
    query: str = ""
    """As it was written, without the "?"."""

    @property
    def length(self) -> int:
        """Bytes of the body that follows.

        Raises BadRequest for a length that is no number, and for a body that does not tell one.
        """
        if "transfer-encoding" in self.headers:
            raise BadRequest(411, "Say the length of the body with Content-Length.")
        written = self.headers.get("content-length", "0")
        if not _LENGTH.fullmatch(written):
            raise BadRequest(400, "Content-Length is not a number.")
        return int(written)

    @property
    def upgrades_to_websocket(self) -> bool:
        """Whether the client asks for a WebSocket."""
        return "websocket" in self.headers.get("upgrade", "").lower()


class HeadBuffer:
    """Collects the bytes of one request until its head is complete."""

    def __init__(self) -> None:
        self.received = b""
        """All that came."""

    def feed(self, data: bytes) -> tuple[Request, bytes] | None:
        """The request, and the bytes behind its head; None as long as the head is not complete.

        Raises BadRequest for a head over MAX_HEAD bytes or that is none of HTTP/1, and NotHttp as
        soon as its first line shows that it will be none.
        """
        searched = max(len(self.received) - 3, 0)
        had_first, self.received = b"\n" in self.received, self.received + data
        first, newline, _rest = self.received.partition(b"\n")
        if newline and not had_first and not _FIRST_LINE.fullmatch(first):
            raise NotHttp(400, "This is not a request of HTTP/1.1.")
        end = _END.search(self.received, searched, MAX_HEAD)
        if end is None:
            if len(self.received) >= MAX_HEAD:
                raise BadRequest(431, "The headers are too long.")
            return None
        return parse(self.received[: end.start()]), self.received[end.end() :]


def parse(head: bytes) -> Request:
    """The request of a head without its empty line. Raises BadRequest."""
    first, *rest = head.decode("latin-1").replace("\r\n", "\n").split("\n")
    words = first.split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1.") or not _TOKEN.fullmatch(words[0]):
        raise BadRequest(400, "This is not a request of HTTP/1.1.")
    target, _, query = words[1].partition("?")
    if not target.startswith("/"):  # a proxy is asked so, and OPTIONS *
        raise BadRequest(400, "The target of the request is not a path.")
    if len(rest) > _MAX_HEADERS:
        raise BadRequest(431, "There are too many headers.")
    headers: dict[str, str] = {}
    for line in rest:
        name, colon, value = line.partition(":")
        if not colon or not _TOKEN.fullmatch(name):  # a space before the colon smuggles requests
            raise BadRequest(400, "A header is not well-formed.")
        key, value = name.lower(), value.strip(" \t")
        if key in headers:
            if key in {"content-length", "host", "authorization"}:
                raise BadRequest(400, f"There are two headers {name}.")
            value = f"{headers[key]}, {value}"
        headers[key] = value
    return Request(words[0], unquote(target), headers, query)
