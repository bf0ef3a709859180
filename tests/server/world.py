"""A network without sockets: people send lines and read the lines they get."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

import pytest

from tests.server.backplane.later import LaterBackplane, Log
from tui_chat.server.core.commands.server.server_invitation import MakeInvitation, NewInvitation
from tui_chat.server.core.commands.users.token_filehost import MakeToken
from tui_chat.server.core.events import ClientId, Disconnected, Event, Garbled, Millis
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.state.session import Session
from tui_chat.server.engine.clock import Clock
from tui_chat.server.engine.node import Node
from tui_chat.server.engine.pending_requests import soon
from tui_chat.server.limits.command_rates import RatedWork
from tui_chat.server.limits.timeouts import Timeouts
from tui_chat.server.limits.token_bucket import Rate
from tui_chat.server.store import History, Records
from tui_chat.server.workers.password_hashing import Passwords
from tui_chat.server.workers.password_worker import serve_passwords
from tui_chat.wire.message import Message

NOON = 1_763_640_000_000
"""2025-11-20 12:00:00 UTC, when every test begins."""


CHEAP_PASSWORDS = Passwords(cost=0)


_NEEDLESS_COLON = re.compile(r"((?:@\S+ )?(?::\S+ )?\w+(?: [^: ]\S*)*) :([^: ]\S*)")
"""A line whose last parameter could do without its colon; see `test_rendering` for who has one."""


class Person:
    """A client of a `World`, whose socket only records.

    Lines are normalised as a parser reads them: an unneeded colon is left out.
    """

    def __init__(
        self, world: World, nick: str, host: str = "host", shown: str = "", *, owner: bool = False
    ) -> None:
        self.world = world
        self.nick = nick
        self.heard: list[str] = []
        self.closed = False
        self.is_dead = False
        """Whether the wire is cut, which only shows when it is asked."""
        self._held: list[str] | None = None
        self.id = world._node.connect(self, host, secure=False, shown=shown, owner=owner)

    def says(self, *lines: str) -> None:
        """Send lines to the server."""
        for line in lines:
            if self._held is not None:
                self._held.append(line)
            else:
                self.world.receive(self.id, Message.parse(line.encode()))

    def hears(self) -> list[str]:
        """The lines received since the last call."""
        self.world.flush()
        heard, self.heard = self.heard, []
        return heard

    def asks(self, *lines: str) -> list[str]:
        """Send lines; gives all that was received since the last call of `hears`."""
        self.says(*lines)
        return self.hears()

    @property
    def session(self) -> Session:
        """Its session, also before registration."""
        session = self.world.node.session(self.id)
        assert session is not None
        return session

    def drops(self, reason: str = "Connection lost") -> None:
        """Lose the connection."""
        self.world.turn_to(self.id)
        self.world._node.disconnect(self.id, reason)

    def write(self, data: bytes) -> None:
        # No assertions: the server passes over them, as over whatever a socket raises.
        if self.closed:
            pytest.fail("written to after closing")
        if not data.endswith(b"\r\n"):
            pytest.fail("half a line")
        lines = data.decode().removesuffix("\r\n").split("\r\n")
        self.heard += map(_without_needless_colon, lines)

    def close(self) -> None:
        self.closed = True

    def stop_reading(self) -> None: ...

    def suspend_input(self) -> None:
        if self._held is None:
            self._held = []

    def resume_input(self) -> None:
        lines, self._held = self._held or [], None
        for line in lines:
            self.says(line)

    def charge(self, kind: RatedWork, tokens: float) -> None: ...

    shares_address = True

    def is_done(self) -> bool:
        return self.closed

    def set_limits(self, rate: Rate, timeouts: Timeouts, now: float) -> None: ...

    def check_alive(self, now: float) -> None: ...

    waiting = 0

    def end_slow_reader(self) -> None: ...

    def probe(self, _patience: float, done: Callable[[bool], None]) -> None:
        if self.is_dead:
            self.drops("Ping timeout")
        done(not self.is_dead)

    def end_if_hung_up(self) -> None:
        if self.is_dead:
            self.drops("Connection lost")


class World:
    """A server's core and outbox, driven by hand: the clock stands still unless moved."""

    def __init__(
        self,
        *,
        settings: Settings,
        tick_per_line: bool,
        log: Log | None = None,
        incarnation: int = 0,
        history: History | None = None,
        records: Records | None = None,
    ) -> None:
        """With a `log`, lines go through it, and are applied when somebody else speaks.

        With an `incarnation` it is one node of several, and gives ids as a real one.
        """
        self._gives_ids = bool(incarnation)
        self.tick_per_line = tick_per_line
        self.people: list[Person] = []
        self._now = NOON
        self.log = log
        self._events: list[Event] = []
        self._pending: list[Callable[[], None]] = []
        self._msgids = 0
        clock = Clock(wall=lambda: self.now * 1_000_000)
        self._node = node = Node(
            settings, self._pending.append, history, records, clock, incarnation
        )
        self._speaker = node.id
        if log is not None:
            node.backplane = LaterBackplane(node, log)
        passwords = soon(CHEAP_PASSWORDS.answer, self._pending.append)
        serve_passwords(node, passwords)
        numbers = itertools.count(1)
        tokens = soon(lambda _: f"token{next(numbers)}", self._pending.append)
        node.answer_with(MakeToken, tokens)
        invitations = itertools.count(1)
        node.answer_with(
            MakeInvitation,
            soon(lambda _: NewInvitation(token_number(next(invitations))), self._pending.append),
        )
        node.record(self._events.append)

    @property
    def events(self) -> list[Event]:
        """All events of the log so far, with their times and ids."""
        self.apply()
        return self._events

    @property
    def now(self) -> int:
        """The clock's time, in milliseconds since 1970."""
        return self._now

    @now.setter
    def now(self, now: int) -> None:
        self.apply()
        self._now = now

    @property
    def node(self) -> Node:
        """The node, after all lines so far are applied."""
        self.apply()
        return self._node

    def apply(self) -> None:
        """Apply the events in the log, and the lines that waited for them."""
        while self.log is not None and self.log.waiting:
            self.log.run()

    def restarted(self) -> World:
        """The network after a restart: it has the kept records and no clients."""
        again = type(self)(
            settings=self.node.network.settings,
            tick_per_line=self.tick_per_line,
            log=None if self.log is None else Log(),
            history=self.node.history,
            records=self.node.records,
        )
        again.now = self.now + 1
        again._msgids = self._msgids
        again.node.restore()
        return again

    @property
    def msgid(self) -> str:
        """The msgid of the last line."""
        self.apply()
        return f"id{self._msgids}"

    def connect(
        self, nick: str = "nobody", host: str = "host", shown: str = "", *, owner: bool = False
    ) -> Person:
        """A client that has connected from `host`, shown as `shown`, and sent nothing yet.

        `owner` says that it is the client of the person who runs the server.
        """
        person = Person(self, nick, host, shown, owner=owner)
        self.people.append(person)
        return person

    def enter(
        self, nick: str, *capabilities: str, host: str = "host", owner: bool = False
    ) -> Person:
        """A registered client with these capabilities that has read the welcome."""
        person = self.connect(nick, host, owner=owner)
        if capabilities:
            person.says(f"CAP REQ :{' '.join(capabilities)}")
        person.says(f"NICK {nick}")
        person.says(f"USER {nick} 0 * :{nick.title()}")
        if capabilities:
            person.says("CAP END")
        assert f" 001 {nick} " in "\n".join(person.hears())
        return person

    def join(self, channel: str, *people: str | Person) -> list[Person]:
        """Let these people join a channel, registering new ones; the first is its operator."""
        present = [self.enter(one) if isinstance(one, str) else one for one in people]
        for person in present:
            person.says(f"JOIN {channel}")
        self.settle()
        return present

    def settle(self) -> None:
        """Discard all unread lines of everybody."""
        for person in self.people:
            person.hears()

    def is_quiet(self) -> bool:
        """Whether nobody has a line left unread."""
        return not any(person.hears() for person in self.people)

    def turn_to(self, client: ClientId) -> None:
        """Apply the events of others before a person acts."""
        if client != self._speaker:
            self.apply()
            self._speaker = client

    def receive(self, client: ClientId, message: Message) -> None:
        self._msgids += 1
        self.turn_to(client)
        msgid = "" if self._gives_ids else f"id{self._msgids}"
        self._node.receive(client, message, Millis(self.now), msgid)
        if self.tick_per_line:
            self.flush()

    def submit(self, event: Disconnected | Garbled) -> None:
        self.node.backplane.submit(event)

    def flush(self) -> None:
        """End the tick of the loop."""
        self.apply()
        while self._pending:
            pending, self._pending[:] = list(self._pending), []
            for act in pending:
                act()
            self.apply()


def token_number(number: int) -> str:
    """The token of the invitation that is made in a world as number so many."""
    return f"token{number:017}"


def _without_needless_colon(line: str) -> str:
    found = _NEEDLESS_COLON.fullmatch(line)
    return " ".join(found.groups()) if found else line
