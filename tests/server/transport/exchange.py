"""A node with connections, on a clock and transports that a test moves."""

import asyncio
import heapq
import itertools
import socket
from collections.abc import Callable
from typing import cast

from tests.server.backplane.later import LaterBackplane, Log
from tui_chat.server.core.settings import Settings
from tui_chat.server.engine.clock import SYSTEM_CLOCK, Clock
from tui_chat.server.engine.node import Node
from tui_chat.server.limits.address_limits import (
    AdmittedConnection,
)
from tui_chat.server.limits.timeouts import Timeouts
from tui_chat.server.limits.token_bucket import Rate
from tui_chat.server.transport.connection import Connection

UNLIMITED = Rate(per_second=0)


class Loop:
    """A loop that runs what is due when the test moves its clock."""

    def __init__(self) -> None:
        self._now = 1000.0
        self._order = itertools.count()
        self._due: list[tuple[float, int, Callable[..., object], tuple[object, ...]]] = []

    def time(self) -> float:
        return self._now

    def call_soon(self, act: Callable[..., object], *args: object) -> None:
        self.call_later(0, act, *args)

    def call_later(self, seconds: float, act: Callable[..., object], *args: object) -> None:
        heapq.heappush(self._due, (self._now + seconds, next(self._order), act, args))

    def run(self, seconds: float = 0) -> None:
        until = self._now + seconds
        while self._due and self._due[0][0] <= until:
            self._now, _, act, args = heapq.heappop(self._due)
            act(*args)
        self._now = until


class Wire:
    """A socket's transport: what was written, whether it is read, whether it is closed."""

    def __init__(self, peer: object = ("192.0.2.1", 50000)) -> None:
        self.peer = peer
        self.socket: socket.socket | None = None
        self.written = b""
        self.reading = True
        self.closed = False
        self.aborted = False
        self.full_at: int | None = None
        self.protocol: Connection | None = None

    def get_extra_info(self, name: str) -> object:
        return {"peername": self.peer, "socket": self.socket}.get(name)

    def set_write_buffer_limits(self, high: int) -> None: ...

    def write(self, data: bytes) -> None:
        self.written += data
        if self.full_at is not None and len(self.written) > self.full_at:
            self.full_at = None
            assert self.protocol is not None
            self.protocol.pause_writing()  # as asyncio does: in the middle of write

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.closed = self.aborted = True


STOPPED = Clock(wall=lambda: 0)


class Exchange:
    """A node and its connections."""

    applies_later = False
    """Whether events take the way through a log."""

    def __init__(
        self,
        rate: Rate = UNLIMITED,
        timeouts: Timeouts | None = None,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self.loop = Loop()
        self.node = Node(Settings(), self.loop.call_soon, clock=clock)
        if self.applies_later:
            log = Log(schedule=self.loop.call_soon)
            self.node.backplane = LaterBackplane(self.node, log)
        self.rate = rate
        self.timeouts = timeouts or Timeouts()

    def connect(
        self, peer: object = ("192.0.2.1", 50000), admitted: AdmittedConnection | None = None
    ) -> tuple[Connection, Wire]:
        loop = cast("asyncio.AbstractEventLoop", self.loop)
        connection = Connection(self.node, self.rate, self.timeouts, loop, admitted)
        wire = Wire(peer)
        wire.protocol = connection
        connection.connection_made(cast("asyncio.Transport", wire))
        return connection, wire

    def enter(self, nick: str) -> tuple[Connection, Wire]:
        connection, wire = self.connect()
        connection.data_received(f"NICK {nick}\r\nUSER {nick} 0 * :{nick}\r\n".encode())
        self.heard(wire)
        return connection, wire

    def heard(self, wire: Wire) -> list[str]:
        self.loop.run()
        written, wire.written = wire.written, b""
        return written.decode().splitlines()
