"""Files that only their owner may read; each is written whole or not at all.

For the server's secrets and for what the client remembers.
"""

import contextlib
import errno
import os
import stat
from pathlib import Path
from typing import Final

_FOLDER: Final = 0o700
_FILE: Final = 0o600
_OF_OTHERS: Final = 0o077


def make_folder(folder: Path) -> None:
    """Make sure that there is a folder, for its owner alone. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=_FOLDER)
    if folder.stat().st_mode & _OF_OTHERS:
        with contextlib.suppress(PermissionError):  # somebody else's, where we are let in
            folder.chmod(_FOLDER)


def read_file(path: Path, most: int = -1) -> bytes:
    """The content of a regular file, of `most` bytes if that is given.

    Raises OSError, also for a pipe or a device: those may keep the reader waiting for ever.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "Not a regular file", str(path))
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(most)
    finally:
        os.close(descriptor)


def write_draft(path: Path, data: bytes, suffix: str = ".new", *, sync: bool = True) -> Path:
    """Write a file beside `path` that the caller renames to `path`.

    With `sync`, the data is on the disk when this returns. Raises OSError; then no draft is left.
    """
    draft = path.with_name(f"{path.name}{suffix}")
    draft.unlink(missing_ok=True)
    try:
        # A new file has these permissions, and is no link to elsewhere.
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE), "wb") as file:
            file.write(data)
            if sync:
                file.flush()
                os.fsync(file.fileno())
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    return draft


def replace_file(path: Path, data: bytes, *, sync: bool = False) -> None:
    """Replace the contents of a file; several processes may do so at once. Raises OSError.

    Without `sync` it may be empty after the power is lost: that is for what can be done without.
    """
    draft = write_draft(path, data, f".{os.getpid()}", sync=sync)
    try:
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
