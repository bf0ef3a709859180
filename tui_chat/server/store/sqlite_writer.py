"""Writing to an SQLite file once per tick, also while the disk fails."""

import contextlib
import enum
import logging
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Final

from tui_chat.server import exception_logging
from tui_chat.server.store.sqlite_opening_and_migration import transaction

_log: Final = logging.getLogger(__name__)
_PAUSE: Final = 1.0
"""Seconds between two attempts while the disk fails."""


class Written(enum.Enum):
    """The outcome of writing a tick's changes."""

    DONE = enum.auto()
    LATER = enum.auto()
    """The disk failed: try them again."""
    NEVER = enum.auto()
    """They are faulty, by a mistake of ours: they would fail again."""


class Writer:
    """Writes a tick's changes in one transaction, and survives failures of the disk.

    While the disk fails, there is at most one attempt a second to hold up the loop. The log says
    once that nothing is kept, and once that messages are kept again.
    """

    def __init__(self, database: sqlite3.Connection, path: Path) -> None:
        self.database = database
        self.lock = threading.Lock()
        """A lock for another thread that writes to the same file: this one waits while it is held.

        A file that SQLite itself reports as locked would count as a failing disk, and people would
        be shown messages that are not kept yet.
        """
        self._path = path
        self.write_error = ""
        """A sentence that says why nothing can be written just now; "" while all is well."""
        self._again_at = 0.0

    def write(self, act: Callable[[sqlite3.Connection], None]) -> Written:
        """Do `act` in a transaction. Never raises."""
        if self.write_error and monotonic() < self._again_at:
            return Written.LATER
        written = Written.DONE
        try:
            with self.lock, transaction(self.database):
                act(self.database)
        except sqlite3.Error as error:
            self._fail(error)
            return Written.LATER
        except Exception as error:  # noqa: BLE001 - our mistake must not end the chat
            exception_logging.report(
                "the messages and changes of a tick could not be stored and are lost", error
            )
            written = Written.NEVER
        if self.write_error:
            self.write_error = ""
            _log.warning("%s can be written to again", self._path)
        return written

    def copy_log_back(self) -> None:
        """Copy the write-ahead log back into the file, as far as nobody reads it. Never raises."""
        with contextlib.suppress(sqlite3.Error):  # the next write shows the failure, if it lasts
            self.database.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def _fail(self, error: sqlite3.Error) -> None:
        self._again_at = monotonic() + _PAUSE
        if not self.write_error:
            self.write_error = (
                f"{self._path} cannot be written to ({error}): the chat goes on, but new messages "
                "and changes may be lost at a restart."
            )
            _log.error(self.write_error)
