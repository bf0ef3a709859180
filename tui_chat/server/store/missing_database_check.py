"""Checking that no database is missing beside another one."""

import contextlib
import sqlite3
from pathlib import Path

from tui_chat.server.store import StoreError
from tui_chat.server.store.history_schema import FILE as HISTORY
from tui_chat.server.store.history_schema import MIGRATIONS
from tui_chat.server.store.sqlite_opening_and_migration import (
    check_version,
    connect,
    in_words,
    version_of,
)
from tui_chat.server.store.sqlite_record_store import FILE as RECORDS


def check_together(folder: Path) -> None:
    """Raise StoreError if there is a history without records: all account names would be free.

    Records without a history are fine: it may be kept in memory, or have been deleted.
    """
    history, records = folder / HISTORY, folder / RECORDS
    if not records.exists() and history.exists() and _holds_messages(history):
        raise StoreError(
            f"{records} is missing beside {HISTORY}: put a backup of it there, or move {HISTORY} "
            "away to begin without accounts and messages."
        )


def _holds_messages(path: Path) -> bool:
    try:
        with contextlib.closing(connect(path, read_only=True)) as database:
            version = version_of(database)
            check_version(path, version, len(MIGRATIONS))
            if not version:
                return False
            return database.execute("SELECT 1 FROM blocks LIMIT 1").fetchone() is not None
    except sqlite3.DatabaseError as error:
        raise StoreError(in_words(path, error)) from error
