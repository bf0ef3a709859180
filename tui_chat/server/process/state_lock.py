"""A lock on the state folder: two servers would overwrite each other's files."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tui_chat.server.store import StoreError

FILE: Final = "lock"
"""The file stays; only its lock counts, which the system releases when the process ends."""


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock. Raises StoreError if another server holds it."""
    path = folder / FILE
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise StoreError(f"{path} cannot be written to: {error.strerror}.") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreError(
                f"Another server runs on {folder}: stop it, or choose another --state folder."
            ) from error
        yield
    finally:
        os.close(descriptor)
