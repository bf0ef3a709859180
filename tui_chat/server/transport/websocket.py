"""WebSockets, and IRC in their messages, so that a page in a browser can join (IRCv3 websocket)."""

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

from tui_chat.server.limits.token_bucket import Rate
from tui_chat.server.transport.layer import UNLIMITED, Layer
from tui_chat.server.transport.origins import Origins
from tui_chat.wire.framing import MAX_BODY, MAX_CLIENT_TAGS

TEXT: Final = Subprotocol("text.ircv3.net")
BINARY: Final = Subprotocol("binary.ircv3.net")
_MAX_MESSAGE: Final = MAX_CLIENT_TAGS + MAX_BODY
_PIECE: Final = 512
"""Bytes that are parsed at once and count as one frame: at most 85 frames, one millisecond."""
_SPARE: Final = 2
"""How many times more frames than lines may come: there are pings and pongs, too."""
_OWN_PAGES: Final = Origins()
_NOT_FROM_THERE: Final = (
    "Pages of this origin may not come: the key origins of the server's [listen] names those.\n"
)
_quiet: Final = logging.getLogger("tui_chat.websocket")
_quiet.setLevel(logging.CRITICAL)  # the operator need not know of protocol errors of peers


class MessageLayer(Layer):
    """The server's side of one WebSocket; subclasses take its messages in `take_message`.

    `origins` says which pages may connect. A close waits until the protocol above has taken all
    messages before it. If frames come faster than `rate`, whatever they hold, or bytes that are no
    frame, the socket is not read for a while.
    """

    __slots__ = (
        "_is_closed",
        "_is_text",
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
        origins: Origins,
        rate: Rate,
        *,
        largest: int,
        subprotocols: Sequence[Subprotocol] = (),
    ) -> None:
        """No message may have more than `largest` bytes; of `subprotocols` one may be chosen."""
        super().__init__(above, loop, patience, rate)
        self._origins = origins
        self._protocol = ServerProtocol(
            subprotocols=subprotocols,
            select_subprotocol=_select,
            max_size=largest,
            logger=_quiet,
        )
        self._parts: list[bytes] = []
        self._is_text = False
        """Whether the message that these parts are of is text."""
        self._paused = False
        """Whether the protocol above takes nothing now."""
        self._is_closed = False
        self._unread = b""
        """Bytes to be parsed when the protocol above reads again, or after a rest."""

    # For subclasses.

    def take_message(self, data: bytes, *, is_text: bool) -> None:
        """A message of the peer."""

    def send(self, *messages: bytes, is_text: bool) -> None:
        """Send these, with one write."""
        if self._protocol.state is State.OPEN:
            send = self._protocol.send_text if is_text else self._protocol.send_binary
            for message in messages:
                send(message)
            self._flush()

    def ping(self) -> None:
        """Have the peer say that it is there; the bytes of the answer come as any others."""
        if self._protocol.state is State.OPEN:
            self._protocol.send_ping(b"")
            self._flush()

    @property
    def subprotocol(self) -> Subprotocol | None:
        """The one that was chosen."""
        return self._protocol.subprotocol

    # Called by the transport below and the protocol above.

    def data_received(self, data: bytes) -> None:
        """Do the handshake, then pass on the messages."""
        self._unread += data
        self._go_on()

    def connection_lost(self, exc: Exception | None) -> None:
        """Drop what is not parsed yet."""
        self._forget()
        super().connection_lost(exc)

    def pause_reading(self) -> None:
        """Parse nothing more, not even a close."""
        self._paused = True
        super().pause_reading()

    def resume_reading(self) -> None:
        """Parse the rest, and close if the peer has closed."""
        self._paused = False
        super().resume_reading()
        self.loop.call_soon(self._go_on)

    def close(self, code: CloseCode = CloseCode.NORMAL_CLOSURE) -> None:
        """Send a close, and close the socket once everything is written."""
        self._forget()
        if self._protocol.state is State.OPEN:
            self._protocol.send_close(code)
            self._flush()
        self.below.close()

    def end_rest(self) -> None:
        """Read the peer again, and take apart what came meanwhile."""
        super().end_rest()
        if not (self._is_closed or self._paused):
            super().resume_reading()
            self._go_on()

    def _go_on(self) -> None:
        """Parse what came, as far as it may be."""
        unread, self._unread = self._unread, b""
        start = 0
        while start < len(unread) and not (self._paused or self.is_resting or self._is_closed):
            piece = unread[start : start + _PIECE]
            start += len(piece)
            self.charge(self._take_apart(piece) + len(piece) / _PIECE)
        if not self._is_closed:
            self._unread = unread[start:]
            self._flush()

    def _take_apart(self, piece: bytes) -> int:
        """Parse a piece; the number of frames in it."""
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

    def _forget(self) -> None:
        self._is_closed = True
        self._unread = b""

    def _answer(self, request: Request) -> None:
        if self._protocol.eof_sent:
            self.below.close()  # the peer did not wait for the answer and has closed
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
            self.connect_above()

    def _take(self, frame: Frame) -> None:
        if frame.opcode not in {Opcode.TEXT, Opcode.BINARY, Opcode.CONT}:
            return  # ping, pong or close: the protocol has answered
        if frame.opcode is not Opcode.CONT:
            self._is_text = frame.opcode is Opcode.TEXT
        # The protocol limits the bytes of the parts, but not the number of empty ones.
        if frame.data:
            self._parts.append(bytes(frame.data))
        if frame.fin:
            message = b"".join(self._parts)
            self._parts.clear()
            self.take_message(message, is_text=self._is_text)

    def _flush(self) -> None:
        # One write for all: a write costs more than a frame, and is queued as a piece of its own.
        data = b"".join(self._protocol.data_to_send())
        if data:
            self.below.write(data)
        if self._protocol.close_expected() and not self._paused:
            self.below.close()


class WebSocketLayer(MessageLayer):
    """IRC: a message is a line without its CR LF. Without a subprotocol, messages are text.

    `rate` is that of lines. Frames may come twice as fast.
    """

    __slots__ = ()

    def __init__(
        self,
        above: asyncio.Protocol,
        loop: asyncio.AbstractEventLoop,
        patience: float,
        origins: Origins = _OWN_PAGES,
        rate: Rate = UNLIMITED,
    ) -> None:
        frames = Rate(_SPARE * rate.burst, _SPARE * rate.per_second)
        super().__init__(
            *(above, loop, patience, origins, frames),
            largest=_MAX_MESSAGE,
            subprotocols=(TEXT, BINARY),
        )

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send these lines, each in a message."""
        lines = [line for line in bytes(data).split(b"\r\n") if line]
        self.send(*lines, is_text=self.subprotocol != BINARY)

    def take_message(self, data: bytes, *, is_text: bool) -> None:
        """Pass on a line, in whichever kind of message it came."""
        del is_text
        self.above.data_received(data.rstrip(b"\r\n") + b"\r\n")


def _select(_: ServerProtocol, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    """The first that we know, in the client's order."""
    return next((one for one in offered if one in {TEXT, BINARY}), None)
