"""One client's socket, as a transport for the protocol above it."""

import asyncio
from collections import deque
from itertools import islice
from socket import SocketType
from typing import Any, Final

from tui_chat.server.transport.lingering_close import LingeringClose
from tui_chat.server.transport.poller import READ, WRITE

CHUNK: Final = 1 << 16
"""Bytes that are read at once."""
_PIECES: Final = 64
"""Writes that are sent together when there is room again; systems take 1,024 at most."""
_PIECE: Final = 64
"""Bytes that each write costs that waits, besides its own: many small ones are much."""
_HIGH: Final = 1 << 16
"""Bytes that may wait by default before the protocol is told."""


class SocketTransport(asyncio.Transport):
    """Reads when there is input; writes at once, and later what the socket did not take.

    Queued data is kept as it was given, so that a thousand slow clients share the same lines. After
    the peer has hung up, the rest of its input is still read. Once the connection is lost, all
    calls do nothing.
    """

    __slots__ = (
        "_high",
        "_is_lost",
        "_paused",
        "_waiting",
        "closing",
        "events",
        "lingering_close",
        "protocol",
        "socket",
        "unsent",
    )

    def __init__(
        self, lingering_close: LingeringClose, socket: SocketType, protocol: asyncio.Protocol
    ) -> None:
        """The non-blocking `socket` is watched for reading: this takes it over."""
        self.lingering_close = lingering_close
        self.socket = socket
        self.protocol = protocol
        self.events = READ
        self.closing = False
        self._is_lost = False
        self._paused = False
        """Whether the protocol was told that too much waits."""
        self._high = _HIGH
        self.unsent: deque[bytes | memoryview] | None = None
        """What waits, None if nothing does: an empty deque is 600 bytes."""
        self._waiting = 0
        """How many bytes that is."""
        lingering_close.poller.replace_watcher(socket.fileno(), self)

    # What the poller calls.

    def ready(self, events: int) -> None:
        """Read or write, as can be done now."""
        if self.unsent is not None and (events & WRITE or not self.events & READ):
            self.send_rest()
        if events & ~WRITE and self.events & READ:
            self.receive()

    def abort(self) -> None:
        """Close at once, without sending queued data."""
        self.lose(None)

    # What the protocol calls.

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send, now or as soon as there is room."""
        if self.closing:
            return
        if self.unsent is None:
            try:
                sent = self.socket.send(data)
            except (BlockingIOError, InterruptedError):
                sent = 0
            except BrokenPipeError:
                return  # the peer has hung up, and we shall read so
            except OSError as error:
                self.lose(error)
                return
            if sent == len(data):
                return
            self.unsent = deque((memoryview(bytes(data))[sent:],))
            self._waiting = len(data) - sent
            self.watch(self.events | WRITE)
        else:
            self.unsent.append(bytes(data))
            self._waiting += len(data)
        if not self._paused and self.get_write_buffer_size() > self._high:
            self._paused = True
            self.protocol.pause_writing()

    def close(self) -> None:
        """Close when all that was written is out, or soon, if the peer does not read it."""
        if self.closing:
            return
        self.closing = True
        if self.unsent is None:
            self.finish()
        else:
            self.lingering_close.limit(self)
            self.watch(WRITE)

    def is_closing(self) -> bool:
        """Whether it is closed, or soon will be."""
        return self.closing

    def pause_reading(self) -> None:
        """Read nothing for now: TCP slows the peer down."""
        if not self.closing:
            self.watch(self.events & ~READ)

    def resume_reading(self) -> None:
        """Go on."""
        if not self.closing:
            self.watch(self.events | READ)

    def get_write_buffer_size(self) -> int:
        """Bytes that wait for the peer, with what it costs to keep them."""
        unsent = self.unsent
        return 0 if unsent is None else self._waiting + _PIECE * len(unsent)

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """The protocol is told when more than `high` bytes wait, and when a quarter is left."""
        del low
        self._high = _HIGH if high is None else high

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """The `socket`; nothing else is known here."""
        return self.socket if name == "socket" else default

    # Called and replaced by subclasses, with the attributes that are not private.

    def receive(self) -> None:
        """Read once, and pass the bytes on."""
        try:
            data = self.socket.recv(CHUNK)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self.lose(error)
            return
        if data:
            self.protocol.data_received(data)
        elif self.unsent is None:
            self.lose(None)  # the peer has nothing more to say, and nothing more to hear
        else:
            self.close()

    def send_rest(self) -> None:
        """Send what waits, as far as there is room."""
        unsent = self.unsent
        assert unsent is not None  # noqa: S101 - else there is nothing to send
        try:
            sent = self.socket.sendmsg(islice(unsent, _PIECES))
        except (BlockingIOError, InterruptedError):
            return
        except BrokenPipeError:
            sent = self._waiting  # nobody is there to read it
        except OSError as error:
            self.lose(error)
            return
        self._waiting -= sent
        while sent:
            first = unsent.popleft()
            if sent < len(first):
                unsent.appendleft(memoryview(first)[sent:])
                break
            sent -= len(first)
        if self._paused and self.get_write_buffer_size() <= self._high // 4:
            self._paused = False
            self.protocol.resume_writing()
        if not unsent and self.unsent is not None:
            self.unsent = None
            if self.closing:
                self.finish()
            else:
                self.watch(self.events & ~WRITE)

    def watch(self, events: int) -> None:
        """Ask the poller for these events from now on."""
        if events != self.events:
            before, self.events = self.events, events
            self.lingering_close.poller.change(self.socket.fileno(), before, events)

    def finish(self) -> None:
        """Everything is sent: part from the protocol, and give the peer time to read it."""
        try:
            self.lingering_close.take_over(self.socket, self.events)
        finally:  # or it would count as connected for ever
            self._tell_loss(None)

    def lose(self, error: OSError | None) -> None:
        """Close the socket at once."""
        if self._is_lost:
            return
        self.lingering_close.poller.forget(self.socket.fileno(), self.events)
        self.socket.close()
        self._tell_loss(error)

    def _tell_loss(self, error: OSError | None) -> None:
        self.closing = self._is_lost = True
        self.unsent = None
        self.events = 0
        self.lingering_close.forget(self)
        # Not at once: this may be in the middle of a write to many, whose list must not change.
        self.lingering_close.loop.call_soon(self.protocol.connection_lost, error)
        del self.protocol  # or the two would keep each other from being freed
