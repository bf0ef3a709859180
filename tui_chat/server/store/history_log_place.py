"""How far in the log of a network on several machines a history goes: a table in `history.db`."""

import contextlib
import sqlite3
from pathlib import Path
from typing import Final, NamedTuple

from tui_chat.server.store import StoreError
from tui_chat.server.store.history_schema import FILE, MIGRATIONS
from tui_chat.server.store.sqlite_opening_and_migration import (
    connect,
    in_words,
    open_database,
    transaction,
    version_of,
)

_WITH_PLACE: Final = 4
"""The first version that has a table for the place."""


class LogPlace(NamedTuple):
    """A place in the log of a network on several machines: whatever is before it is in here."""

    epoch: int = 0
    sequence: int = 0
    """Of an entry of that log."""
    events: int = 0
    """How many of that entry's events are in here, too."""


def log_place(folder: Path) -> LogPlace:
    """How far the history in a folder goes, which is not open. Raises StoreError."""
    path = folder / FILE
    if not path.exists():
        return LogPlace()
    try:
        with contextlib.closing(connect(path, read_only=True)) as database:
            if version_of(database) < _WITH_PLACE:
                return LogPlace()
            row = database.execute("SELECT epoch, sequence, events FROM log_place").fetchone()
    except sqlite3.DatabaseError as error:
        raise StoreError(in_words(path, error)) from error
    return LogPlace(*row) if row else LogPlace()


def set_log_place(folder: Path, place: LogPlace) -> None:
    """Say that a history in a folder, which is not open, goes that far. Raises StoreError."""
    path = folder / FILE
    with contextlib.closing(open_database(path, MIGRATIONS, durable=True)) as database:
        try:
            with transaction(database):
                put_place(database, place)
        except sqlite3.DatabaseError as error:
            raise StoreError(in_words(path, error)) from error


def put_place(database: sqlite3.Connection, place: LogPlace) -> None:
    """Write the place, in a transaction of the caller's."""
    database.execute("DELETE FROM log_place")
    database.execute("INSERT INTO log_place VALUES (?, ?, ?)", place)
