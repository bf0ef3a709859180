"""One server to a state folder: two would each write what the other does not know of."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tui_chat.server.store import StoreError

FILE: Final = "lock"
"""Stays behind; what counts is whether somebody holds it, and a process that died does not."""


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Have the folder for ourselves. Raises StoreError if another server has it."""
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
