"""The log behind its thread: what fails there never ends the client."""

import asyncio
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.client.chat_log.test_sqlite_store import NOON, TEA, said
from tui_chat.client.chat_log import log_on_thread, sqlite_store
from tui_chat.client.chat_log.log_on_thread import ChatLog, configured_log
from tui_chat.client.chat_log.log_record_types import Said
from tui_chat.client.chat_log.sqlite_store import open_log
from tui_chat.client.config.config_schema import Config
from tui_chat.client.search_query import parse_query


async def texts(log: ChatLog) -> list[str]:
    page = await log.page(TEA, before=None, until=None)
    return [entry.text for entry in page.entries]


def told(log: ChatLog) -> list[str]:
    errors: list[str] = []
    log.listen(errors.append)
    return errors


async def test_what_is_written_can_be_read_and_searched_at_once(tmp_path: Path) -> None:
    log = ChatLog(tmp_path)
    log.write(Said(TEA, said("green tea")))
    assert await texts(log) == ["green tea"]
    found = await log.search(TEA.server, TEA.user, parse_query("tea"), "")
    assert found is not None
    assert [entry.text for _name, entry in found] == ["green tea"]
    log.close()


async def test_what_was_not_written_yet_is_when_the_program_ends(tmp_path: Path) -> None:
    log = ChatLog(tmp_path)
    log.write(Said(TEA, said("last words")))
    await asyncio.to_thread(log.close)
    other = ChatLog(tmp_path)
    assert await texts(other) == ["last words"]
    other.close()


async def test_without_anything_to_write_there_is_no_file_and_no_thread(tmp_path: Path) -> None:
    ChatLog(tmp_path).close()
    assert not (tmp_path / "log.db").exists()


async def test_a_damaged_log_is_set_aside_once_and_told(tmp_path: Path) -> None:
    (tmp_path / "log.db").write_bytes(b"not a database" * 100)
    log = ChatLog(tmp_path)
    errors = told(log)
    log.write(Said(TEA, said("hi")))
    assert await texts(log) == ["hi"]
    assert errors == [
        f"The log of messages was damaged; it is set aside as {tmp_path / 'log.broken'}."
    ]
    assert (tmp_path / "log.broken").read_bytes().startswith(b"not a database")
    log.close()


async def test_damage_while_it_is_open_is_told_too(tmp_path: Path) -> None:
    log = ChatLog(tmp_path)
    log.write(Said(TEA, said("one")))
    await log.flush()
    with sqlite3.connect(tmp_path / "log.db") as sqlite_store:
        sqlite_store.execute("DROP TABLE messages")
    sqlite_store.close()
    errors = told(log)
    log.write(Said(TEA, said("two")))
    assert await texts(log) == ["two"]
    assert len(errors) == 1
    log.close()


async def test_a_full_disk_is_told_once_and_nothing_is_lost_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = ChatLog(tmp_path)
    errors = told(log)
    with monkeypatch.context() as patch:

        def full(*_arguments: object) -> None:
            raise sqlite3.OperationalError("database or disk is full")

        patch.setattr(sqlite_store.LogDatabase, "apply", full)
        for number in range(3):
            log.write(Said(TEA, said(f"line {number}", number)))
            await log.flush()
    assert errors == ["Messages cannot be logged: database or disk is full."]
    assert await texts(log) == ["line 0", "line 1", "line 2"]
    log.close()


async def test_what_cannot_be_written_does_not_grow_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_on_thread, "_MOST_WAITING", 10)
    (tmp_path / "file").write_text("")
    log = ChatLog(tmp_path / "file")
    for number in range(30):
        log.write(Said(TEA, said(str(number))))
        if not number % 7:
            await log.flush()
    assert [*log._waiting] == [Said(TEA, said(str(number))) for number in range(20, 30)]
    log.close()


async def test_a_folder_that_cannot_be_made_is_told_to_whoever_listens_later(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").write_text("")
    log = ChatLog(tmp_path / "file")
    assert await texts(log) == []
    assert await log.search(TEA.server, TEA.user, parse_query("tea"), "") is None
    assert told(log)[0].startswith("Messages cannot be logged: ")
    log.close()


async def test_old_messages_are_deleted_as_configured(tmp_path: Path) -> None:
    with_old = open_log(tmp_path / "log.db")
    with_old.apply([Said(TEA, said("long ago", -NOON))])
    with_old.close()
    log = configured_log(Config(log_days=30), tmp_path)
    assert log is not None
    log.write(Said(TEA, said("new", 10**9)))
    assert await texts(log) == ["new"]
    log.close()


def test_no_log_is_kept_if_none_is_wanted(tmp_path: Path) -> None:
    assert configured_log(Config(log=False), tmp_path) is None


def test_sqlite_is_not_imported_before_it_is_needed() -> None:
    program = "import sys, tui_chat.client.connected_server; sys.exit('sqlite3' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
