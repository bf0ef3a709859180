"""A complete copy of a server's state, made while the server runs.

The copy is a state folder itself: a server can be started on it. The search index is not copied,
because a server makes it again.
"""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from tui_chat.server.doors import HOST_KEY_FILE
from tui_chat.server.files.file_store import FILE as FILES
from tui_chat.server.files.file_store import MIGRATIONS as FILES_MIGRATIONS
from tui_chat.server.files.file_store import back_up_contents
from tui_chat.server.limits import cloaks
from tui_chat.server.store import StoreError
from tui_chat.server.store.history_schema import FILE as HISTORY
from tui_chat.server.store.history_schema import MIGRATIONS as HISTORY_MIGRATIONS
from tui_chat.server.store.sqlite_opening_and_migration import check_version, connect, version_of
from tui_chat.server.store.sqlite_record_store import FILE as RECORDS
from tui_chat.server.store.sqlite_record_store import MIGRATIONS as RECORDS_MIGRATIONS
from tui_chat.server.transport import certificates

# The history first: what it holds must belong to accounts that the records, copied later, know.
# Were it the other way round, an account made between the two could be taken by somebody else,
# who would then read what was said to it.
_DATABASES: Final = (
    (HISTORY, len(HISTORY_MIGRATIONS)),
    (RECORDS, len(RECORDS_MIGRATIONS)),
    (FILES, len(FILES_MIGRATIONS)),
)
SMALL_FILES: Final = (
    *(certificates.CERTIFICATE_FILE, certificates.KEY_FILE, cloaks.KEY_FILE),
    HOST_KEY_FILE,
)
"""The files of the state folder that are no databases: certificates and keys."""
CONFIGURATION: Final = "config.toml"
"""What a configuration is called in a copy."""


def back_up(state: Path, target: Path, configuration: Path | None = None) -> tuple[str, ...]:
    """Copy what is in the folder `state` to the folder `target`; the names of what was copied.

    `target` appears when all of it is there and on the disk, and is for its owner alone. Raises
    StoreError, and then leaves nothing behind.
    """
    if not (state / RECORDS).exists() and not (state / HISTORY).exists():
        raise StoreError(f"There is no server's state in {state}. Name its folder with --state.")
    if target.exists():
        raise StoreError(f"{target} already exists. Choose another name.")
    with _to_be(target) as folder:
        copied = [
            name
            for name, version in _DATABASES
            if _copy(state / name, folder / name, lambda a, b, v=version: _copy_database(a, b, v))  # type: ignore[misc]
        ]
        copied += [
            name for name in SMALL_FILES if _copy(state / name, folder / name, shutil.copyfile)
        ]
        if configuration is not None:
            shutil.copyfile(configuration, folder / CONFIGURATION)
            copied.append(CONFIGURATION)
        if FILES in copied:  # after the table: what is deleted meanwhile is missing, not left over
            copied += back_up_contents(state, folder)
        _settle(folder, copied)
    return tuple(copied)


@contextlib.contextmanager
def _to_be(target: Path) -> Iterator[Path]:
    """A folder that becomes `target` if nothing goes wrong."""
    partial = target.with_name(f".{target.name}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(partial, ignore_errors=True)  # of one that was interrupted
        partial.mkdir(mode=0o700)
        yield partial
        partial.rename(target)
    except OSError as error:
        where = error.filename or target
        raise StoreError(f"Cannot make the copy: {where}: {error.strerror}.") from error
    except sqlite3.Error as error:
        raise StoreError(f"Cannot make the copy: {error}.") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _copy(source: Path, copy: Path, how: Callable[[Path, Path], object]) -> bool:
    """Copy a file if there is one; whether there was."""
    if source.exists():
        copy.touch(mode=0o600)
        how(source, copy)
    return source.exists()


def _copy_database(source: Path, copy: Path, known: int) -> None:
    """A copy as of one moment. Who writes meanwhile is not kept waiting."""
    original, made = connect(source, read_only=True), sqlite3.connect(copy)
    try:
        check_version(source, version_of(original), known)
        original.backup(made)
        made.execute("PRAGMA journal_mode = DELETE")  # or a part of it would lie in other files
        (verdict,) = made.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise StoreError(f"{source} is damaged ({verdict}): no copy was made.")
    finally:
        made.close()
        original.close()


def _settle(folder: Path, names: Sequence[str]) -> None:
    """Wait until all of it is on the disk, for nobody but its owner."""
    for name in names:
        (folder / name).chmod(0o600)
    for path in (*(folder / name for name in names), folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
