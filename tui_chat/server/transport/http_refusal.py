"""What a browser is told on a port for IRC: one sentence, in its own words."""

import asyncio
import logging
from typing import Final, cast

from tui_chat.server.core.users.browsers_on_irc_port import NOT_HTTP, is_http
from tui_chat.server.transport.socket_transport import SocketTransport
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.message import Message
from tui_chat.wire.text.sanitize import sanitize

_log: Final = logging.getLogger(__name__)
_IRC: Final = (b"CAP ", b"NICK ", b"PASS ", b"USER ")
"""How clients of IRC begin. A page may choose such a method, but not leave out the version."""


def begins_http(seen: bytes) -> bool:
    """Whether the first line is HTTP; if it is incomplete, the core finds out later."""
    first = seen.partition(b"\n")[0].rstrip(b"\r")
    if first.startswith(_IRC) and b"HTTP/" not in first:
        return False  # nearly always, and without taking the line apart
    try:
        return is_http(Message.parse(first))
    except ProtocolError:
        return False


def refusal(sentence: str) -> bytes:
    """A response that says no more than this."""
    words = f"{sentence}.\n"
    return (
        "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/plain\r\n"
        f"Content-Length: {len(words)}\r\n\r\n{words}"
    ).encode()


def refuse(peer: str) -> bytes:
    """The response for a port that speaks IRC, and an entry in the log."""
    _log.info("a connection from %s was refused (%s)", sanitize(peer), NOT_HTTP)
    return refusal(NOT_HTTP)


class HttpRefusal(asyncio.Protocol):
    """Stands before the protocol `above` until the first bytes have come, and then in no way."""

    __slots__ = ("_above", "_peer", "_transport")

    _transport: SocketTransport

    def __init__(self, above: asyncio.Protocol, peer: str) -> None:
        self._above = above
        self._peer = peer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is open."""
        self._transport = cast("SocketTransport", transport)
        self._above.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Answer a request; anything else is for the protocol above, from now on."""
        if begins_http(data):
            self._transport.write(refuse(self._peer))
            self._transport.close()
        elif not self._transport.is_closing():
            self._transport.protocol = self._above
            self._above.data_received(data)

    def pause_writing(self) -> None:
        """Pass it on."""
        self._above.pause_writing()

    def resume_writing(self) -> None:
        """Pass it on."""
        self._above.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Pass it on."""
        self._above.connection_lost(exc)
