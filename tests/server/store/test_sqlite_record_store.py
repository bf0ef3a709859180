"""Records on disk."""

import sqlite3
from pathlib import Path

import pytest

from tui_chat.server.store import StoreError
from tui_chat.server.store.sqlite_record_store import FILE, SqliteRecords


def test_records_are_there_after_a_restart(tmp_path: Path) -> None:
    records = SqliteRecords(tmp_path)
    records.keep("account", "alice", {"n": 1})
    records.close()
    again = SqliteRecords(tmp_path)
    assert list(again.all()) == [("account", "alice", {"n": 1})]
    again.close()


def test_what_could_not_be_written_is_written_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_chat.server.store.sqlite_writer._PAUSE", 0.0)
    records = SqliteRecords(tmp_path)
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    records.keep("account", "alice", {"n": 1})
    records.commit()
    other.execute("ROLLBACK")
    other.close()
    records.commit()
    assert list(records.all()) == [("account", "alice", {"n": 1})]
    records.close()


def test_a_file_from_a_newer_version_is_refused(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / FILE)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(StoreError, match="newer tui-chat"):
        SqliteRecords(tmp_path)
