"""Queries of `history.db`, for each reading thread over a connection of its own."""

import sqlite3
from collections.abc import Iterator

from tui_chat.server.store.packed_message_blocks import Kept, unpack
from tui_chat.wire.message import SPOKEN


class Conversations:
    """The conversations in the file, by name and by number, and the messages in them."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def number(self, name: str) -> int | None:
        """The number of a conversation; None if there is none of this name."""
        row = self.execute("SELECT id FROM targets WHERE name = ?", name).fetchone()
        return int(row[0]) if row else None

    def numbers(self, after: int, most: int) -> list[int]:
        """The next numbers of conversations, at most so many."""
        rows = self.execute("SELECT id FROM targets WHERE id > ? ORDER BY id LIMIT ?", after, most)
        return [number for (number,) in rows]

    def talks_of(self, identity: str) -> list[tuple[str, int]]:
        """A person's private conversations, each with its last place; the latest first."""
        # Each of the two conditions has an index.
        rows = self.execute(
            "SELECT name, (SELECT last FROM blocks WHERE target = id ORDER BY first DESC LIMIT 1)"
            " AS until FROM (SELECT id, name FROM targets"
            " WHERE instr(name, ' ') AND substr(name, 1, instr(name, ' ') - 1) = ?"
            " UNION SELECT id, name FROM targets"
            " WHERE instr(name, ' ') AND substr(name, instr(name, ' ') + 1) = ?)"
            " WHERE until ORDER BY until DESC",
            identity,
            identity,
        )
        return rows.fetchall()

    def backwards(self, target: int, start: int, end: int, *, events: bool) -> Iterator[Kept]:
        """The messages from `start` up to before `end`, the newest first."""
        for data in self.blocks_backwards(target, start, end, events=events):
            for one in reversed(unpack(data)):
                if start <= one.number < end and (events or one.command in SPOKEN):
                    yield one

    def blocks_backwards(
        self, target: int, start: int, end: int, *, events: bool
    ) -> Iterator[bytes]:
        """The blocks with messages from `start` up to before `end`, the newest first.

        Without `events`, only blocks that contain talk.
        """
        rows = self.execute(
            "SELECT last, spoken, data FROM blocks WHERE target = ? AND first < ?"
            " ORDER BY first DESC",
            target,
            end,
        )
        for last, spoken, data in rows:
            if last < start:
                return
            if spoken or events:
                yield data

    def forwards(self, target: int, start: int, end: int, *, events: bool) -> Iterator[Kept]:
        """The messages from `start` up to before `end`, the oldest first."""
        rows = self.execute(
            "SELECT spoken, data FROM blocks WHERE target = ? AND first < ? AND first >= ifnull("
            "(SELECT max(first) FROM blocks WHERE target = ? AND first <= ?), ?)"
            " ORDER BY first",
            *(target, end, target, start, start),
        )
        for spoken, data in rows:
            if spoken or events:
                for one in unpack(data):
                    if start <= one.number < end and (events or one.command in SPOKEN):
                        yield one

    def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
        """Ask the database."""
        return self._database.execute(sql, values)

    def close(self) -> None:
        """Close the connection."""
        self._database.close()
