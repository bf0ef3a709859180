"""One client's socket, as a transport for the protocol above it."""

import asyncio
from collections import deque
from itertools import islice
from socket import SocketType
from typing import Any, Final

from tui_chat.server.transport.lingering_close import Farewells
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
    """Reads when there is something to read; writes at once, and what does not go out later.

    What waits is kept as it was given, so that a thousand clients who are slow to read the same
    lines share them. A peer that has hung up is still read: what it said before counts, and only
    the end of that is the end. Once lost, all calls do nothing.
    """

    __slots__ = (
        "_closing",
        "_events",
        "_farewells",
        "_high",
        "_is_lost",
        "_paused",
        "_protocol",
        "_socket",
        "_unsent",
        "_waiting",
    )

    def __init__(
        self, farewells: Farewells, socket: SocketType, protocol: asyncio.Protocol
    ) -> None:
        """The non-blocking `socket` is watched for reading: this takes it over."""
        self._farewells = farewells
        self._socket = socket
        self._protocol = protocol
        self._events = READ
        self._closing = False
        self._is_lost = False
        self._paused = False
        """Whether the protocol was told that too much waits."""
        self._high = _HIGH
        self._unsent: deque[bytes | memoryview] | None = None
        """What waits, None if nothing does: an empty deque is 600 bytes."""
        self._waiting = 0
        """How many bytes that is."""
        farewells.lookout.hand_over(socket.fileno(), self)

    # What the lookout calls.

    def ready(self, events: int) -> None:
        """Read or write, as can be done now."""
        if self._unsent is not None and (events & WRITE or not self._events & READ):
            self._send_rest()
        if events & ~WRITE and self._events & READ:
            self._receive()

    def abort(self) -> None:
        """Close at once; what waits is not sent."""
        self._lose(None)

    # What the protocol calls.

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send, now or as soon as there is room."""
        if self._closing:
            return
        if self._unsent is None:
            try:
                sent = self._socket.send(data)
            except (BlockingIOError, InterruptedError):
                sent = 0
            except BrokenPipeError:
                return  # the peer has hung up, and we shall read so
            except OSError as error:
                self._lose(error)
                return
            if sent == len(data):
                return
            self._unsent = deque((memoryview(bytes(data))[sent:],))
            self._waiting = len(data) - sent
            self._watch(self._events | WRITE)
        else:
            self._unsent.append(bytes(data))
            self._waiting += len(data)
        if not self._paused and self.get_write_buffer_size() > self._high:
            self._paused = True
            self._protocol.pause_writing()

    def close(self) -> None:
        """Close when all that was written is out, or soon, if the peer does not read it."""
        if self._closing:
            return
        self._closing = True
        if self._unsent is None:
            self._part()
        else:
            self._farewells.limit(self)
            self._watch(WRITE)

    def is_closing(self) -> bool:
        """Whether it is closed, or soon will be."""
        return self._closing

    def pause_reading(self) -> None:
        """Read nothing for now: TCP slows the peer down."""
        if not self._closing:
            self._watch(self._events & ~READ)

    def resume_reading(self) -> None:
        """Go on."""
        if not self._closing:
            self._watch(self._events | READ)

    def get_write_buffer_size(self) -> int:
        """Bytes that wait for the peer, with what it costs to keep them."""
        unsent = self._unsent
        return 0 if unsent is None else self._waiting + _PIECE * len(unsent)

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """The protocol is told when more than `high` bytes wait, and when a quarter is left."""
        del low
        self._high = _HIGH if high is None else high

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """The `socket`; nothing else is known here."""
        return self._socket if name == "socket" else default

    # Between the two.

    def _receive(self) -> None:
        try:
            data = self._socket.recv(CHUNK)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self._lose(error)
            return
        if data:
            self._protocol.data_received(data)
        elif self._unsent is None:
            self._lose(None)  # the peer has nothing more to say, and nothing more to hear
        else:
            self.close()

    def _send_rest(self) -> None:
        unsent = self._unsent
        assert unsent is not None  # noqa: S101 - else there is nothing to send
        try:
            sent = self._socket.sendmsg(islice(unsent, _PIECES))
        except (BlockingIOError, InterruptedError):
            return
        except BrokenPipeError:
            sent = self._waiting  # nobody is there to read it
        except OSError as error:
            self._lose(error)
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
            self._protocol.resume_writing()
        if not unsent and self._unsent is not None:
            self._unsent = None
            if self._closing:
                self._part()
            else:
                self._watch(self._events & ~WRITE)

    def _watch(self, events: int) -> None:
        if events != self._events:
            before, self._events = self._events, events
            self._farewells.lookout.change(self._socket.fileno(), before, events)

    def _part(self) -> None:
        """All is said: the protocol has done with it, the peer may not have read it yet."""
        try:
            self._farewells.see_off(self._socket, self._events)
        finally:  # or it would count as connected for ever
            self._tell_loss(None)

    def _lose(self, error: OSError | None) -> None:
        if self._is_lost:
            return
        self._farewells.lookout.forget(self._socket.fileno(), self._events)
        self._socket.close()
        self._tell_loss(error)

    def _tell_loss(self, error: OSError | None) -> None:
        self._closing = self._is_lost = True
        self._unsent = None
        self._events = 0
        self._farewells.forget(self)
        # Not at once: this may be in the middle of a write to many, whose list must not change.
        self._farewells.loop.call_soon(self._protocol.connection_lost, error)
        del self._protocol  # or the two would keep each other from being freed
