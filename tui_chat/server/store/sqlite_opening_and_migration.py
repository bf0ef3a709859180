"""Opening our SQLite files: versions, migrations, and sentences for files that cannot be used."""

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from tui_chat.server.store import StoreError

Migration = str
"""For each version the SQL that makes it of the version before; the first begins with no tables."""

_PATIENCE: Final = 0.05
"""Seconds to wait for a lock: the loop stands still meanwhile, and tries again soon."""


def open_database(
    path: Path, migrations: Sequence[Migration], *, durable: bool
) -> sqlite3.Connection:
    """A connection to the file, which is made if it is missing and migrated to the newest version.

    With `durable`, each commit waits for the disk and so survives a loss of power. Raises
    StoreError, also for a file of no bytes: we never leave one, so its content was lost.
    """
    try:
        if not path.exists():
            _make(path, migrations)
        else:
            _check_not_empty(path)
    except OSError as error:
        raise StoreError(f"{path} cannot be written to: {error.strerror}.") from error
    try:
        database = connect(path)
        try:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            migrate(database, path, migrations)
        except BaseException:
            database.close()
            raise
    except sqlite3.DatabaseError as error:
        raise StoreError(in_words(path, error)) from error
    return database


def check_database(
    path: Path,
    migrations: Sequence[Migration],
    check_content: Callable[[sqlite3.Connection], object] = lambda _database: None,
) -> None:
    """Raise StoreError where `open_database` would, as far as that shows without writing.

    `check_content` looks at what is in it, where it has all its tables.
    """
    if not path.exists():
        return
    try:
        _check_not_empty(path)
        if not os.access(path, os.W_OK):
            raise StoreError(f"{path} cannot be written to: check its owner and permissions.")
        at_rest = not path.with_name(f"{path.name}-wal").exists()
        with contextlib.closing(connect(path, read_only=True, at_rest=at_rest)) as database:
            version = version_of(database)
            check_version(path, version, len(migrations))
            if version == len(migrations):
                check_content(database)
    except OSError as error:
        raise StoreError(f"{path} cannot be written to: {error.strerror}.") from error
    except sqlite3.DatabaseError as error:
        raise StoreError(in_words(path, error)) from error


def _check_not_empty(path: Path) -> None:
    if path.stat().st_size == 0:
        raise StoreError(
            f"{path} is empty: put a backup in its place, or delete it if there is none."
        )


def _make(path: Path, migrations: Sequence[Migration]) -> None:
    """Make a file that appears whole, with all its tables. Raises OSError or StoreError."""
    made = path.with_name(f"{path.name}.new")
    made.unlink(missing_ok=True)  # left by an interrupted process
    with contextlib.suppress(FileNotFoundError):
        path.with_name(f"{path.name}-wal").unlink()  # left by a deleted file, not ours
    made.touch(mode=0o600)  # it holds private talk, and SQLite would let everybody read it
    try:
        with contextlib.closing(connect(made)) as database:
            migrate(database, made, migrations)
    except sqlite3.DatabaseError as error:
        raise StoreError(in_words(path, error)) from error
    made.rename(path)


def connect(path: Path, *, read_only: bool = False, at_rest: bool = False) -> sqlite3.Connection:
    """Another connection to a file that `open_database` has opened.

    `at_rest` says that nobody changes the file meanwhile; then SQLite makes no files beside it.
    """
    mode = "ro" if read_only else "rwc"
    if at_rest:
        mode += "&immutable=1"
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        timeout=_PATIENCE,
        check_same_thread=False,
    )


def migrate(database: sqlite3.Connection, path: Path, migrations: Sequence[Migration]) -> None:
    """Migrate a file to the newest version, one version at a time, each in a transaction.

    Raises StoreError if its version is newer than any that we know.
    """
    version = version_of(database)
    check_version(path, version, len(migrations))
    for number, migration in enumerate(migrations[version:], version + 1):
        with transaction(database):
            for statement in filter(str.strip, migration.split(";\n")):
                database.execute(statement)
            database.execute(f"PRAGMA user_version = {number}")


def version_of(database: sqlite3.Connection) -> int:
    """The version of a file; 0 of an empty one."""
    (version,) = database.execute("PRAGMA user_version").fetchone()
    return int(version)


def check_version(path: Path, version: int, known: int) -> None:
    """Refuse a file from the future. Raises StoreError."""
    if version > known:
        raise StoreError(
            f"{path} was written by a newer tui-chat (version {version}, we know {known}): "
            "run that one, or choose another --state folder."
        )


@contextlib.contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """A transaction, which is rolled back if anything fails inside."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):  # SQLite may have rolled it back itself
            database.execute("ROLLBACK")
        raise


def in_words(path: Path, error: sqlite3.DatabaseError) -> str:
    """One sentence that says what is wrong with a file, and what to do."""
    text = str(error)
    if "not a database" in text or "malformed" in text:
        return f"{path} is damaged ({text}): move it away, or put a backup in its place."
    if "locked" in text:
        return f"{path} is in use by another program: stop it, or choose another --state folder."
    if "readonly" in text or "unable to open" in text:
        return f"{path} cannot be written to: check its owner, or choose another --state folder."
    return f"{path} cannot be used ({text})."
