"""Visitors: people who use our client on this machine, through ssh or a browser."""

import asyncio
import contextlib
import itertools
import logging
import socket
from collections.abc import Callable
from typing import Final, Protocol

import msgspec

from tui_chat.server.config.config_schema import Visitors as VisitorLimits
from tui_chat.server.core.state.address_keys import address_key, site_key
from tui_chat.server.doors.client_spawner_process import ClientProcesses
from tui_chat.server.doors.visitor_pty import Terminal
from tui_chat.server.limits.address_limits import RefusedConnectionError
from tui_chat.server.limits.token_bucket import Rate, TokenBucket
from tui_chat.server.transport.connection import Connection
from tui_chat.visitor_protocol import CONNECT, CONNECTED, FAILED, LONGEST, Limits, Start
from tui_chat.wire.text.sanitize import sanitize

_log: Final = logging.getLogger(__name__)
_LAST: Final = 0.5
"""Seconds that a client has to say goodbye after its visitor has hung up."""
_OFFLINE: Final = 120.0
"""Seconds that a client may be there without a connection to the server."""
_CONNECTS: Final = Rate(burst=8, per_second=0.2)
"""How often one client may connect: each time others may be told that its visitor came and went."""
_TOO_OFTEN: Final = b"You have connected too often. Wait some seconds."
_FULL: Final = "There are as many visitors as this server has room for. Try again later."
_TOO_MANY: Final = "There are too many visitors from your address."
_NOT_READY: Final = "This server takes no visitors at the moment. Try again later."


class Visit(msgspec.Struct, frozen=True):
    """A visitor and its origin. `Visitors` completes `start`."""

    peer: str
    """The address: limits, bans, cloaks and /whois see it."""
    start: Start
    fingerprint: str = ""
    """SHA-256 of the key that the visitor has proven to have."""


class ConnectionMaker(Protocol):
    """What makes connections for visitors: the acceptor."""

    def accept_visitor(
        self, peer: str, *, is_secure: bool, fingerprint: str
    ) -> tuple[Connection, socket.socket]:
        """A connection from this address. Raises RefusedConnectionError."""


class Visitor:
    """One visitor, from the start of their client to its end."""

    def __init__(
        self,
        visitors: "Visitors",
        visit: Visit,
        number: int,
        terminal: Terminal,
        ended: Callable[[int], None],
    ) -> None:
        self.visit = visit
        self.number = number
        self.terminal = terminal
        self.ended = ended
        self.active_at = self.online_at = visitors.loop.time()
        self.connects = TokenBucket(_CONNECTS, self.active_at)
        self.connection: Connection | None = None
        self.control: socket.socket | None = None
        self.is_over = False
        self._visitors = visitors

    def type(self, data: bytes) -> None:
        """The visitor has typed."""
        self.active_at = self._visitors.loop.time()
        self.terminal.type(data)

    def hang_up(self) -> None:
        """The visitor is gone: end everything of theirs."""
        self._visitors.end(self)


