"""The search index: `search.db`, made from the history, and made again if it is missing.

It is filled when there is time (see `search_indexing`): indexing a message costs several times as
much as keeping it, and nobody should wait for that. Before SQLite sees them, words are folded, and
split where a script has no spaces (see `tui_chat.wire.text.search_folding`).
"""

import contextlib
import logging
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from tui_chat.server.store import StoreError
from tui_chat.server.store.packed_message_blocks import Kept
from tui_chat.server.store.sqlite_opening_and_migration import (
    Migration,
    connect,
    open_database,
    transaction,
)
from tui_chat.wire.multiline_text_and_batches import combined
from tui_chat.wire.source import Source
from tui_chat.wire.text.search_folding import MOST_PIECES, MOST_WORDS, indexed, split_words

FILE: Final = "search.db"
_log: Final = logging.getLogger(__name__)
# The index is made from the history: a newer version begins with an empty one.
MIGRATIONS: Final[tuple[Migration, ...]] = (
    """
    CREATE VIRTUAL TABLE words USING fts5 (
        text, target, sender, content = '', tokenize = 'unicode61 remove_diacritics 2'
    );
    CREATE TABLE progress (target INTEGER PRIMARY KEY, until INTEGER NOT NULL);
    """,
    """
    DROP TABLE words;
    CREATE VIRTUAL TABLE words USING fts5 (
        text, target, sender, content = '', tokenize = "ascii tokenchars '_'"
    );
    DELETE FROM progress;
    CREATE TABLE made_with (unicode TEXT NOT NULL);
    """,
)
_OFTEN: Final = 1000
"""Steps of SQLite's machine between two looks at the clock."""


class SearchIndex:
    """Finds messages by their words. It may be behind the history, and is never ahead of it.

    `find`, `reached` and `stop_when` are called on one thread, the rest on another.
    """

    def __init__(self, folder: Path) -> None:
        path = folder / FILE
        try:
            self._database = _opened(path)
        except StoreError:
            _log.warning("%s cannot be used and is created again", path)
            for suffix in ("", "-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            self._database = _opened(path)
        self._reading = connect(path)

    def indexed_until(self, target: int) -> int:
        """The place of the last message that can be found."""
        return self._until(self._database, target)

    def reached(self, target: int) -> int:
        """The same as `indexed_until`, for the thread that searches."""
        return self._until(self._reading, target)

    def add(self, target: int, messages: Sequence[Kept]) -> None:
        """Index these messages: in the order of their places, and each only once."""
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
        """Remove these messages from the index, if they are in it."""
        spoken = [one for one in messages if one.spoken]
        if not spoken:
            return
        with transaction(self._database):
            # Removed already, if the process ended before they were removed from the history: FTS5
            # takes an index from which something is removed twice for damaged.
            places = min(one.number for one in spoken), max(one.number for one in spoken)
            known = self._database.execute(
                "SELECT id FROM words_docsize WHERE id BETWEEN ? AND ?", places
            )
            there = {number for (number,) in known}
            rows = [_row(target, one) for one in spoken if one.number in there]
            self._database.executemany(
                "INSERT INTO words (words, rowid, text, target, sender)"
                " VALUES ('delete', ?, ?, ?, ?)",
                rows,
            )

    def forget_target(self, target: int) -> None:
        """All its messages are dropped, and there will be no others."""
        self._database.execute("DELETE FROM progress WHERE target = ?", (target,))

    @contextlib.contextmanager
    def stop_when(self, is_over: Callable[[], bool]) -> Iterator[None]:
        """A context in which `find` gives nothing more as soon as `is_over()` is true."""
        self._reading.set_progress_handler(is_over, _OFTEN)
        try:
            yield
        finally:
            self._reading.set_progress_handler(None, 0)

    def find(self, target: int, words: str, sender: str, places: range) -> Iterator[int]:
        """The places, newest first, at which messages may contain all these words.

        Words are found by their beginnings. Only the longest are looked up: the caller must check
        whether a message contains the others.
        """
        wanted = sorted(dict.fromkeys(split_words(words)), key=_length, reverse=True)
        parts = [f'text : "{" ".join(word[:MOST_PIECES])}"*' for word in wanted[:MOST_WORDS]]
        parts += [f'sender : "{" ".join(word)}"' for word in split_words(sender)[:MOST_WORDS]]
        if not parts:
            return
        parts.append(f"target : t{target}")
        query = " AND ".join(parts)
        try:
            rows = self._reading.execute(
                "SELECT rowid FROM words WHERE words MATCH ? AND rowid >= ? AND rowid < ?"
                " ORDER BY rowid DESC",
                (query, places.start, places.stop),
            )
            for (number,) in rows:
                yield number
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                raise

    @staticmethod
    def _until(database: sqlite3.Connection, target: int) -> int:
        row = database.execute("SELECT until FROM progress WHERE target = ?", (target,)).fetchone()
        return int(row[0]) if row else 0

    def close(self) -> None:
        """Close the file."""
        self._reading.close()
        self._database.close()


def _opened(path: Path) -> sqlite3.Connection:
    """Open the file. Raises StoreError if its words were folded by another version of Unicode."""
    database = open_database(path, MIGRATIONS, durable=False)
    row = database.execute("SELECT unicode FROM made_with").fetchone()
    if row is None:
        database.execute("INSERT INTO made_with VALUES (?)", (unicodedata.unidata_version,))
    elif row[0] != unicodedata.unidata_version:
        database.close()
        raise StoreError(f"{path} was made with Unicode {row[0]}.")
    return database


def _length(word: tuple[str, ...]) -> int:
    return sum(map(len, word))


def _row(target: int, one: Kept) -> tuple[int, str, str, str]:
    nick = Source(one.source or "").nick
    return one.number, indexed(combined(one.params[-1])), f"t{target}", indexed(nick)
