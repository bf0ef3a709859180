"""Uploaded files on disk, stored by the hash of their content, and a table of their owners.

All of it is for one thread. Methods raise OSError and sqlite3.Error when the disk fails; then
nothing has changed.
"""

import contextlib
import hashlib
import os
import secrets
from collections import Counter
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from tui_chat.server.files.content_types import ENOUGH
from tui_chat.server.store import StoreError
from tui_chat.server.store.sqlite_opening_and_migration import Migration, open_database, transaction

FILE: Final = "files.db"
FOLDER: Final = "files"
MIGRATIONS: Final[tuple[Migration, ...]] = (
    """
    CREATE TABLE files (
        id TEXT PRIMARY KEY, hash TEXT NOT NULL, account TEXT NOT NULL, name TEXT NOT NULL,
        type TEXT NOT NULL, size INTEGER NOT NULL, made INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX files_hash ON files (hash);
    CREATE INDEX files_account ON files (account, size);
    CREATE INDEX files_made ON files (made);
    """,
)
LEAST: Final = 4096
"""Bytes that a file counts at least: it takes a block of the disk, and a row."""
MOST_AT_ONCE: Final = 4
"""Files that one account may be sending."""
_UNFINISHED: Final = ".part"
_LOT: Final = 100
"""Files that are deleted in one go."""


class Limits(NamedTuple):
    """How many bytes there may be."""

    quota: int
    """Of one account."""
    total: int
    """Of all."""


class NoRoom(Exception):  # noqa: N818 - an answer, not a fault
    """A file for which there is no room; the text is a sentence."""


class StoredFile(NamedTuple):
    """A file that is there."""

    id: str
    """What nobody can guess: whoever knows it may fetch the file."""
    hash: str
    account: str
    name: str
    type: str
    size: int
    made: int
    """Milliseconds since 1970."""


class UnfinishedFile:
    """A file that is being sent, whose bytes are reserved."""

    def __init__(self, account: str, size: int, path: Path, file: BinaryIO) -> None:
        self.account = account
        self.size = size
        self.path = path
        self.file = file
        self.hash = hashlib.sha256()
        self.first = b""
        """Its beginning, which tells what it is."""
        self.written = 0

    @property
    def weight(self) -> int:
        """The bytes that count."""
        return max(self.size, LEAST)

    def write(self, data: bytes) -> None:
        """Append received bytes."""
        self.file.write(data)
        self.hash.update(data)
        self.written += len(data)
        if len(self.first) < ENOUGH:
            self.first += data[: ENOUGH - len(self.first)]


