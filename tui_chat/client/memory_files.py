"""Memories as files: read, written whole, and never by two clients at once."""

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from tui_chat.client import file_locks
from tui_chat.client.remembered import Memory

VERSION: Final = 1
_MOST_BYTES: Final = 4_000_000
"""A file that is longer is none of ours."""
_TRIES: Final = 20
_PAUSE: Final = 0.01
"""Seconds between tries while another client writes, which takes it a millisecond."""

T = TypeVar("T")


class _File(msgspec.Struct):
    version: int
    memory: msgspec.Raw


def read(path: Path, kind: type[T]) -> T:
    """What a file holds, or as much of it as `kind` wants.

    Raises OSError, and ValueError for what is none of ours.
    """
    with path.open("rb") as file:
        data = file.read(_MOST_BYTES + 1)
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
    draft = path.with_name(f"{path.stem}.{os.getpid()}")
    try:
        draft.touch(mode=0o600)
        draft.write_bytes(msgspec.json.encode({"version": VERSION, "memory": memory}))
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """No other client writes meanwhile; one that hangs is not waited for. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        for _try in range(_TRIES):
            try:
                file_locks.lock(descriptor)
                break
            except BlockingIOError:
                time.sleep(_PAUSE)
        yield
    finally:
        os.close(descriptor)


def claim(path: Path) -> Callable[[], None] | None:
    """Be the one that a lock says; gives what ends that, None if another that runs is it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return None
    try:
        file_locks.lock(descriptor)
    except OSError:
        os.close(descriptor)
        return None
    return lambda: os.close(descriptor)
