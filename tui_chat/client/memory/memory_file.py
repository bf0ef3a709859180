"""Memories as files: written whole, and never by two clients at once."""

import contextlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from tui_chat.client.memory.remembered_state import Memory
from tui_chat.private_files import make_folder, read_file, replace_file

VERSION: Final = 1
_MOST_BYTES: Final = 4_000_000
"""Bytes; a longer file is not ours."""
_TRIES: Final = 20
_PAUSE: Final = 0.01
"""Seconds between attempts while another client writes, which takes a millisecond."""

T = TypeVar("T")


class _File(msgspec.Struct):
    version: int
    memory: msgspec.Raw


def read(path: Path, kind: type[T]) -> T:
    """The content of a file, as `kind`: fields that it does not have are skipped.

    Raises OSError, and ValueError for what is none of ours.
    """
    data = read_file(path, _MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise ValueError(len(data))
    try:
        written = msgspec.json.decode(data, type=_File)
        if written.version != VERSION:
            raise ValueError(written.version)
        return msgspec.json.decode(written.memory, type=kind)
    except RecursionError as error:
        raise ValueError from error


def write(path: Path, memory: Memory) -> None:
    """Put `memory` into a file, whole or not at all, for nobody else to read. Raises OSError."""
    replace_file(path, _encoded({"version": VERSION, "memory": memory}))


def _encoded(value: object) -> bytes:
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        # A terminal may paste a lone surrogate, half a character: the rest must not be lost for it.
        text = json.dumps(msgspec.to_builtins(value), ensure_ascii=False)
        return text.encode(errors="replace")


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other clients from writing. One that hangs is not waited for. Raises OSError."""
    make_folder(folder)
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        for _try in range(_TRIES):
            try:
                lock(descriptor)
                break
            except BlockingIOError:
                time.sleep(_PAUSE)
        yield
    finally:
        os.close(descriptor)


def claim(path: Path) -> Callable[[], None] | None:
    """Hold a lock until the given function is called; None if another process holds it."""
    try:
        make_folder(path.parent)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return None
    try:
        lock(descriptor)
    except OSError:
        os.close(descriptor)
        return None
    return lambda: os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def lock(descriptor: int) -> None:
        """Lock an open file at once. Raises BlockingIOError while another program holds it."""
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError as error:
            raise BlockingIOError(error.errno, os.strerror(error.errno)) from error
else:
    try:
        import fcntl
    except ImportError:

        def lock(descriptor: int) -> None:
            """Do nothing: this system has no file locks, and the last writer wins."""
    else:

        def lock(descriptor: int) -> None:
            """Lock an open file at once. Raises BlockingIOError while another program holds it."""
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
