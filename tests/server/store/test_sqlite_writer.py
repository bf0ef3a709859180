"""Writing to a file whose disk fails, or whose writer makes a mistake."""

import sqlite3
from pathlib import Path

import pytest

from tui_chat.server.store import sqlite_writer
from tui_chat.server.store.sqlite_writer import Writer, Written


@pytest.fixture
def writer() -> Writer:
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.execute("CREATE TABLE said (text TEXT)")
    return Writer(database, Path("history.db"))


def say(database: sqlite3.Connection) -> None:
    database.execute("INSERT INTO said VALUES ('hi')")


def break_disk(_database: sqlite3.Connection) -> None:
    raise sqlite3.OperationalError("disk I/O error")


def test_while_the_disk_fails_nothing_is_tried_for_a_second(writer: Writer) -> None:
    assert writer.write(break_disk) is Written.LATER
    assert "history.db cannot be written to (disk I/O error)" in writer.write_error
    assert writer.write(say) is Written.LATER


def test_after_a_failure_the_next_try_may_succeed(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_writer, "_PAUSE", 0.0)
    assert writer.write(break_disk) is Written.LATER
    assert writer.write(say) is Written.DONE
    assert writer.write_error == ""


def test_a_mistake_is_rolled_back_and_not_tried_again(writer: Writer) -> None:
    def half(database: sqlite3.Connection) -> None:
        say(database)
        raise ZeroDivisionError

    assert writer.write(half) is Written.NEVER
    assert writer.database.execute("SELECT count(*) FROM said").fetchone() == (0,)