class Visitors:
    """All visitors, within the limits: how many there are, and what each may use."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        maker: ConnectionMaker,
        limits: VisitorLimits,
        is_banned: Callable[[str], str],
    ) -> None:
        """`is_banned` gives why an address is, "" if it is not."""
        self.loop = loop
        self.limits = limits
        self._maker = maker
        self._is_banned = is_banned
        self._processes = ClientProcesses(loop, self._process_ended, self._forget_all)
        self._all: dict[int, Visitor] = {}
        self._numbers = itertools.count(1)
        self._loading: asyncio.Task[None] | None = None
        self._is_closed = False

    def __len__(self) -> int:
        return len(self._all)

    async def prepare(self) -> None:
        """Have the client loaded, unless it is; `refusal` tells if that fails."""
        if self._processes.is_running:
            return
        if self._loading is None:
            self._loading = self.loop.create_task(self._processes.start())
        try:
            await asyncio.shield(self._loading)
        except OSError as error:
            _log.error("the client for visitors could not be loaded: %s", error)
        finally:
            if self._loading is not None and self._loading.done():
                self._loading = None

    def close(self) -> None:
        """End all visits."""
        self._is_closed = True
        if self._loading is not None:
            self._loading.cancel()
        self._forget_all()
        self._processes.close()

    @property
    def is_closed(self) -> bool:
        """Whether all visits were ended because the server stops."""
        return self._is_closed

    def refusal(self, peer: str) -> str:
        """Why nobody from this address may visit now, "" if they may."""
        if self._is_closed or not self._processes.is_running:
            return _NOT_READY
        if banned := self._is_banned(peer):
            return f"You are banned from this server: {banned}"
        limits = self.limits
        if len(self._all) >= limits.most:
            return _FULL
        key = address_key(peer)
        keys = [address_key(one.visit.peer) for one in self._all.values()]
        if keys.count(key) >= limits.per_address:
            return _TOO_MANY
        # Whoever has an IPv6 /48 has many addresses, but leaves half of the room to others.
        site, most = site_key(key), max(limits.per_address, limits.most // 2)
        if site and [site_key(one) for one in keys].count(site) >= most:
            return _TOO_MANY
        return ""

    def begin(self, visit: Visit, terminal: Terminal, ended: Callable[[int], None]) -> Visitor:
        """Start a client on this terminal; `ended` is called with its exit status.

        Raises RefusedConnectionError.
        """
        if refusal := self.refusal(visit.peer):
            terminal.close()
            raise RefusedConnectionError(refusal)
        number = next(self._numbers)
        visitor = Visitor(self, visit, number, terminal, ended)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        limits = Limits(self.limits.memory_mb << 20, self.limits.cpu_minutes * 60)
        start = msgspec.structs.replace(visit.start, number=number, limits=limits)
        try:
            self._processes.send(start, (*terminal.child_ends, theirs.fileno()))
        except OSError as error:
            ours.close()
            terminal.close()
            raise RefusedConnectionError(_NOT_READY) from error
        finally:
            theirs.close()
        ours.setblocking(False)
        visitor.control = ours
        self._all[number] = visitor
        self.loop.add_reader(ours, self._hear, visitor)
        terminal.start()
        return visitor

    def end(self, visitor: Visitor) -> None:
        """End a visit: the client is told, and killed if it does not end by itself."""
        if visitor.is_over:
            return
        visitor.is_over = True
        visitor.terminal.close()
        connection, visitor.connection = visitor.connection, None
        if connection is not None:
            connection.hang_up()
        self._close_control(visitor)
        self.loop.call_later(_LAST, self._kill, visitor.number)

    def check_timeouts(self, now: float) -> None:
        """End the visits of those who have been silent, or without a connection, for too long."""
        for visitor in tuple(self._all.values()):
            if visitor.connection is not None and not visitor.connection.is_done():
                visitor.online_at = now
            idle = self.limits.idle_minutes * 60
            if (
                visitor.is_over
                or now - visitor.online_at > _OFFLINE
                or (idle and now - visitor.active_at > idle)
            ):
                self._kill(visitor.number)

    def _kill(self, number: int) -> None:
        if number in self._all:
            self._processes.kill(number)

    def _hear(self, visitor: Visitor) -> None:
        """The client asks for a connection, or has ended."""
        control = visitor.control
        assert control is not None  # noqa: S101 - it is read
        try:
            said = control.recv(LONGEST)
        except BlockingIOError:
            return
        except OSError:
            said = b""
        if said == CONNECT:
            self._connect(visitor, control)
        elif said.startswith(FAILED):
            told = sanitize(said.removeprefix(FAILED).decode(errors="replace"), keep_newlines=True)
            _log.error("the client of a visitor has failed\n%s", told)
        else:
            self._close_control(visitor)  # how it ended is told by the process that started it

    def _connect(self, visitor: Visitor, control: socket.socket) -> None:
        visit = visitor.visit
        if visitor.connection is not None:
            visitor.connection.hang_up()
        if visitor.connects.take(self.loop.time()):
            with contextlib.suppress(OSError):
                control.send(_TOO_OFTEN)
            return
        try:
            visitor.connection, theirs = self._maker.accept_visitor(
                visit.peer, is_secure=visit.start.secured, fingerprint=visit.fingerprint
            )
        except RefusedConnectionError as refusal:
            with contextlib.suppress(OSError):
                control.send(str(refusal).encode())
            return
        with theirs, contextlib.suppress(OSError):
            socket.send_fds(control, [CONNECTED], [theirs.fileno()])

    def _process_ended(self, number: int, status: int) -> None:
        visitor = self._all.get(number)
        if visitor is not None:
            if status not in {0, 1} and not visitor.is_over:
                _log.warning("the client of a visitor ended with the status %d", status)
            self._forget(visitor, status)

    def _forget_all(self) -> None:
        for visitor in tuple(self._all.values()):
            self._forget(visitor, -1)

    def _forget(self, visitor: Visitor, status: int) -> None:
        if self._all.pop(visitor.number, None) is None:
            return
        self._close_control(visitor)
        if visitor.connection is not None:
            visitor.connection.hang_up()
        was_over, visitor.is_over = visitor.is_over, True
        if not was_over:
            visitor.terminal.drain()
        visitor.terminal.close()
        visitor.ended(status)

    def _close_control(self, visitor: Visitor) -> None:
        if visitor.control is not None:
            self.loop.remove_reader(visitor.control)
            visitor.control.close()
            visitor.control = None
