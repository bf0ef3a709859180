"""Watches the sockets of all clients, and tells whose turn it is.

asyncio keeps 1.2 kB for each connection and makes a task to set it up. Here one epoll watches
all of them, the loop watches only that, and a client costs an entry in a dict.
"""

import asyncio
import contextlib
import select
from socket import SocketType
from typing import Final, Protocol

from tui_chat.server import exception_logging

READ: Final = 1
"""There is something to read, or the peer is gone: as EPOLLIN."""
WRITE: Final = 4
"""There is room to write: as EPOLLOUT."""
_END: Final = getattr(select, "POLLRDHUP", 0)
"""An end, besides the trouble that is always told."""
SHORT_READING: Final = 0.0002
"""Seconds: reading longer than that has gathered enough to be written at once."""


class Watcher(Protocol):
    """Waits for something to happen to a socket."""

    def ready(self, events: int) -> None:
        """READ, WRITE or both; anything else is trouble, which whoever reads or writes meets."""

    def abort(self) -> None:
        """Close the socket at once."""


class Poller(Protocol):
    """Calls the watchers of sockets, each by its descriptor, from the loop."""

    def watch(self, descriptor: int, watcher: Watcher, events: int) -> None:
        """Begin to watch a socket for some of READ and WRITE."""

    def replace_watcher(self, descriptor: int, watcher: Watcher) -> None:
        """Have another watcher called for a socket that is watched."""

    def watcher(self, descriptor: int) -> Watcher | None:
        """Who is called for a socket; None for one that is not watched."""

    def change(self, descriptor: int, before: int, events: int) -> None:
        """Watch for other events than `before`; for none at all, not even trouble is told."""

    def forget(self, descriptor: int, events: int) -> None:
        """Watch a socket no more, which is to be closed; `events` is what it was watched for."""

    def close(self) -> None:
        """Let go of all sockets that are still watched."""


class EpollPoller:
    """With one epoll for all. A descriptor is watched as long as its socket lives."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._epoll = select.epoll()
        self._watchers: dict[int, Watcher] = {}
        loop.add_reader(self._epoll.fileno(), self._look)

    def watch(self, descriptor: int, watcher: Watcher, events: int) -> None:
        """Begin to watch."""
        self._watchers[descriptor] = watcher
        if events:
            self._epoll.register(descriptor, events)

    def replace_watcher(self, descriptor: int, watcher: Watcher) -> None:
        """Call another one."""
        self._watchers[descriptor] = watcher

    def watcher(self, descriptor: int) -> Watcher | None:
        """Who is called."""
        return self._watchers.get(descriptor)

    def change(self, descriptor: int, before: int, events: int) -> None:
        """Watch for something else."""
        if before and events:
            self._epoll.modify(descriptor, events)
        elif events:
            self._epoll.register(descriptor, events)
        elif before:
            self._epoll.unregister(descriptor)

    def forget(self, descriptor: int, events: int) -> None:
        """Stop watching."""
        if self._watchers.pop(descriptor, None) is not None and events:
            # Whatever it says: the socket must be closed all the same, and that ends the watch.
            with contextlib.suppress(OSError):
                self._epoll.unregister(descriptor)

    def close(self) -> None:
        """Stop watching all."""
        if not self._epoll.closed:
            self._loop.remove_reader(self._epoll.fileno())
            for watcher in tuple(self._watchers.values()):
                watcher.abort()
            self._epoll.close()

    def _look(self) -> None:
        # What comes while several are read is written with what they said: that saves up to two
        # fifths of the writes. Where much is read at once, there is nothing to save.
        began = self._loop.time()
        several = self._call_watchers() > 1
        if several and self._loop.time() - began < SHORT_READING and not self._epoll.closed:
            self._call_watchers()

    def _call_watchers(self) -> int:
        """Call the watchers of what has happened; gives how many there were."""
        # Who is not among these is told in the next tick: the epoll stays readable.
        watchers = self._watchers
        found = self._epoll.poll(0)
        for descriptor, events in found:
            watcher = watchers.get(descriptor)
            if watcher is not None:  # else somebody before it in this list has closed it
                try:
                    watcher.ready(events)
                except Exception as error:  # noqa: BLE001 - our mistake must not end the chat
                    cut(watchers.get(descriptor), error)
        return len(found)


class LoopPoller:
    """The same by asyncio's means, where the system has no epoll."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._watchers: dict[int, Watcher] = {}

    def watch(self, descriptor: int, watcher: Watcher, events: int) -> None:
        """Begin to watch."""
        self._watchers[descriptor] = watcher
        self.change(descriptor, 0, events)

    def replace_watcher(self, descriptor: int, watcher: Watcher) -> None:
        """Call another one."""
        self._watchers[descriptor] = watcher

    def watcher(self, descriptor: int) -> Watcher | None:
        """Who is called."""
        return self._watchers.get(descriptor)

    def change(self, descriptor: int, before: int, events: int) -> None:
        """Watch for something else."""
        if events & READ:
            self._loop.add_reader(descriptor, self._tell, descriptor, READ)
        elif before & READ:
            self._loop.remove_reader(descriptor)
        if events & WRITE:
            self._loop.add_writer(descriptor, self._tell, descriptor, WRITE)
        elif before & WRITE:
            self._loop.remove_writer(descriptor)

    def forget(self, descriptor: int, events: int) -> None:
        """Stop watching."""
        if self._watchers.pop(descriptor, None) is not None:
            self.change(descriptor, events, 0)

    def close(self) -> None:
        """Stop watching all."""
        for watcher in tuple(self._watchers.values()):
            watcher.abort()

    def _tell(self, descriptor: int, events: int) -> None:
        watcher = self._watchers.get(descriptor)
        if watcher is not None:
            try:
                watcher.ready(events)
            except Exception as error:  # noqa: BLE001 - our mistake must not end the chat
                cut(self._watchers.get(descriptor), error)


def make_poller(loop: asyncio.AbstractEventLoop) -> Poller:
    """The best that this system has."""
    return EpollPoller(loop) if hasattr(select, "epoll") else LoopPoller(loop)


def has_hung_up(socket: SocketType) -> bool:
    """Whether the peer will say nothing more, though what it has said may not be read yet."""
    poll = select.poll()
    poll.register(socket, _END)
    return bool(poll.poll(0))


def cut(whom: Watcher | asyncio.Transport | None, error: Exception) -> None:
    """Whoever cannot be served loses the socket, and costs the others nothing.

    `whom` is who has it now: perhaps not the one that failed, but whom it was handed over to.
    Never raises.
    """
    exception_logging.report("a connection could not be served and was cut", error)
    if whom is not None:
        try:
            whom.abort()
        except Exception as worse:  # noqa: BLE001 - the others are still to be served
            exception_logging.report("a connection could not be cut", worse)
