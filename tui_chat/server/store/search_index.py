"""What can be searched: `search.db`, made from the history and made again when it is gone.

It is filled when there is time, or somebody searches: it costs several times what keeping a
message does, and nobody should wait for it.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from tui_chat.server.store import StoreError
from tui_chat.server.store.blocks import Kept
from tui_chat.server.store.database import Migration, open_database, transaction
from tui_chat.wire.multiline import combined
from tui_chat.wire.source import Source

FILE: Final = "search.db"
_log: Final = logging.getLogger(__name__)
MIGRATIONS: Final[tuple[Migration, ...]] = (
    """
    CREATE VIRTUAL TABLE words USING fts5 (
        text, target, sender, content = '', tokenize = 'unicode61 remove_diacritics 2'
    );
    CREATE TABLE progress (target INTEGER PRIMARY KEY, until INTEGER NOT NULL);
    """,
)
_WORD: Final = re.compile(r"\w+")


class SearchIndex:
    """Finds messages by their words; it may fall behind the history, never ahead of it."""

    def __init__(self, folder: Path) -> None:
        path = folder / FILE
        try:
            self._database = open_database(path, MIGRATIONS, durable=False)
        except StoreError:
            _log.warning("%s cannot be used and is made anew", path)
            for suffix in ("", "-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            self._database = open_database(path, MIGRATIONS, durable=False)

    def indexed_until(self, target: int) -> int:
        """The place of the last message that can be found."""
        row = self._database.execute(
            "SELECT until FROM progress WHERE target = ?", (target,)
        ).fetchone()
        return int(row[0]) if row else 0

    def add(self, target: int, messages: Sequence[Kept]) -> None:
        """Let these be found, given in order of their places, none of them for the second time."""
        if not messages:
            return
        with transaction(self._database):
            self._database.executemany(
                "INSERT INTO words (rowid, text, target, sender) VALUES (?, ?, ?, ?)",
                [_row(target, one) for one in messages],
            )
            self._database.execute(
                "INSERT OR REPLACE INTO progress VALUES (?, ?)", (target, messages[-1].number)
            )

    def drop(self, target: int, messages: Sequence[Kept]) -> None:
        """Let these no longer be found, if they could be."""
        until = self.indexed_until(target)
        rows = [_row(target, one) for one in messages if one.spoken and one.number <= until]
        with transaction(self._database):
            self._database.executemany(
                "INSERT INTO words (words, rowid, text, target, sender)"
                " VALUES ('delete', ?, ?, ?, ?)",
                rows,
            )

    def find(self, target: int, words: str, sender: str, start: int, end: int) -> Iterator[int]:
        """The places of messages with words that begin like all these, the newest first."""
        parts = [f'text : "{word}"*' for word in _WORD.findall(words)]
        parts += [f'sender : "{word}"' for word in _WORD.findall(sender)]
        if not parts:
            return iter(())
        parts.append(f"target : t{target}")
        rows = self._database.execute(
            "SELECT rowid FROM words WHERE words MATCH ? AND rowid >= ? AND rowid < ?"
            " ORDER BY rowid DESC",
            (" AND ".join(parts), start, end),
        )
        return (number for (number,) in rows)

    def close(self) -> None:
        """Close the file."""
        self._database.close()


def _row(target: int, one: Kept) -> tuple[int, str, str, str]:
    return (one.number, combined(one.params[-1]), f"t{target}", Source(one.source or "").nick)
