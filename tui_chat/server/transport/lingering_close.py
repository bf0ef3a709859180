"""Lingering close: the peer can read our last lines before its socket is closed.

Closing a socket with unread input resets the connection, and so does input after the close; the
peer then loses what it has not read yet (RFC 1122 4.2.2.13). So we first shut down our side only,
and discard the input until the peer hangs up, within limits.
"""

import asyncio
from socket import SHUT_WR, SocketType
from typing import Final, Protocol

from tui_chat.server import exception_logging
from tui_chat.server.transport.poller import READ, Poller

PATIENCE: Final = 5.0
"""Seconds for the last lines to be sent, and again for the peer to hang up."""
MOST: Final = 512
"""Sockets that may linger at once: each uses a descriptor that a new client could have."""
MAX_DISCARDED: Final = 1 << 18
"""Bytes of input that are discarded for one peer; then it is no longer read."""
WITHOUT_READING: Final = 1.0
"""Seconds that a peer which sent so much has left: it waits for us, and reads only afterwards."""
_scratch: Final = bytearray(1 << 16)
"""Discarded input is read into this."""


class Abortable(Protocol):
    """A socket that is closing, and is aborted if that takes too long."""

    def abort(self) -> None:
        """Close the socket at once."""


class LingeringClose:
    """Closes sockets gently, with one timer for all their deadlines."""

    def __init__(self, loop: asyncio.AbstractEventLoop, poller: Poller) -> None:
        self.loop = loop
        self.poller = poller
        self._deadlines: dict[Abortable, float] = {}
        """The deadline of each, the earliest first."""
        self._timer: asyncio.TimerHandle | None = None

    def limit(self, leaving: Abortable) -> None:
        """Abort a socket that is not forgotten within `PATIENCE` seconds."""
        self._deadlines[leaving] = self.loop.time() + PATIENCE
        if self._timer is None:
            self._timer = self.loop.call_later(PATIENCE, self._look)

    def forget(self, leaving: Abortable) -> None:
        """Note that a socket is closed."""
        self._deadlines.pop(leaving, None)
        if not self._deadlines and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def take_over(self, socket: SocketType, events: int) -> None:
        """Take over a socket that is watched for `events`, and close it once the peer hangs up.

        Everything must have been written.
        """
        lingering = _LingeringSocket(self, socket, events)
        if len(self._deadlines) < MOST:
            self.limit(lingering)
            lingering.begin()
        else:
            lingering.abort()

    def __len__(self) -> int:
        return len(self._deadlines)

    def _look(self) -> None:
        self._timer = None
        now = self.loop.time()
        for leaving, until in tuple(self._deadlines.items()):
            if until > now:
                self._timer = self.loop.call_later(until - now, self._look)
                return
            self._deadlines.pop(leaving, None)
            try:
                leaving.abort()
            except Exception as error:  # noqa: BLE001 - or the rest would never be closed
                exception_logging.report("a connection could not be closed", error)


class _LingeringSocket:
    """A socket whose input is discarded; nothing more is written to it."""

    __slots__ = ("_events", "_left", "_lingering_close", "_socket")

    def __init__(self, lingering_close: LingeringClose, socket: SocketType, events: int) -> None:
        self._lingering_close = lingering_close
        self._socket = socket
        self._events = events
        self._left = MAX_DISCARDED
        lingering_close.poller.replace_watcher(socket.fileno(), self)

    def begin(self) -> None:
        """Shut down our side."""
        try:
            self._socket.shutdown(SHUT_WR)
        except OSError:  # the peer has closed it already
            self._close()
        else:
            self._watch(READ)
            self._discard()

    def ready(self, _events: int) -> None:
        """Discard one piece of the input: other sockets wait for their turn."""
        self._discard()

    def abort(self) -> None:
        """Discard what is there, and close at once."""
        while self._discard():
            pass
        self._close()

    def _discard(self) -> bool:
        """Whether there may be more input to discard; closes the socket at its end."""
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
            self._lingering_close.loop.call_later(WITHOUT_READING, self._close)
        return size > 0 and self._left > 0

    def _watch(self, events: int) -> None:
        before, self._events = self._events, events
        if before != events:
            self._lingering_close.poller.change(self._socket.fileno(), before, events)

    def _close(self) -> None:
        if self._socket.fileno() >= 0:
            self._lingering_close.forget(self)
            self._lingering_close.poller.forget(self._socket.fileno(), self._events)
            self._socket.close()
