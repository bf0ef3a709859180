"""The history on disk: over restarts, and when something is wrong with the file."""

import logging
import sqlite3
import threading
from pathlib import Path

import pytest

from tests.server.store.talk import NOON, msgid, read, remember, say, texts
from tui_chat.server.core.messages.history_request_types import Search
from tui_chat.server.store import StoreError
from tui_chat.server.store.history_schema import FILE, MIGRATIONS
from tui_chat.server.store.sqlite_history import SqliteHistory


def test_what_was_committed_is_there_after_a_restart(tmp_path: Path) -> None:
    first = SqliteHistory(tmp_path)
    say(first, 1)
    remember(first, 2)  # never committed: never shown to anybody
    second = SqliteHistory(tmp_path)
    assert read(second) == ["1"]
    assert second.last_time() == NOON + 1000
    second.close()
    first.close()


def test_closing_commits(tmp_path: Path) -> None:
    history = SqliteHistory(tmp_path)
    remember(history, 1)
    history.close()
    again = SqliteHistory(tmp_path)
    assert read(again) == ["1"]
    again.close()


def test_a_search_index_that_is_gone_or_damaged_is_made_again(tmp_path: Path) -> None:
    history = SqliteHistory(tmp_path)
    say(history, 1, "darjeeling")
    history.close()
    (tmp_path / "search.db").write_bytes(b"nonsense" * 1000)
    history = SqliteHistory(tmp_path)
    assert texts(history.answer(Search("", ("#tea",), words="darjeeling"))) == ["darjeeling"]
    history.close()


def test_a_new_file_has_the_newest_version(tmp_path: Path) -> None:
    SqliteHistory(tmp_path).close()
    database = sqlite3.connect(tmp_path / FILE)
    assert database.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    database.close()


def test_a_file_from_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / FILE)
    database.execute("PRAGMA user_version = 99")
    database.close()
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(StoreError, match=r"was written by a newer tui-chat \(version 99"):
        SqliteHistory(tmp_path)
    assert (tmp_path / FILE).read_bytes()[100:] == before[100:]


def test_a_damaged_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"this is no database " * 500)
    with pytest.raises(StoreError, match=r"history\.db is damaged .*: move it away"):
        SqliteHistory(tmp_path)
    assert (tmp_path / FILE).read_bytes().startswith(b"this is no database")


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written to"):
        SqliteHistory(tmp_path / "none")


def test_while_another_program_writes_nothing_is_lost_and_the_operator_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_chat.server.store.sqlite_writer._PAUSE", 0.0)
    history = SqliteHistory(tmp_path)
    say(history, 1)
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    say(history, 2, target="#new")
    say(history, 3)
    assert read(history) == ["1"]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "the chat goes on" in caplog.text
    other.execute("ROLLBACK")
    other.close()
    say(history, 4)
    assert read(history) == ["1", "3", "4"]
    assert read(history, target="#new") == ["2"]
    assert "can be written to again" in caplog.text
    history.close()


def test_a_disk_that_fails_for_long_costs_a_bounded_amount_of_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_chat.server.store.sqlite_history._MOST_WAITING", 2)
    monkeypatch.setattr("tui_chat.server.store.sqlite_writer._PAUSE", 0.0)
    history = SqliteHistory(tmp_path)
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for number in range(3):
        say(history, number)
    other.execute("ROLLBACK")
    other.close()
    say(history, 4)
    assert read(history) == ["4"]
    history.close()


def test_an_export_or_backup_that_reads_stops_nobody(tmp_path: Path) -> None:
    history = SqliteHistory(tmp_path)
    say(history, 1)
    reader = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM blocks").fetchone()
    say(history, 2)
    history.tidy(NOON)
    assert read(history) == ["1", "2"]
    reader.close()
    history.close()


def test_power_loss_is_survived_only_when_asked_for(tmp_path: Path) -> None:
    for durable, level in ((False, 1), (True, 2)):
        history = SqliteHistory(tmp_path, durable=durable)
        assert history._writer.database.execute("PRAGMA synchronous").fetchone() == (level,)
        history.close()


def test_forgetting_the_last_message_of_a_block_leaves_no_empty_block(tmp_path: Path) -> None:
    history = SqliteHistory(tmp_path)
    say(history, 1)
    history.forget("#tea", msgid(1))
    history.commit()
    assert read(history) == []
    assert history._writer.database.execute("SELECT count(*) FROM blocks").fetchone() == (0,)
    history.close()


def test_a_damaged_block_is_passed_over(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    history = SqliteHistory(tmp_path)
    for number in range(3):
        say(history, number)
    history._writer.database.execute(
        "UPDATE blocks SET data = x'00' WHERE first = ?", (int(msgid(1), 16),)
    )
    assert read(history) == ["0", "2"]
    assert "damaged" in caplog.text
    history.close()


def test_a_commit_waits_for_our_own_tidying_and_does_not_take_it_for_a_failing_disk(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    history = SqliteHistory(tmp_path)
    tidying = history._writer.lock
    tidying.acquire()
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")

    def end_tidying() -> None:
        other.execute("COMMIT")
        tidying.release()

    timer = threading.Timer(0.2, end_tidying)  # longer than a lock of SQLite's is waited for
    timer.start()
    say(history, 1)
    timer.join()
    assert read(history) == ["1"]
    assert not caplog.records
    other.close()
    history.close()


def test_a_file_of_the_first_version_is_brought_to_the_newest(tmp_path: Path) -> None:
    history = SqliteHistory(tmp_path)
    say(history, 1, "São João")
    say(history, 2, "private", target="ana bob")
    history.close()
    (tmp_path / "search.db").unlink()
    database = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    for statement in (
        "CREATE TABLE old (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
        "INSERT INTO old SELECT id, name FROM targets",
        "DROP TABLE targets",
        "ALTER TABLE old RENAME TO targets",
        "PRAGMA user_version = 1",
    ):
        database.execute(statement)
    database.close()
    history = SqliteHistory(tmp_path)
    assert read(history) == ["São João"]
    assert history.last_time() == NOON + 2000
    assert texts(history.answer(Search("bob", ("#tea",), words="sao"))) == ["São João"]
    assert texts(history.answer(Search("bob", ("#tea",), words="priv"))) == ["private"]
    say(history, 3, target="#new")
    assert read(history, target="#new") == ["3"]
    history.close()
