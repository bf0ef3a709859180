"""Migrations."""

import sqlite3
from pathlib import Path

import pytest

from tui_chat.server.store.sqlite_opening_and_migration import open_database, version_of

FIRST = "CREATE TABLE one (n INTEGER);\n"
SECOND = "ALTER TABLE one ADD COLUMN text TEXT;\nUPDATE one SET text = 'was ' || n;\n"


def test_a_file_is_brought_to_the_newest_version_with_what_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "file.db"
    old = open_database(path, [FIRST], durable=False)
    old.execute("INSERT INTO one VALUES (7)")
    old.close()
    new = open_database(path, [FIRST, SECOND], durable=False)
    assert new.execute("SELECT n, text FROM one").fetchall() == [(7, "was 7")]
    assert version_of(new) == 2
    new.close()


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "file.db"
    open_database(path, [FIRST], durable=False).close()
    broken = "CREATE TABLE two (n);\nINSERT INTO none VALUES (1);\n"
    with pytest.raises(Exception, match="no such table: none"):
        open_database(path, [FIRST, broken], durable=False)
    database = sqlite3.connect(path)
    assert version_of(database) == 1
    assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("one",)]
    database.close()
