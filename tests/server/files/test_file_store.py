"""Files on disk."""

import contextlib
import errno
import os
import sqlite3
from pathlib import Path

import pytest

from tui_chat.server.files.file_store import (
    FILE,
    FOLDER,
    LEAST,
    MOST_AT_ONCE,
    FileStore,
    Limits,
    NoRoom,
    StoredFile,
)

ROOMY = Limits(quota=1_000_000, total=10_000_000)


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path)


def put(store: FileStore, content: bytes, account: str = "ana", now: int = 1000) -> StoredFile:
    unfinished = store.reserve(account, len(content), ROOMY)
    unfinished.write(content)
    return store.finish(unfinished, "a.txt", "text/plain", now)


def files(state: Path) -> list[Path]:
    return [path for path in (state / FOLDER).rglob("*") if path.is_file()]


def read(store: FileStore, stored: StoredFile) -> bytes:
    with store.open(stored) as file:
        return file.read()


def test_a_file_is_found_by_its_id_after_a_restart_too(store: FileStore, tmp_path: Path) -> None:
    stored = put(store, b"hello")
    store.close()
    again = FileStore(tmp_path)
    assert again.find(stored.id) == stored
    assert read(again, stored) == b"hello"
    assert again.find("another") is None


def test_only_the_servers_own_user_can_read_it(store: FileStore, tmp_path: Path) -> None:
    put(store, b"hello")
    (file,) = files(tmp_path)
    assert file.stat().st_mode & 0o077 == 0
    assert (tmp_path / FOLDER).stat().st_mode & 0o077 == 0


def test_the_same_content_lies_there_once_until_the_last_is_deleted(
    store: FileStore, tmp_path: Path
) -> None:
    first, second = put(store, b"same"), put(store, b"same", "bob")
    assert first.id != second.id
    assert len(files(tmp_path)) == 1
    store.delete(first)
    assert read(store, second) == b"same"
    store.delete(second)
    assert files(tmp_path) == []


def test_room_is_taken_when_a_file_begins_so_that_two_cannot_share_it(store: FileStore) -> None:
    limits = Limits(quota=10_000, total=100_000)
    first = store.reserve("ana", 6000, limits)
    with pytest.raises(NoRoom):
        store.reserve("ana", 6000, limits)
    store.reserve("bob", 6000, limits)
    store.discard(first)
    store.reserve("ana", 6000, limits)


def test_what_is_stored_counts_and_small_files_count_as_a_block(store: FileStore) -> None:
    limits = Limits(quota=3 * LEAST, total=100_000)
    put(store, b"1")
    kept = put(store, b"2")
    unfinished = store.reserve("ana", 1, limits)
    with pytest.raises(NoRoom, match="your account"):
        store.reserve("ana", 1, limits)
    store.discard(unfinished)
    with pytest.raises(NoRoom, match="on this server"):
        store.reserve("bob", 1, Limits(quota=100_000, total=2 * LEAST))
    store.delete(kept)
    store.reserve("bob", 1, Limits(quota=100_000, total=2 * LEAST))


def test_an_account_sends_a_few_files_at_once(store: FileStore) -> None:
    for _ in range(MOST_AT_ONCE):
        store.reserve("ana", 1, ROOMY)
    with pytest.raises(NoRoom, match="at once"):
        store.reserve("ana", 1, ROOMY)


def test_half_a_file_is_none(store: FileStore, tmp_path: Path) -> None:
    unfinished = store.reserve("ana", 10, ROOMY)
    unfinished.write(b"half")
    with pytest.raises(ValueError, match="4 bytes of 10"):
        store.finish(unfinished, "a", "text/plain", 1)
    assert files(tmp_path) == []


def test_a_full_disk_leaves_nothing(
    store: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        put(store, b"hello")
    assert files(tmp_path) == []
    monkeypatch.undo()
    put(store, b"hello")


def test_a_database_that_fails_leaves_no_file(store: FileStore, tmp_path: Path) -> None:
    unfinished = store.reserve("ana", 1, ROOMY)
    unfinished.write(b"a")
    with contextlib.closing(sqlite3.connect(tmp_path / FILE)) as other:
        other.execute("DROP TABLE files")
    with pytest.raises(Exception, match="no such table"):
        store.finish(unfinished, "a", "text/plain", 1)
    assert files(tmp_path) == []


def test_old_files_go(store: FileStore, tmp_path: Path) -> None:
    put(store, b"old", now=1)
    young = put(store, b"young", now=3)
    assert not store.delete_older(3)
    assert store.find(young.id) == young
    assert len(files(tmp_path)) == 1


def test_what_a_killed_process_left_goes_at_the_next_start(
    store: FileStore, tmp_path: Path
) -> None:
    stored = put(store, b"whole")
    store.reserve("ana", 10, ROOMY).write(b"half")
    orphan = tmp_path / FOLDER / "ab" / ("ab" * 32)
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"no row")
    store.close()
    again = FileStore(tmp_path)
    assert len(files(tmp_path)) == 1
    assert read(again, stored) == b"whole"
    again.reserve("ana", ROOMY.quota - LEAST, ROOMY)
