"""IRC in WebSocket messages, so that a page in a browser can join (IRCv3 websocket)."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final

from websockets.frames import CloseCode, Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State
from websockets.server import ServerProtocol
from websockets.typing import Origin, Subprotocol

from tui_chat.server.layers import Layer
from tui_chat.wire.framing import MAX_BODY, MAX_CLIENT_TAGS

TEXT: Final = Subprotocol("text.ircv3.net")
BINARY: Final = Subprotocol("binary.ircv3.net")
_MAX_MESSAGE: Final = MAX_CLIENT_TAGS + MAX_BODY
_quiet: Final = logging.getLogger("tui_chat.websocket")
_quiet.setLevel(logging.CRITICAL)  # what peers do wrong is none of the operator's business


class WebSocketLayer(Layer):
    """The server's side of one WebSocket: a message is a line without its CR LF.

    Pages of any origin may come if `origins` is empty. A client that names no subprotocol is
    spoken to in text. An end waits until those above have taken all that was said before it.
    """

    __slots__ = ("_binary", "_parts", "_paused", "_protocol")

    def __init__(
        self,
        above: asyncio.Protocol,
        loop: asyncio.AbstractEventLoop,
        patience: float,
        origins: Sequence[str] = (),
    ) -> None:
        super().__init__(above, loop, patience)
        self._protocol = ServerProtocol(
            # None stands for no origin at all: programs other than browsers send none.
            origins=[*map(Origin, origins), None] if origins else None,
            subprotocols=[TEXT, BINARY],
            select_subprotocol=_select,
            max_size=_MAX_MESSAGE,
            logger=_quiet,
        )
        self._binary = False
        self._parts: list[bytes] = []
        self._paused = False

    def data_received(self, data: bytes) -> None:
        """Shake hands, then pass on the messages as lines."""
        protocol = self._protocol
        protocol.receive_data(data)
        for event in protocol.events_received():
            if isinstance(event, Request):
                self._answer(event)
            elif isinstance(event, Frame):
                self._take(event)
        self._flush()

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
        self._flush()

    def close(self) -> None:
        """Say so to the peer, and close once everything is out."""
        if self._protocol.state is State.OPEN:
            self._protocol.send_close(CloseCode.NORMAL_CLOSURE)
            self._flush()
        self._below.close()

    def _answer(self, request: Request) -> None:
        if self._protocol.eof_sent:
            self._below.close()  # it did not wait for the answer, and has said its last word
            return
        response = self._protocol.accept(request)
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
        for data in self._protocol.data_to_send():
            if data:
                self._below.write(data)
        if self._protocol.close_expected() and not self._paused:
            self._below.close()


def _select(_: ServerProtocol, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    """The first that we know, in the client's order."""
    return next((one for one in offered if one in {TEXT, BINARY}), None)
