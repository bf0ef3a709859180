"""The state folder: made, locked by one server at a time, private to the server's own user."""

import contextlib
import fcntl
import fnmatch
import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tui_chat.server.doors import HOST_KEY_FILE
from tui_chat.server.files.file_store import FOLDER as FILES
from tui_chat.server.store import StoreError

_log: Final = logging.getLogger(__name__)
_OURS: Final = (
    *("*.db", "*.db-*", "*.pem", "*.key", "*.new", "lock", "control.sock"),
    *(HOST_KEY_FILE, FILES),
)
"""What a server keeps there; with anything else somebody may do what they like."""
_ELSEWHERE: Final = "Give another with --state."
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def prepare_state(folder: Path) -> None:
    """Make sure that there is a folder for our files, only ours. Raises StoreError."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        why = "it is a file" if isinstance(error, FileExistsError) else error.strerror
        raise StoreError(f"Cannot make the state folder {folder}: {why}. {_ELSEWHERE}") from error
    check_writable(folder, folder)


def check_writable(folder: Path, place: Path) -> None:
    """Raise StoreError if we may not make files in `place`, which is or will hold the folder."""
    if not place.is_dir():
        raise StoreError(f"Cannot make the state folder {folder}: it is a file. {_ELSEWHERE}")
    if not os.access(place, os.W_OK | os.X_OK):
        if place == folder and hasattr(os, "geteuid"):
            _check_owner(folder, folder.stat())
        raise StoreError(f"The state folder {folder} cannot be written to. {_ELSEWHERE}")


def secure(folder: Path, *, only_look: bool = False) -> None:
    """Make the files of the folder private to the server's own user.

    Files of ours that others can read or change are closed to them, and the operator is told; with
    `only_look` they are left as they are. Raises StoreError if another user owns a file, if a file
    may be a link to somewhere else, and if a file cannot be closed.
    """
    if not hasattr(os, "geteuid"):
        return  # there are no such modes and owners
    try:
        if folder.is_symlink():
            _check_owner(folder, folder.lstat(), or_root=True)
        found = [(folder, folder.stat()), *((file, file.lstat()) for file in _files(folder))]
        for path, status in found:
            _check_owner(path, status)
        opened = [] if only_look else [path for path, status in found if _close(path, status)]
    except OSError as error:
        path = error.filename or folder
        raise StoreError(f"Cannot make {path} private: {error.strerror}.") from error
    for path in opened:
        _log.warning("%s was open to other users of this machine; it no longer is", path)


def _files(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.iterdir()):
        if any(fnmatch.fnmatchcase(file.name, pattern) for pattern in _OURS):
            if file.is_symlink():
                raise StoreError(
                    f"{file} is a symbolic link: put the file itself there, or link the whole "
                    "folder."
                )
            if file.is_dir():  # that is told in other words, by who wants the file
                continue
            mode = file.lstat().st_mode
            if not (stat.S_ISREG(mode) or (stat.S_ISSOCK(mode) and file.suffix == ".sock")):
                raise StoreError(f"{file} is not a regular file: move it away.")
            yield file


def _close(path: Path, status: os.stat_result) -> bool:
    """Close a file to others; whether that had to be done."""
    mode = stat.S_IMODE(status.st_mode)
    if not mode & _OTHERS:
        return False
    path.chmod(mode & ~_OTHERS)
    if path.stat().st_mode & _OTHERS:
        raise StoreError(
            f"{path} is open to other users, and its disk knows no permissions: choose a --state "
            "folder elsewhere."
        )
    return True


def _check_owner(path: Path, status: os.stat_result, *, or_root: bool = False) -> None:
    if status.st_uid != os.geteuid() and not (or_root and status.st_uid == 0):
        raise _not_ours(path, status.st_uid)


def check_new(folder: Path) -> None:
    """Raise StoreError if root would make the folder in a folder of somebody else.

    The server of that user could not open it.
    """
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        above = next((each for each in folder.absolute().parents if each.exists()), folder)
        if owner := above.stat().st_uid:
            raise _not_ours(above, owner)


def _not_ours(path: Path, owner: int) -> StoreError:
    """The error about a file of another user, with what to do about it."""
    name = _user_called(owner)
    if owner == 0:
        us = _user_called(os.geteuid()) or os.geteuid()
        advice = f"as root, run `chown -R {us} FOLDER` for the state folder."
    elif name:
        advice = f"run this as that one (sudo -u {name}), or choose another --state folder."
    else:
        advice = "if it is a service that is stopped, start it first, then run this again."
    return StoreError(f"{path} belongs to another user ({name or f'number {owner}'}): {advice}")


def _user_called(number: int) -> str:
    """The name of a user; "" if it has none now, as the user of a stopped service may."""
    import pwd  # noqa: PLC0415 - only there where files have owners

    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return ""


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
