"""Those whose connection we end hear our last words, and are gone soon after.

A socket that is closed with something unread in it, or to which something comes later, is reset:
that takes along what the peer has not read yet (RFC 1122 4.2.2.13). So only our side is shut at
first, and what still comes is thrown away until the peer hangs up, within limits.
"""

import asyncio
from socket import SHUT_WR, SocketType
from typing import Final, Protocol

from tui_chat.server.engine import error_reports
from tui_chat.server.transport.poller import READ, Lookout

PATIENCE: Final = 5.0
"""Seconds for our last words to go out, and as many for the peer to hang up."""
MOST: Final = 512
"""Sockets that may wait for that at once; each is a descriptor that a newcomer cannot have."""
MUCH: Final = 1 << 18
"""Bytes that are thrown away for one peer. Of a flood the rest stays with whoever sends it."""
_scratch: Final = bytearray(1 << 16)
"""Where they go: nobody looks at them."""


class Leaving(Protocol):
    """Somebody who will be gone soon, or is cut off."""

    def abort(self) -> None:
        """Close the socket at once."""


class Farewells:
    """Keeps the time of all who are leaving, with one timer for as long as there are any."""

    def __init__(self, loop: asyncio.AbstractEventLoop, lookout: Lookout) -> None:
        self.loop = loop
        self.lookout = lookout
        self._leaving: dict[Leaving, float] = {}
        """Until when, in this order."""
        self._timer: asyncio.TimerHandle | None = None

    def limit(self, leaving: Leaving) -> None:
        """Cut somebody off who is not forgotten within `PATIENCE` seconds."""
        self._leaving[leaving] = self.loop.time() + PATIENCE
        if self._timer is None:
            self._timer = self.loop.call_later(PATIENCE, self._look)

    def forget(self, leaving: Leaving) -> None:
        """It is gone."""
        self._leaving.pop(leaving, None)
        if not self._leaving and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def see_off(self, socket: SocketType, events: int) -> None:
        """Shut our side of a socket that is watched for `events`; close it once the peer hangs up.

        The socket is taken over, and all that was to be written must be out.
        """
        parting = _Parting(self, socket, events)
        if len(self._leaving) < MOST:
            self.limit(parting)
            parting.begin()
        else:
            parting.abort()

    def __len__(self) -> int:
        return len(self._leaving)

    def _look(self) -> None:
        self._timer = None
        now = self.loop.time()
        for leaving, until in tuple(self._leaving.items()):
            if until > now:
                self._timer = self.loop.call_later(until - now, self._look)
                return
            self._leaving.pop(leaving, None)
            try:
                leaving.abort()
            except Exception as error:  # noqa: BLE001 - those behind it would never be ended
                error_reports.report("a connection could not be closed", error)


class _Parting:
    """A socket on which we have said all."""

    __slots__ = ("_events", "_farewells", "_left", "_socket")

    def __init__(self, farewells: Farewells, socket: SocketType, events: int) -> None:
        self._farewells = farewells
        self._socket = socket
        self._events = events
        self._left = MUCH
        farewells.lookout.hand_over(socket.fileno(), self)

    def begin(self) -> None:
        """Say that nothing more will come."""
        try:
            self._socket.shutdown(SHUT_WR)
        except OSError:  # the peer is gone already
            self._close()
        else:
            self._watch(READ)
            self._throw_away()

    def ready(self, _events: int) -> None:
        """Throw away some of what has come: others wait for their turn."""
        self._throw_away()

    def abort(self) -> None:
        """Close at once, with as little unread as can be."""
        while self._throw_away():
            pass
        self._close()

    def _throw_away(self) -> bool:
        """Whether there may be more that we would take; closes at an end."""
        try:
            size = self._socket.recv_into(_scratch)
        except (BlockingIOError, InterruptedError):
            return False
        except OSError:
            size = 0
        self._left -= size
        if not size:
            self._close()
        elif self._left <= 0:
            self._watch(0)
        return size > 0 and self._left > 0

    def _watch(self, events: int) -> None:
        before, self._events = self._events, events
        if before != events:
            self._farewells.lookout.change(self._socket.fileno(), before, events)

    def _close(self) -> None:
        if self._socket.fileno() >= 0:
            self._farewells.forget(self)
            self._farewells.lookout.forget(self._socket.fileno(), self._events)
            self._socket.close()
