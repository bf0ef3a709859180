"""Records in an SQLite file: `records.db` in the state folder."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import msgspec

from tui_chat.server.store import Record, StoreError
from tui_chat.server.store.sqlite_opening_and_migration import (
    Migration,
    check_database,
    connect,
    in_words,
    open_database,
)
from tui_chat.server.store.sqlite_writer import Writer, Written

FILE: Final = "records.db"
MIGRATIONS: Final[tuple[Migration, ...]] = (
    """
    CREATE TABLE records (
        kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, key)
    ) WITHOUT ROWID;
    """,
)


class SqliteRecords:
    """Accounts, registered channels and the like.

    Raises StoreError when the file is unusable, or damaged anywhere: SQLite may read a damaged page
    as one without rows, and each account that was in it would be anybody's.
    """

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        self._path = path = folder / FILE
        database = open_database(path, MIGRATIONS, durable=durable)
        try:
            _check(database, path)
        except BaseException:
            database.close()
            raise
        self._writer = Writer(database, path)
        self._pending: dict[tuple[str, str], str | None] = {}
        """Records to be put, as JSON, or dropped. Not bounded, because none of them may be lost."""

    @property
    def write_error(self) -> str:
        """Why nothing can be kept just now."""
        return self._writer.write_error

    def keep(self, kind: str, key: str, value: dict[str, Any] | None) -> None:
        """Put or drop a record with the next commit."""
        text = None if value is None else msgspec.json.encode(value).decode()
        self._pending[kind, key] = text

    def commit(self) -> None:
        """Write the changed records. If that fails, the next call tries again."""
        if self._pending and self._writer.write(self._write) is not Written.LATER:
            self._pending = {}

    def all(self) -> Iterator[Record]:
        """All committed records, ordered by kind and key. Raises StoreError."""
        return _all(self._writer.database, self._path)

    @contextmanager
    def as_committed(self) -> Iterator[Callable[[], tuple[Record, ...]]]:
        """A reader of the records as they are now. Raises StoreError, as the reader does."""
        try:
            with closing(connect(self._path, read_only=True)) as database:
                database.execute("BEGIN")
                database.execute("SELECT 1 FROM records LIMIT 1").fetchone()  # it begins with that
                yield lambda: tuple(_all(database, self._path))
        except sqlite3.DatabaseError as error:
            raise StoreError(in_words(self._path, error)) from error

    def close(self) -> None:
        """Commit and close the file."""
        self.commit()
        self._writer.database.close()

    def _write(self, database: sqlite3.Connection) -> None:
        put = [(*name, value) for name, value in self._pending.items() if value is not None]
        dropped = [name for name, value in self._pending.items() if value is None]
        database.executemany("INSERT OR REPLACE INTO records VALUES (?, ?, ?)", put)
        database.executemany("DELETE FROM records WHERE kind = ? AND key = ?", dropped)


def check_records(folder: Path) -> None:
    """Raise StoreError where a server could not start with these records; nothing is written."""
    path = folder / FILE

    def check_content(database: sqlite3.Connection) -> None:
        _check(database, path)
        for _record in _all(database, path):
            pass

    check_database(path, MIGRATIONS, check_content)


def _all(database: sqlite3.Connection, path: Path) -> Iterator[Record]:
    try:
        rows = database.execute("SELECT kind, key, value FROM records")
        for kind, key, value in rows:  # in the order of the primary key
            yield kind, key, msgspec.json.decode(value)
    except sqlite3.DatabaseError as error:
        raise StoreError(in_words(path, error)) from error
    except (msgspec.DecodeError, TypeError) as error:
        raise StoreError(f"{path} is damaged ({error}): put a backup there.") from error


def _check(database: sqlite3.Connection, path: Path) -> None:
    try:
        (verdict,) = database.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        raise StoreError(in_words(path, error)) from error
    if verdict != "ok":
        raise StoreError(f"{path} is damaged ({verdict.splitlines()[-1]}): put a backup there.")
