"""The reading side of `history.db`, on a thread of its own."""

import sqlite3
import threading
from collections.abc import Iterator
from functools import partial
from typing import Final

from tui_chat.server.core.events import Millis
from tui_chat.server.core.history import Entry, Reading, Reference, Search, Targets
from tui_chat.server.msgids import first_number, number_of, time_of
from tui_chat.server.store import Retention
from tui_chat.server.store.blocks import Kept, unpack
from tui_chat.server.store.database import transaction
from tui_chat.server.store.pages import SPOKEN, Span, between, is_from, latest, talks_of
from tui_chat.server.store.search_index import SearchIndex

_DAY: Final = 86_400_000
_LOT: Final = 50
"""Blocks dropped in one transaction: the loop's thread may be waiting to write."""
_INDEX_LOT: Final = 2000
"""Messages made searchable in one go."""
_BUSY: Final = 2000
"""Messages since the last tidying, about a second, above which indexing waits for quieter times."""
_SWEEP: Final = 600_000
"""Milliseconds between two looks at what is too old."""
_END: Final = (1 << 63) - 1


class HistoryReader:
    """Answers questions about the history, and does what can wait; writes holding `lock`."""

    def __init__(
        self,
        database: sqlite3.Connection,
        index: SearchIndex,
        retention: Retention,
        lock: threading.Lock,
    ) -> None:
        self._database = database
        self._lock = lock
        self._index = index
        self._retention = retention
        self.touched: set[int] = {number for (number,) in self._execute("SELECT id FROM targets")}
        """Targets with messages that may not be searchable yet, or may be too many."""
        self.forgotten: list[tuple[int, Kept]] = []
        """Messages taken back that may still be found by their words."""
        self.kept_lately = 0
        """Messages kept since the last tidying."""
        self.log_pages = 0
        """Size of the write-ahead log, as last seen."""
        self._to_sweep: list[int] = []
        self._swept_at = 0

    def read(self, reading: Reading) -> list[Entry]:
        """A page of one conversation."""
        target = self._target(reading.target)
        if target is None:
            return []
        if reading.around is not None:
            return self._around(target, reading)
        after, before = span(reading.after), span(reading.before)
        if (reading.after is not None and after is None) or (
            reading.before is not None and before is None
        ):
            return []
        start, end, newest = between(after, before, reading.newest, _END)
        found = self._newest if newest else self._oldest
        return found(target, start, end, reading.limit, reading.events)

    def find(self, target: str, msgid: str) -> list[Entry]:
        """The message with this id, if it is there."""
        number, place = self._target(target), number_of(msgid)
        if number is None or place is None:
            return []
        found = self._backwards(number, place, place + 1, events=True)
        return [one.entry() for one in found if one.msgid == msgid][:1]

    def beginning(self, name: str) -> Millis:
        """When the oldest message of a conversation was said; 0 if nothing is kept of it."""
        (first,) = self._execute(
            "SELECT min(first) FROM blocks JOIN targets ON target = id WHERE name = ?", name
        ).fetchone()
        return Millis(0 if first is None else time_of(first))

    def targets(self, request: Targets) -> list[tuple[str, Millis]]:
        """The conversations that were last active in a span of time."""
        names = (name for (name,) in self._execute("SELECT name FROM targets"))
        wanted = (*request.channels, *talks_of(names, request.identity))
        return latest(((name, at) for name in wanted if (at := self._last_spoken(name))), request)

    def search(self, request: Search) -> list[Entry]:
        """The newest messages that hold the words."""
        while self._index_some():
            pass
        names = (name for (name,) in self._execute("SELECT name FROM targets"))
        wanted = request.targets or (*request.channels, *talks_of(names, request.identity))
        found: list[Entry] = []
        for name in wanted:
            target = self._target(name)
            if target is not None:
                found += self._search_in(target, request)
        return sorted(found, key=lambda entry: entry.at)[-request.limit :]

    def last_time(self) -> int:
        """The time of the newest message."""
        last = 0
        for (target,) in self._execute("SELECT id FROM targets").fetchall():
            row = self._execute(
                "SELECT last FROM blocks WHERE target = ? ORDER BY first DESC LIMIT 1", target
            ).fetchone()
            last = max(last, row[0] if row else 0)
        return time_of(last)

    def tidy(self, now: int) -> bool:
        """Do a little of what can wait; whether there is more."""
        _, self.log_pages, _ = self._execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        busy, self.kept_lately = self.kept_lately > _BUSY, 0
        while self.forgotten:
            target, one = self.forgotten.pop()
            self._index.drop(target, [one])
        return self._drop_some(now) or (not busy and self._index_some())

    def close(self) -> None:
        """Close the connection."""
        self._database.close()

    def _around(self, target: int, reading: Reading) -> list[Entry]:
        place = span(reading.around)
        if place is None:
            return []
        half = reading.limit // 2
        before = self._newest(target, 0, place.low, half, reading.events) if half else []
        rest = reading.limit - len(before)
        return before + self._oldest(target, place.low, _END, rest, reading.events)

    def _newest(self, target: int, start: int, end: int, limit: int, events: bool) -> list[Entry]:
        found: list[Entry] = []
        for one in self._backwards(target, start, end, events=events):
            found.append(one.entry())
            if len(found) == limit:
                break
        return found[::-1]

    def _oldest(self, target: int, start: int, end: int, limit: int, events: bool) -> list[Entry]:
        found: list[Entry] = []
        for one in self._forwards(target, start, end, events=events):
            found.append(one.entry())
            if len(found) == limit:
                break
        return found

    def _backwards(self, target: int, start: int, end: int, *, events: bool) -> Iterator[Kept]:
        """The messages from `start` up to before `end`, the newest first."""
        rows = self._execute(
            "SELECT last, spoken, data FROM blocks WHERE target = ? AND first < ?"
            " ORDER BY first DESC",
            target,
            end,
        )
        for last, spoken, data in rows:
            if last < start:
                return
            if spoken or events:
                for one in reversed(unpack(data)):
                    if start <= one.number < end and (events or one.command in SPOKEN):
                        yield one

    def _forwards(self, target: int, start: int, end: int, *, events: bool) -> Iterator[Kept]:
        """The messages from `start` up to before `end`, the oldest first."""
        rows = self._execute(
            "SELECT spoken, data FROM blocks WHERE target = ?1 AND first < ?3 AND first >= ifnull("
            "(SELECT max(first) FROM blocks WHERE target = ?1 AND first <= ?2), ?2)"
            " ORDER BY first",
            target,
            start,
            end,
        )
        for spoken, data in rows:
            if spoken or events:
                for one in unpack(data):
                    if start <= one.number < end and (events or one.command in SPOKEN):
                        yield one

    def _last_spoken(self, name: str) -> Millis:
        target = self._target(name)
        if target is None:
            return Millis(0)
        newest = next(self._backwards(target, 0, _END, events=False), None)
        return Millis(newest.at if newest else 0)

    def _search_in(self, target: int, request: Search) -> list[Entry]:
        start = first_number((request.after or 0) + 1) if request.after is not None else 0
        end = first_number(request.before) if request.before is not None else _END
        found: list[Entry] = []
        for number in self._index.find(target, request.words, request.sender, start, end):
            there = self._backwards(target, number, number + 1, events=False)
            found += filter(partial(is_from, request.sender), (one.entry() for one in there))
            if len(found) >= request.limit:
                break
        return found

    def _index_some(self) -> bool:
        """Make a lot of messages searchable; whether there are more."""
        left = _INDEX_LOT
        while self.touched:
            target = self.touched.pop()
            start = self._index.indexed_until(target) + 1
            lot: list[Kept] = []
            for one in self._forwards(target, start, _END, events=False):
                lot.append(one)
                if len(lot) >= left:
                    break
            self._index.add(target, lot)
            left -= len(lot)
            if left <= 0:
                self.touched.add(target)
                return True
        return False

    def _drop_some(self, now: int) -> bool:
        """Drop a lot of blocks that the retention does not cover; whether there may be more."""
        if not any(self._retention):
            return False
        if not self._to_sweep:
            if now - self._swept_at < _SWEEP:
                return False
            self._swept_at = now
            self._to_sweep = [target for (target,) in self._execute("SELECT id FROM targets")]
        for _ in range(min(_LOT, len(self._to_sweep))):
            target = self._to_sweep[-1]
            firsts = self._too_old(target, now) or self._too_many(target)
            if firsts:
                self._drop(target, firsts)
                return True
            self._to_sweep.pop()
        return bool(self._to_sweep)

    def _drop(self, target: int, firsts: list[int]) -> None:
        for first in firsts:
            self._index.drop(target, self._block(target, first))
        places = [(target, first) for first in firsts]
        with self._lock, transaction(self._database):
            self._database.executemany("DELETE FROM blocks WHERE target = ? AND first = ?", places)

    def _too_old(self, target: int, now: int) -> list[int]:
        """The oldest blocks of a conversation, if they are older than they should be."""
        if not self._retention.days:
            return []
        limit = first_number(int(now - self._retention.days * _DAY))
        rows = self._execute(
            "SELECT first, last FROM blocks WHERE target = ? AND first < ? ORDER BY first LIMIT ?",
            target,
            limit,
            _LOT,
        )
        return [first for first, last in rows if last < limit]

    def _too_many(self, target: int) -> list[int]:
        """The oldest blocks of a conversation, if it holds more messages than it should."""
        if not self._retention.messages:
            return []
        (messages,) = self._execute(
            "SELECT ifnull(sum(messages), 0) FROM blocks WHERE target = ?", target
        ).fetchone()
        rows = self._execute(
            "SELECT first, messages FROM blocks WHERE target = ? ORDER BY first LIMIT ?",
            target,
            _LOT,
        )
        firsts = []
        for first, held in rows:
            messages -= held
            if messages < self._retention.messages:
                break
            firsts.append(first)
        return firsts

    def _block(self, target: int, first: int) -> list[Kept]:
        row = self._execute(
            "SELECT data FROM blocks WHERE target = ? AND first = ?", target, first
        ).fetchone()
        return unpack(row[0]) if row else []

    def _target(self, name: str) -> int | None:
        row = self._execute("SELECT id FROM targets WHERE name = ?", name).fetchone()
        return int(row[0]) if row else None

    def _execute(self, sql: str, *values: object) -> sqlite3.Cursor:
        return self._database.execute(sql, values)


def span(reference: Reference) -> Span | None:
    """The places that a reference stands for; None if it is no place, or none was given."""
    if reference is None:
        return None
    if isinstance(reference, str):
        number = number_of(reference)
        return None if number is None else Span(number, number + 1)
    return Span(first_number(reference), first_number(reference + 1))
