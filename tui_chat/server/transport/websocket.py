"""IRC in WebSocket messages, so that a page in a browser can join (IRCv3 websocket)."""

import asyncio
import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from websockets.frames import CloseCode, Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State
from websockets.server import ServerProtocol
from websockets.typing import Subprotocol

from tui_chat.server.limits.rates import Rate
from tui_chat.server.transport.layers import UNLIMITED, Layer
from tui_chat.server.transport.origins import Origins
from tui_chat.wire.framing import MAX_BODY, MAX_CLIENT_TAGS

TEXT: Final = Subprotocol("text.ircv3.net")
BINARY: Final = Subprotocol("binary.ircv3.net")
_MAX_MESSAGE: Final = MAX_CLIENT_TAGS + MAX_BODY
_PIECE: Final = 512
"""Bytes that are taken apart at once, and that count like a frame: 85 frames, a millisecond."""
_SPARE: Final = 2
"""How many times more frames than lines: a page is asked whether it lives, and asks."""
_OWN_PAGES: Final = Origins()
_NOT_FROM_THERE: Final = (
    "Pages of this origin may not come: the key origins of the server's [listen] names those.\n"
)
_quiet: Final = logging.getLogger("tui_chat.websocket")
_quiet.setLevel(logging.CRITICAL)  # what peers do wrong is none of the operator's business


class WebSocketLayer(Layer):
    """The server's side of one WebSocket: a message is a line without its CR LF.

    Pages may come if `origins` allows them. A client that names no subprotocol is
    spoken to in text. An end waits until those above have taken all that was said before it.

    `rate` is how fast lines may come. Frames may come twice as fast, whatever they hold: for those
    that are faster, and for bytes without frames, the socket is not read.
    """

    __slots__ = (
        "_binary",
        "_is_closed",
        "_origins",
        "_parts",
        "_paused",
        "_protocol",
        "_unread",
    )

    def __init__(
        self,
        above: asyncio.Protocol,
        loop: asyncio.AbstractEventLoop,
        patience: float,
        origins: Origins = _OWN_PAGES,
        rate: Rate = UNLIMITED,
    ) -> None:
        frames = Rate(_SPARE * rate.burst, _SPARE * rate.per_second)
        super().__init__(above, loop, patience, frames)
        self._origins = origins
        self._protocol = ServerProtocol(
            subprotocols=[TEXT, BINARY],
            select_subprotocol=_select,
            max_size=_MAX_MESSAGE,
            logger=_quiet,
        )
        self._binary = False
        self._parts: list[bytes] = []
        self._paused = False
        """Whether those above take nothing now."""
        self._is_closed = False
        self._unread = b""
        """What came and is to be taken apart when they do, or when we have rested."""

    def data_received(self, data: bytes) -> None:
        """Shake hands, then pass on the messages as lines."""
        self._unread += data
        self._go_on()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing of what is left comes up any more."""
        self._forget()
        super().connection_lost(exc)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send these lines, each in a message."""
        protocol = self._protocol
        if protocol.state is not State.OPEN:
            return
        send = protocol.send_binary if self._binary else protocol.send_text
        for line in bytes(data).split(b"\r\n"):
            if line:
                send(line)
        self._flush()

    def pause_reading(self) -> None:
        """Take nothing more, not even the peer's farewell."""
        self._paused = True
        super().pause_reading()

    def resume_reading(self) -> None:
        """Go on, or end if that was all."""
        self._paused = False
        super().resume_reading()
        self._loop.call_soon(self._go_on)

    def close(self) -> None:
        """Say so to the peer, and close once everything is out."""
        self._forget()
        if self._protocol.state is State.OPEN:
            self._protocol.send_close(CloseCode.NORMAL_CLOSURE)
            self._flush()
        self._below.close()

    def _go_on(self) -> None:
        """Take apart what came, as far as we may."""
        unread, self._unread = self._unread, b""
        start = 0
        while start < len(unread) and not (self._paused or self._is_resting or self._is_closed):
            piece = unread[start : start + _PIECE]
            start += len(piece)
            self._charge(self._take_apart(piece) + len(piece) / _PIECE)
        if not self._is_closed:
            self._unread = unread[start:]
            self._flush()

    def _take_apart(self, piece: bytes) -> int:
        """How many frames were in it."""
        protocol = self._protocol
        protocol.receive_data(piece)
        frames = 0
        for event in protocol.events_received():
            if isinstance(event, Request):
                self._answer(event)
            elif isinstance(event, Frame):
                frames += 1
                self._take(event)
        return frames

    def _end_rest(self) -> None:
        super()._end_rest()
        if not (self._is_closed or self._paused):
            super().resume_reading()
            self._go_on()

    def _forget(self) -> None:
        self._is_closed = True
        self._unread = b""

    def _answer(self, request: Request) -> None:
        if self._protocol.eof_sent:
            self._below.close()  # it did not wait for the answer, and has said its last word
            return
        headers = request.headers
        hosts = headers.get_all("Host")
        if self._origins.allow(headers.get_all("Origin"), hosts[0] if len(hosts) == 1 else ""):
            response = self._protocol.accept(request)
        else:
            response = self._protocol.reject(HTTPStatus.FORBIDDEN, _NOT_FROM_THERE)
        self._protocol.send_response(response)
        self._flush()
        if self._protocol.state is State.OPEN:
            self._binary = self._protocol.subprotocol == BINARY
            self._open()

    def _take(self, frame: Frame) -> None:
        if frame.opcode not in {Opcode.TEXT, Opcode.BINARY, Opcode.CONT}:
            return  # pings and farewells: the protocol has answered
        # Its parts are as many bytes as a message at most: the protocol sees to that, but not to
        # how many are empty.
        if frame.data:
            self._parts.append(bytes(frame.data))
        if frame.fin:
            line = b"".join(self._parts)
            self._parts.clear()
            self._above.data_received(line.rstrip(b"\r\n") + b"\r\n")

    def _flush(self) -> None:
        # One write for all: each costs more than a frame, and what waits is kept piece by piece.
        data = b"".join(self._protocol.data_to_send())
        if data:
            self._below.write(data)
        if self._protocol.close_expected() and not self._paused:
            self._below.close()


def _select(_: ServerProtocol, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    """The first that we know, in the client's order."""
    return next((one for one in offered if one in {TEXT, BINARY}), None)
