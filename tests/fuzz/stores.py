"""Bytes for a whole server with what a real one has: databases, a log in JSON, and restarts.

Channels, accounts and conversations are made and dropped again, for as long as the input goes on.
"""

import contextlib
import io
import json
import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.fuzz.loops import Clock
from tests.fuzz.servers import CAPABILITIES, SETTINGS, Mistakes, Person, check_lines
from tests.property.whole import check_is_whole
from tui_chat.server.core.stamps.msgids import number_of
from tui_chat.server.engine.clock import Clock as NodeClock
from tui_chat.server.engine.node import Node
from tui_chat.server.engine.pending_requests import soon
from tui_chat.server.process.logging_setup import JsonFormatter, LogHandler
from tui_chat.server.store import Retention
from tui_chat.server.store.sqlite_history import SqliteHistory
from tui_chat.server.store.sqlite_record_store import SqliteRecords
from tui_chat.server.workers.password_hashing import Passwords
from tui_chat.server.workers.password_worker import serve_passwords

NOON: Final = 1_763_640_000_000
_MEMORY: Final = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - a folder in it
"""Where files cost no waiting for a disk, if there is such a place."""
_PASSWORDS: Final = Passwords(cost=0)
_NAMES: Final = (b"#t", b"#u", b"#v", b"#w")
_SINCE: Final = b"timestamp=2020-01-01T00:00:00.000Z"
_UNTIL: Final = b"timestamp=2030-01-01T00:00:00.000Z"
_LINES: Final = (
    *(b"JOIN %b", b"PRIVMSG %b :said", b"PART %b", b"CS REGISTER %b", b"CS DROP %b %b"),
    *(b"MODE %b +k x", b"RENAME %b #renamed", b"RENAME #renamed %b", b"TOPIC %b :news"),
    *(b"CHATHISTORY LATEST %b * 10", b"CHATHISTORY BEFORE %b timestamp=2025-11-20T12:00:01.000Z 9"),
    *(b"SEARCH in=%b;text=s", b"MODE %b -k x", b"MODE %b +i", b"KICK %b n1", b"JOIN %b x"),
    *(b"NS REGISTER sesame1", b"NS DROP n0 sesame1", b"NS DROP n1 sesame1", b"PRIVMSG n1 :alone"),
    *(b"PRIVMSG n0 :\xe6\x97\xa5\xe6\x9c\xac", b"NICK n%d", b"SEARCH text=\xe6\x9c\xac"),
    *(b"CHATHISTORY TARGETS " + _SINCE + b" " + _UNTIL + b" 9",),
    *(b"OPER root sesame", b"LOGOUT", b"NS SET always-on on", b"MARKREAD %b", b"QUIT :bye"),
)
"""What an input may order in a byte instead of writing it out."""


class Place:
    """A state folder, and the server that runs on it now."""

    def __init__(self, folder: Path, first: int) -> None:
        self.folder = folder
        self.settings = SETTINGS[first % len(SETTINGS)]
        self.capabilities = CAPABILITIES[(first >> 3) & 3]
        self.now = NOON
        self.clock = Clock()
        self.people: list[Person] = []
        self.start()

    def start(self) -> None:
        """Bring back what was kept."""
        self.history = SqliteHistory(self.folder, Retention(days=1, messages=20))
        self.records = SqliteRecords(self.folder)
        self.clock = Clock()
        node = self.node = Node(
            self.settings,
            self.clock.call_soon,
            self.history,
            self.records,
            NodeClock(wall=lambda: self.now * 1_000_000),
        )
        serve_passwords(node, soon(_PASSWORDS.answer, self.clock.call_soon))
        node.restore()
        self.people = [self.enter(number) for number in range(3)]

    def enter(self, number: int) -> Person:
        """Somebody new in this seat."""
        person = Person(self.node, self.clock)
        wanted = self.capabilities
        person.says(b"CAP REQ :%b\r\nNICK n%d\r\nUSER u 0 * :r\r\nCAP END\r\n" % (wanted, number))
        self.clock.run()
        return person

    def stop(self) -> None:
        """Everybody leaves, and all is written."""
        for person in self.people:
            person.leaves()
        self.clock.run()
        assert not self.node.sockets
        check_is_whole(self.node.network)
        self.history.close()
        self.records.close()
        assert (self.history.write_error, self.records.write_error) == ("", "")

    def follow(self, order: int, line: bytes) -> None:
        """Do what a line of the input says; its first byte is the order."""
        seat = order % 3
        person = self.people[seat]
        match order >> 4:
            case 0xF:
                person.leaves()
                self.people[seat] = self.enter(seat)
            case 0xE:
                self.stop()
                self.start()
            case 0xD:
                self.clock.run()
                self.now += 1 << (order & 0xF) + 6  # up to half an hour
                while self.history.tidy(self.now):
                    pass
            case 0xC:
                name = _NAMES[order & 3]
                for byte in line:
                    said = _LINES[byte % len(_LINES)].replace(b"%d", b"%d" % seat)
                    person.says(said.replace(b"%b", name) + b"\r\n")
            case _:
                person.says(line + b"\r\n")
        if order & 0x04:
            self.clock.run()


def store(data: bytes) -> None:
    """Three people send lines to a server that keeps everything on disk and tells all in JSON.

    Nothing is logged as a mistake, all that is kept comes back, in order and each under an id of
    its own, and every line of the log is JSON.
    """
    with (
        tempfile.TemporaryDirectory(prefix="tui-chat-fuzz-", dir=_MEMORY) as folder,
        _logged() as log,
        Mistakes(),
    ):
        place = Place(Path(folder), data[0] if data else 0)
        for line in data[1:].split(b"\n"):
            place.follow(line[0] if line else 0, line[1:])
        place.clock.run()
        for person in place.people:
            check_lines(b"".join(person.wire.written))
        place.stop()
        place.start()
        _check_kept(place.history)
        place.stop()
    for told in log.getvalue().splitlines():
        assert "message" in json.loads(told)
        assert "a line of the log is missing" not in told


def _check_kept(history: SqliteHistory) -> None:
    database = history._writer.database
    known = {number for (number,) in database.execute("SELECT id FROM targets")}
    ids: set[int] = set()
    conversations = history._reader._conversations
    assert {target for (target,) in database.execute("SELECT target FROM blocks")} <= known
    for target in known:
        kept = list(conversations.forwards(target, 0, (1 << 63) - 1, events=True))
        times = [one.at for one in kept]
        assert times == sorted(set(times)), "two messages at the same time"
        ids.update(number_of(one.msgid) or 0 for one in kept)
    assert 0 not in ids


@contextlib.contextmanager
def _logged() -> Iterator[io.StringIO]:
    """What the server's log would be."""
    stream = io.StringIO()
    journal = LogHandler(stream)
    journal.setFormatter(JsonFormatter())
    logger = logging.getLogger("tui_chat")
    level = logger.level
    logger.addHandler(journal)
    logger.setLevel(logging.INFO)
    try:
        yield stream
    finally:
        logger.removeHandler(journal)
        logger.setLevel(level)
