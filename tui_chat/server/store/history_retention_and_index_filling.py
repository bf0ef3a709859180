"""What can wait, on a thread of its own: keeping `history.db` within bounds, filling the index."""

import sqlite3
import threading
from collections.abc import Callable
from typing import Final

from tui_chat.server.core.stamps.msgids import first_number
from tui_chat.server.store import Retention, nobody_holds
from tui_chat.server.store.history_sql_queries import Conversations
from tui_chat.server.store.packed_message_blocks import Kept, unpack
from tui_chat.server.store.search_indexing import SearchIndexing
from tui_chat.server.store.sqlite_opening_and_migration import transaction

MOST_CONVERSATIONS: Final = 50_000
"""The most conversations that are kept: anybody can begin new ones without end."""
_BUSY: Final = 2000
"""Messages a second above which indexing waits: it costs more than everything else about them."""
_LONGEST_WAIT: Final = 60_000
"""Milliseconds that it waits at most; after that it indexes some messages each round."""
_DAY: Final = 86_400_000
_LOT: Final = 50
"""Blocks dropped in one transaction: meanwhile the loop's thread may be waiting to write."""
_LOOKED_AT: Final = 200
"""Conversations looked at in one go."""
_SWEEP: Final = 600_000
"""Milliseconds between two sweeps for messages that are too old."""


class HistoryTidying:
    """Fills the index and drops what is not to be kept, a small lot at a time.

    Holds `lock` while it writes.

    If there are too many conversations, those that nobody holds go first, and of these the ones
    with the fewest messages, the oldest before others: to have one dropped, somebody must say as
    much in 50,000 others, and to have one dropped that is held, they must hold those. `gone` is
    called with the name of each dropped conversation, while nobody writes.
    """

    def __init__(
        self,
        database: sqlite3.Connection,
        indexing: SearchIndexing,
        retention: Retention,
        lock: threading.Lock,
        gone: Callable[[str], object],
    ) -> None:
        self._database = database
        self._conversations = Conversations(database)
        self._indexing = indexing
        self._retention = retention
        self._lock = lock
        self._gone = gone
        self.is_held: Callable[[str], bool] = nobody_holds
        """Whether somebody holds the conversation of this name."""
        self._spares_held = True
        self._has_seen_others = False
        """Whether there were conversations that nobody holds since the first was looked at."""
        self._swept_at = 0
        self._sweeping: int | None = None
        """The last conversation that was looked at; None between two sweeps."""
        self._little = 0
        """Conversations with at most so many messages may be dropped."""
        self._place = 0
        """The last conversation that was checked for having so few."""
        self._tidied_at = 0
        self._quiet_at = 0
        """When it was not busy."""
        self.kept_lately = 0
        """Messages kept since the last tidying."""
        self.log_pages = 0
        """Size of the write-ahead log, as last seen."""

    def tidy(self, now: int) -> bool:
        """Do a little of what can wait; whether there is more that should not wait long."""
        pages = self._execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        self.log_pages = pages[1]
        is_busy = self._is_busy(now)
        if self._drop_conversations() or self._sweep(now):
            return True
        if is_busy and now - self._quiet_at < _LONGEST_WAIT:
            return False
        return self._indexing.index_some() and not is_busy

    def close(self) -> None:
        """Close the connection."""
        self._database.close()

    def _is_busy(self, now: int) -> bool:
        kept, self.kept_lately = self.kept_lately, 0
        since, self._tidied_at = self._tidied_at, now
        is_busy = kept * 1000 > _BUSY * max(now - since, 1)
        if not is_busy:
            self._quiet_at = now
        return is_busy

    def _sweep(self, now: int) -> bool:
        if self._sweeping is None:
            if now - self._swept_at < _SWEEP:
                return False
            self._swept_at = now
            self._sweeping = 0
        for target in self._conversations.numbers(self._sweeping, _LOOKED_AT):
            firsts = self._too_old(target, now) or self._too_many(target)
            if firsts:
                self._drop(target, firsts)
                return True
            if not self._holds_anything(target):
                self._drop_conversation(target)
            self._sweeping = target
        if self._conversations.numbers(self._sweeping, 1):
            return True
        self._sweeping = None
        return False

    # Too many conversations

    def _drop_conversations(self) -> bool:
        """Drop some conversations with few messages, if there are too many conversations."""
        (count,) = self._execute("SELECT count(*) FROM targets").fetchone()
        if count <= MOST_CONVERSATIONS:
            self._little = self._place = 0
            self._spares_held, self._has_seen_others = True, False
            return False
        numbers = self._conversations.numbers(self._place, _LOOKED_AT)
        for target in numbers:
            self._place = target
            if self._spares_held and self.is_held(self._name(target)):
                continue
            self._has_seen_others = True
            if self._spoken(target) <= self._little:
                self._empty(target)
                count -= 1
                if count <= MOST_CONVERSATIONS:
                    break
        if not numbers:
            self._place = 0
            self._little = 4 * self._little or 1
            if not self._has_seen_others:
                self._spares_held, self._little = False, 0
            self._has_seen_others = False
        return True

    def _name(self, target: int) -> str:
        row = self._execute("SELECT name FROM targets WHERE id = ?", target).fetchone()
        return row[0] if row else ""

    def _spoken(self, target: int) -> int:
        """About how many messages a conversation has: those of all blocks with talk."""
        (messages,) = self._execute(
            "SELECT ifnull(sum(messages), 0) FROM (SELECT messages FROM blocks"
            " WHERE target = ? AND spoken LIMIT ?)",
            target,
            self._little + 1,
        ).fetchone()
        return int(messages)

    def _empty(self, target: int) -> None:
        while firsts := self._oldest(target):
            self._drop(target, firsts)
        self._drop_conversation(target)

    def _oldest(self, target: int) -> list[int]:
        rows = self._execute(
            "SELECT first FROM blocks WHERE target = ? ORDER BY first LIMIT ?", target, _LOT
        )
        return [first for (first,) in rows]

    def _drop_conversation(self, target: int) -> None:
        """Drop a conversation's number, which is never used again, if it is still empty."""
        with self._lock, transaction(self._database):
            if not self._holds_anything(target):
                name = self._name(target)
                self._execute("DELETE FROM targets WHERE id = ?", target)
                if name:
                    self._gone(name)
        self._indexing.forget_conversation(target)

    def _holds_anything(self, target: int) -> bool:
        row = self._execute("SELECT 1 FROM blocks WHERE target = ? LIMIT 1", target).fetchone()
        return row is not None

    # Too old, or too many messages

    def _drop(self, target: int, firsts: list[int]) -> None:
        for first in firsts:
            self._indexing.drop(target, self._block(target, first))
        places = [(target, first) for first in firsts]
        with self._lock, transaction(self._database):
            self._database.executemany("DELETE FROM blocks WHERE target = ? AND first = ?", places)

    def _too_old(self, target: int, now: int) -> list[int]:
        """The oldest blocks of a conversation, if they are too old."""
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
        """The oldest blocks of a conversation, if it has too many messages."""
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

    def _execute(self, sql: str, *values: object) -> sqlite3.Cursor:
        return self._conversations.execute(sql, *values)
