"""Plain text in place of IRC, for netcat and for small socket programs."""

import asyncio
import re
import socket
from typing import Final

from tui_chat.server.limits.token_bucket import Rate
from tui_chat.server.plain_lines.plain_text_translation import Conversation
from tui_chat.server.transport.layer import UNLIMITED, Layer

_SILENCE: Final = 0.05
"""Seconds that end a chunk."""
_LISTENER: Final = 1.0
"""Seconds after which a program that says nothing is taken for one that listens."""
_LONGEST: Final = 4096
"""Bytes after which a text ends, whatever comes."""
_KEEPALIVE: Final = {"TCP_KEEPIDLE": 90, "TCP_KEEPINTVL": 20, "TCP_KEEPCNT": 3}
"""Seconds of silence until the first question, between two, and how many."""
_TELNET: Final = re.compile(rb"\xff[\xfb-\xfe].|\xff[\xf0-\xfa]", re.DOTALL)
"""What telnet says of itself (RFC 854)."""


class LinesLayer(Layer):
    """Cuts what comes into texts, and has a `Conversation` translate them, both ways.

    With `chunks` a text needs no end of line: a short silence ends it, too.
    """

    __slots__ = ("_chunks", "_listening", "_silence", "_talk", "_unread")

    def __init__(
        self,
        above: asyncio.Protocol,
        loop: asyncio.AbstractEventLoop,
        patience: float,
        talk: Conversation,
        *,
        chunks: bool,
        rate: Rate = UNLIMITED,
    ) -> None:
        super().__init__(above, loop, patience, rate)
        self._talk = talk
        self._chunks = chunks
        self._unread = b""
        self._silence: asyncio.TimerHandle | None = None
        self._listening: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask who is there."""
        super().connection_made(transport)
        _keep_alive(transport.get_extra_info("socket"))
        self.connect_above()
        self._talk.begin()
        self._send()
        if self._talk.may_listen:
            self._listening = self.loop.call_later(_LISTENER, self._listen)

    def _listen(self) -> None:
        self._talk.listen()
        self._pass_up()

    def data_received(self, data: bytes) -> None:
        """Take in what is complete; the rest waits for more, or in a chunk for a silence."""
        self._unread += _TELNET.sub(b"", data)
        *texts, self._unread = re.split(rb"\r?\n", self._unread)
        while len(self._unread) > _LONGEST:
            texts.append(self._unread[:_LONGEST])
            self._unread = self._unread[_LONGEST:]
        self._hear(texts)
        self._stop_waiting()
        if self._unread and self._chunks:
            self._silence = self.loop.call_later(_SILENCE, self._end_chunk)

    def connection_lost(self, exc: Exception | None) -> None:
        """Handle an unfinished last text too."""
        if self._listening is not None:
            self._listening.cancel()
        self._end_chunk()
        super().connection_lost(exc)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Translate these lines of the server's."""
        for line in bytes(data).split(b"\r\n"):
            if line:
                self._talk.tell(line)
        if self._talk.lines:
            self.loop.call_soon(self._pass_up)  # the server is in the middle of its own work
        self._send()

    def end_rest(self) -> None:
        """Read on."""
        super().end_rest()
        if not self.is_closing():
            self.below.resume_reading()

    def _end_chunk(self) -> None:
        self._stop_waiting()
        unread, self._unread = self._unread, b""
        if unread:
            self._hear([unread])

    def _stop_waiting(self) -> None:
        if self._silence is not None:
            self._silence.cancel()
            self._silence = None

    def _hear(self, texts: list[bytes]) -> None:
        unmetered = 0
        for text in texts:
            before = len(self._talk.lines)
            self._talk.hear(text.decode(errors="replace"))
            unmetered += len(self._talk.lines) == before
        self.charge(unmetered)
        self._pass_up()
        self._send()

    def _pass_up(self) -> None:
        lines, self._talk.lines = self._talk.lines, []
        if lines:
            self.above.data_received("".join(f"{line}\r\n" for line in lines).encode())

    def _send(self) -> None:
        said = self._talk.take_said()
        if said and not self.is_closing():
            self.below.write(said)
        if self._talk.is_over:
            self.below.close()


def _keep_alive(peer: socket.SocketType | None) -> None:
    """Have the system ask whether the peer is there: it cannot answer PING, so we do."""
    if peer is None or peer.family not in {socket.AF_INET, socket.AF_INET6}:
        return
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _KEEPALIVE.items():
        if hasattr(socket, name):
            peer.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
