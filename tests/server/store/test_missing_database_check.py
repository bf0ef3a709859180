"""A history and its records."""

from pathlib import Path

import pytest

from tests.server.store.talk import say
from tui_chat.server.store import StoreError
from tui_chat.server.store.missing_database_check import check_together
from tui_chat.server.store.sqlite_history import SqliteHistory
from tui_chat.server.store.sqlite_record_store import SqliteRecords


def test_a_history_with_messages_needs_its_records(tmp_path: Path) -> None:
    history = SqliteHistory(tmp_path)
    check_together(tmp_path)  # nothing was said yet: a server that was killed at its first start
    say(history, 1)
    history.close()
    with pytest.raises(StoreError, match=r"records\.db is missing beside history\.db"):
        check_together(tmp_path)
    SqliteRecords(tmp_path).close()
    check_together(tmp_path)


def test_records_need_no_history(tmp_path: Path) -> None:
    check_together(tmp_path)
    SqliteRecords(tmp_path).close()
    check_together(tmp_path)


def test_a_damaged_history_without_records_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / "history.db").write_bytes(b"no database" * 100)
    with pytest.raises(StoreError):
        check_together(tmp_path)


def test_an_interrupted_start_leaves_no_half_made_file(tmp_path: Path) -> None:
    (tmp_path / "records.db.new").write_bytes(b"half")
    SqliteRecords(tmp_path).close()
    assert [path.name for path in tmp_path.iterdir()] == ["records.db"]