class FileStore:
    """The files in a state folder. Raises StoreError when it cannot be used."""

    def __init__(self, state: Path, *, durable: bool = False) -> None:
        self._folder = state / FOLDER
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{self._folder} cannot be made: {error.strerror}.") from error
        if not (state / FILE).exists() and any(self._folder.glob("??/*")):
            raise StoreError(
                f"{state / FILE} is missing beside {FOLDER}: put a backup of it there, or move "
                f"{FOLDER} away to begin without files."
            )
        self._database = open_database(state / FILE, MIGRATIONS, durable=durable)
        self._reserved: Counter[str] = Counter()
        """Bytes that are being sent, by account,"""
        self._under_way: Counter[str] = Counter()
        """and in how many files."""
        self._tidy_folder()
        query = "SELECT coalesce(sum(max(size, ?)), 0) FROM files"
        (self._total,) = self._database.execute(query, (LEAST,)).fetchone()

    def reserve(self, account: str, size: int, limits: Limits) -> UnfinishedFile:
        """Room for a file of so many bytes. Raises NoRoom."""
        if self._under_way[account] >= MOST_AT_ONCE:
            raise NoRoom("You are sending as many files as you may at once.")
        weight = max(size, LEAST)
        query = "SELECT coalesce(sum(max(size, ?)), 0) FROM files WHERE account = ?"
        (used,) = self._database.execute(query, (LEAST, account)).fetchone()
        if used + self._reserved[account] + weight > limits.quota:
            raise NoRoom("Your files would take more room than your account has.")
        if self._total + self._reserved.total() + weight > limits.total:
            raise NoRoom("There is no room for more files on this server.")
        path = self._folder / f"{secrets.token_hex(16)}{_UNFINISHED}"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        self._reserved[account] += weight
        self._under_way[account] += 1
        return UnfinishedFile(account, size, path, os.fdopen(descriptor, "wb"))

    def discard(self, unfinished: UnfinishedFile) -> None:
        """Forget a file that does not become one."""
        self._release(unfinished)
        with contextlib.suppress(OSError):  # the buffer of a full disk
            unfinished.file.close()
        unfinished.path.unlink(missing_ok=True)

    def finish(self, unfinished: UnfinishedFile, name: str, kind: str, now: int) -> StoredFile:
        """Keep a file; whatever fails, nothing of it stays. Raises ValueError if bytes lack."""
        if unfinished.written != unfinished.size:
            self.discard(unfinished)
            raise ValueError(f"{unfinished.written} bytes of {unfinished.size}")
        identity, digest = secrets.token_urlsafe(12), unfinished.hash.hexdigest()
        size = unfinished.size
        stored = StoredFile(identity, digest, unfinished.account, name, kind, size, now)
        place = self._place(digest)
        is_new = False
        try:
            unfinished.file.flush()
            os.fsync(unfinished.file.fileno())
            unfinished.file.close()
            is_new = not place.exists()
            if is_new:
                place.parent.mkdir(mode=0o700, exist_ok=True)
                unfinished.path.rename(place)
            with transaction(self._database):
                self._database.execute("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?)", stored)
        except BaseException:
            if is_new:
                place.unlink(missing_ok=True)
            raise
        finally:
            self.discard(unfinished)
        self._total += max(stored.size, LEAST)
        return stored

    def find(self, name: str) -> StoredFile | None:
        """The file with this id."""
        row = self._database.execute("SELECT * FROM files WHERE id = ?", (name,)).fetchone()
        return StoredFile(*row) if row else None

    def open(self, stored: StoredFile) -> BinaryIO:
        """Open the content of a file."""
        return self._place(stored.hash).open("rb")

    def delete(self, stored: StoredFile) -> None:
        """Delete a file."""
        self._delete([stored])

    def delete_older(self, than: int) -> bool:
        """Delete some of the files made before this time; whether there may be more."""
        query = "SELECT * FROM files WHERE made < ? LIMIT ?"
        old = [StoredFile(*row) for row in self._database.execute(query, (than, _LOT))]
        if old:
            self._delete(old)
        return len(old) == _LOT

    def close(self) -> None:
        """Let go of the files."""
        self._database.close()

    def _delete(self, files: list[StoredFile]) -> None:
        with transaction(self._database):
            self._database.executemany(
                "DELETE FROM files WHERE id = ?", [(one.id,) for one in files]
            )
        self._total -= sum(max(one.size, LEAST) for one in files)
        for digest in {one.hash for one in files}:
            self._delete_if_unused(digest)

    def _delete_if_unused(self, digest: str) -> None:
        used = self._database.execute("SELECT 1 FROM files WHERE hash = ? LIMIT 1", (digest,))
        if used.fetchone() is None:
            self._place(digest).unlink(missing_ok=True)

    def _release(self, unfinished: UnfinishedFile) -> None:
        account = unfinished.account
        self._reserved[account] -= unfinished.weight
        self._under_way[account] -= 1
        if not self._under_way[account]:
            del self._under_way[account], self._reserved[account]

    def _place(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest

    def _tidy_folder(self) -> None:
        """Delete what a process that was killed left: half a file, or one without a row."""
        for unfinished in self._folder.glob(f"*{_UNFINISHED}"):
            unfinished.unlink(missing_ok=True)
        for file in self._folder.glob("??/*"):
            self._delete_if_unused(file.name)


def back_up_contents(state: Path, copy: Path) -> list[str]:
    """Copy what is in the files of one state folder to another; the names of what was copied."""
    import shutil  # noqa: PLC0415 - only for this, with three libraries for compression

    copied = []
    (copy / FOLDER).mkdir(mode=0o700)
    for source in sorted((state / FOLDER).glob("??/*")):
        name = str(source.relative_to(state))
        target = copy / name
        with contextlib.suppress(FileNotFoundError):  # it was deleted just now
            target.parent.mkdir(mode=0o700, exist_ok=True)
            shutil.copyfile(source, target)
            copied.append(name)
    return copied
