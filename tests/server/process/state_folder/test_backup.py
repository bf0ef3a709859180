"""Copies of a running server's state, and servers started on them."""

import sqlite3
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.durability.process import Process
from tests.durability.talkers import Line
from tui_chat.cli.main import main
from tui_chat.server.files.file_store import FileStore, Limits
from tui_chat.server.process.state_folder.backup import back_up
from tui_chat.server.store import StoreError
from tui_chat.server.store.sqlite_history import SqliteHistory
from tui_chat.server.store.sqlite_record_store import SqliteRecords


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """The state of a server that has run."""
    folder = tmp_path / "state"
    folder.mkdir()
    SqliteHistory(folder).close()
    records = SqliteRecords(folder)
    records.keep("note", "a", {"text": "kept"})
    records.close()
    (folder / "key.pem").write_text("secret")
    return folder


async def test_a_server_started_on_a_copy_goes_on_from_there(tmp_path: Path) -> None:
    process = Process(tmp_path / "first")
    await process.start()
    ana = Line()
    await ana.connect(process.port, "ana")
    await ana.make_account()
    ana.send("JOIN #tea")
    ana.send("PRIVMSG #tea :before the copy")
    await ana.until("PRIVMSG")
    copied = back_up(process.state, tmp_path / "second" / "state", process.folder / "config.toml")
    ana.send("PRIVMSG #tea :after the copy")
    await ana.until("PRIVMSG")
    fingerprint = (process.state / "cert.pem").read_bytes()
    await process.kill()

    again = Process(tmp_path / "second")
    await again.start()
    ana = Line()
    await ana.connect(again.port, "ana", account="ana")
    ana.send("JOIN #tea")
    await ana.until("366")
    kept = [one.params[-1] for one in await ana.history("#tea") if one.command == "PRIVMSG"]
    await again.kill()
    assert kept == ["before the copy"]
    assert (again.state / "cert.pem").read_bytes() == fingerprint
    assert "config.toml" in copied


def test_a_copy_is_one_file_for_each_database_and_its_owners_alone(
    state: Path, tmp_path: Path
) -> None:
    copied = back_up(state, tmp_path / "copy")
    assert set(copied) == {"history.db", "records.db", "key.pem"}
    assert {path.name for path in (tmp_path / "copy").iterdir()} == set(copied)
    assert stat.S_IMODE((tmp_path / "copy").stat().st_mode) == 0o700
    for path in (tmp_path / "copy").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_being_written_meanwhile_is_in_it_whole_or_not_at_all(
    state: Path, tmp_path: Path
) -> None:
    writing = sqlite3.connect(state / "records.db", isolation_level=None)
    writing.execute("BEGIN IMMEDIATE")
    writing.execute("INSERT INTO records VALUES ('note', 'b', '{}')")
    back_up(state, tmp_path / "copy")
    writing.execute("ROLLBACK")
    writing.close()
    copy = SqliteRecords(tmp_path / "copy")
    assert [key for _, key, _ in copy.all()] == ["a"]
    copy.close()


def test_nothing_is_overwritten(state: Path, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    with pytest.raises(StoreError, match="already exists"):
        back_up(state, tmp_path / "copy")
    assert not list((tmp_path / "copy").iterdir())


def test_a_damaged_database_is_not_copied_and_nothing_is_left_behind(
    state: Path, tmp_path: Path
) -> None:
    (state / "history.db").write_bytes(b"nonsense" * 1000)
    with pytest.raises(StoreError):
        back_up(state, tmp_path / "copies" / "copy")
    assert not list((tmp_path / "copies").iterdir())


def test_what_an_interrupted_copy_left_is_no_hindrance(state: Path, tmp_path: Path) -> None:
    (tmp_path / ".copy.partial").mkdir()
    back_up(state, tmp_path / "copy")
    assert not (tmp_path / ".copy.partial").exists()


def test_a_folder_without_a_server_is_told_in_one_sentence(tmp_path: Path) -> None:
    options = ("--state", str(tmp_path), str(tmp_path / "copy"))
    result = CliRunner().invoke(main, ["backup", *options])
    assert result.exit_code == 1
    assert result.output.startswith("tui-chat: There is no server's state in")


def test_the_command_says_what_the_copy_holds(state: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["backup", "--state", str(state), str(tmp_path / "copy")])
    assert result.exit_code == 0
    assert "Copied history.db, records.db, key.pem to " in result.output


def test_files_of_people_are_copied_too(state: Path, tmp_path: Path) -> None:
    store = FileStore(state)
    unfinished = store.reserve("ana", 5, Limits(10_000, 10_000))
    unfinished.write(b"hello")
    stored = store.finish(unfinished, "a.txt", "text/plain", 1)
    store.reserve("ana", 5, Limits(10_000, 10_000)).write(b"half")
    target = tmp_path / "copy"
    back_up(state, target)
    store.close()
    copy = FileStore(target)
    with copy.open(stored) as file:
        assert file.read() == b"hello"
    assert copy.find(stored.id) == stored
    copy.close()
    assert not list(target.rglob("*.part"))
    assert not [path for path in target.rglob("*") if path.stat().st_mode & 0o077]
