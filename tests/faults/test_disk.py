"""A disk that is full, read-only, damaged, locked, or of the future."""

import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.durability.process import Process
from tests.durability.talkers import Line
from tests.server.store import talk
from tui_chat.server.core.handler_registry import RESTORERS
from tui_chat.server.core.settings import Settings
from tui_chat.server.engine.node import Node
from tui_chat.server.files.file_store import FileStore
from tui_chat.server.store import StoreError
from tui_chat.server.store.sqlite_history import SqliteHistory
from tui_chat.server.store.sqlite_record_store import SqliteRecords

INFINITY = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
LONG = "x" * 400


async def entered(process: Process, nick: str) -> Line:
    person = Line()
    await person.connect(process.port, nick)
    person.send("JOIN #tea")
    await person.until("366")
    return person


async def say(person: Line, *texts: str) -> None:
    """Say these and hear them back."""
    for text in texts:
        person.send(f"PRIVMSG #tea :{text}")
        await person.until("PRIVMSG", text)


async def test_a_full_disk_stops_nobody_and_is_told_and_what_was_said_is_kept_later(
    tmp_path: Path,
) -> None:
    process = Process(tmp_path)
    await process.start()
    try:
        ana = await entered(process, "ana")
        await say(ana, "before")
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
        await say(ana, "while full", LONG)
        bob = await entered(process, "bob")
        await say(bob, "a newcomer")
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, INFINITY)
        texts: list[str] = []
        while "while full" not in texts:  # it is tried again every second
            await say(bob, "and now")
            texts = [one.params[-1] for one in await bob.history("#tea")]
        assert {"before", "while full", LONG, "a newcomer", "and now"} <= set(texts)
    finally:
        await process.kill()
    assert sum("the chat goes on" in line for line in process.said) == 1, process.said
    assert sum("can be written to again" in line for line in process.said) == 1


def start(*options: str, prefix: tuple[str, ...] = ()) -> tuple[int, str]:
    """A server that is to refuse: its exit status and what it said."""
    done = subprocess.run(
        [*prefix, sys.executable, "-m", "tui_chat", "server", "--port", "0", *options],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return done.returncode, done.stderr


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """The state folder of a server that has run."""
    folder = tmp_path / "state"
    folder.mkdir(mode=0o700)
    history = SqliteHistory(folder)
    for number in range(200):
        talk.say(history, number, f"{number} {LONG}")
    history.close()
    SqliteRecords(folder).close()
    return folder


def refused(state: Path, *, prefix: tuple[str, ...] = ()) -> str:
    """What a server says that refuses to start on this, having changed no database."""
    before = {path.name: path.read_bytes() for path in state.glob("*.db") if path.is_file()}
    status, said = start("--state", str(state), prefix=prefix)
    after = {path.name: path.read_bytes() for path in state.glob("*.db") if path.is_file()}
    assert status == 1
    assert said.startswith("tui-chat: ")
    assert said.count("\n") == 1, "one sentence"
    assert {name: after[name] for name in before} == before
    return said


@pytest.mark.parametrize("name", ["history.db", "records.db"])
def test_a_damaged_database_is_left_alone(state: Path, name: str) -> None:
    (state / name).write_bytes(b"this is no database " * 500)
    assert f"{name} is damaged" in refused(state)


@pytest.mark.parametrize("name", ["history.db", "records.db"])
def test_an_empty_file_in_the_place_of_a_database_is_left_alone(state: Path, name: str) -> None:
    (state / name).write_bytes(b"")
    assert f"{name} is empty: put a backup in its place" in refused(state)
    assert (state / name).stat().st_size == 0


def test_a_history_whose_records_are_gone_is_left_alone(state: Path) -> None:
    (state / "records.db").unlink()
    assert "records.db is missing beside history.db" in refused(state)
    assert not (state / "records.db").exists()


def test_accounts_are_not_looked_for_where_the_records_are_gone(state: Path) -> None:
    (state / "records.db").unlink()
    done = subprocess.run(
        [sys.executable, "-m", "tui_chat", "account", "list", "--state", str(state)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "records.db is missing beside history.db" in done.stderr
    assert not (state / "records.db").exists()


@pytest.mark.parametrize("name", ["history.db", "records.db"])
def test_a_database_from_a_newer_version_is_left_alone(state: Path, name: str) -> None:
    database = sqlite3.connect(state / name)
    database.execute("PRAGMA user_version = 99")
    database.close()
    assert "was written by a newer tui-chat" in refused(state)


def test_a_locked_database_is_told(state: Path) -> None:
    other = sqlite3.connect(state / "history.db", isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    # Reading the file here would end the lock: it is the process's, whichever way it opened it.
    status, said = start("--state", str(state))
    assert (status, said.count("\n")) == (1, 1)
    assert "is in use by another program" in said
    other.close()


def test_a_folder_in_the_place_of_a_database_is_told(state: Path) -> None:
    (state / "history.db").unlink()
    (state / "history.db").mkdir()
    assert "cannot be" in refused(state)


def test_a_file_in_the_place_of_the_state_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("mine")
    status, said = start("--state", str(tmp_path / "state"))
    assert (status, (tmp_path / "state").read_text()) == (1, "mine")
    assert "Traceback" not in said
    assert str(tmp_path / "state") in said


def test_a_read_only_state_is_told(state: Path) -> None:
    state.chmod(0o500)
    for path in state.iterdir():
        path.chmod(0o400)
    as_owner: tuple[str, ...] = ()
    if os.geteuid() == 0:  # whom no file mode stops, unless that power is given up
        if shutil.which("setpriv") is None:
            pytest.skip("root, and no setpriv")
        as_owner = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
    assert "cannot be written to" in refused(state, prefix=as_owner)


def test_a_database_that_is_damaged_inside_is_left_alone_too(state: Path) -> None:
    path = state / "history.db"
    data = bytearray(path.read_bytes())
    for start in range(4096, len(data), 4096):
        data[start : start + 200] = b"\xff" * 200
    path.write_bytes(data)
    assert "history.db is damaged" in refused(state)


@pytest.mark.parametrize("at", range(4096 + 16, 8192, 500))
def test_records_that_are_damaged_inside_are_left_alone(state: Path, at: int) -> None:
    """SQLite may read what is left of a page as fewer rows: fewer accounts."""
    records = SqliteRecords(state)
    for number in range(12):
        name = f"ana{number}"
        records.keep("account", name, {"name": name, "secrets": {"hash": "x" * 200}})
    records.close()
    path = state / "records.db"
    path.write_bytes(path.read_bytes()[:at])
    with pytest.raises(StoreError, match=r"records\.db is damaged .*\.$"):
        list(SqliteRecords(state).all())


def test_files_whose_table_is_gone_are_left_alone(state: Path) -> None:
    folder = state / "files" / "ab"
    folder.mkdir(parents=True)
    (folder / "abcd").write_bytes(b"x")
    with pytest.raises(StoreError, match=r"files\.db is missing beside files: put a backup"):
        FileStore(state)
    assert (folder / "abcd").exists()


KINDS = (
    "account",
    "ban",
    "channel",
    "closed",
    "first channel",
    "invitation",
    "marker",
    "metadata",
    "user",
)


def test_every_kind_of_record_is_tried_below() -> None:
    assert set(KINDS) == RESTORERS.keys()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "value", [[], None, 5, {"name": 5, "at": "x", "values": 5, "flags": 5, "topic": 5}]
)
def test_a_record_that_is_not_as_it_was_written_is_left_alone(
    tmp_path: Path, kind: str, value: object
) -> None:
    """Passed over, it would leave an account or a channel to whoever comes first."""
    SqliteRecords(tmp_path).close()
    with sqlite3.connect(tmp_path / "records.db") as database:
        row = (kind, "#x y", json.dumps(value))
        database.execute("INSERT INTO records VALUES (?, ?, ?)", row)
    records = SqliteRecords(tmp_path)
    node = Node(Settings(), lambda _later: None, None, records)
    with pytest.raises(StoreError, match=rf"^records\.db is damaged \(the record {kind} '#x y'"):
        node.restore()
    records.close()


def test_a_server_with_a_damaged_record_refuses_to_start(state: Path) -> None:
    records = SqliteRecords(state)
    records.keep("account", "ana", {"name": "ana"})
    records.close()
    assert "records.db is damaged (the record account 'ana'): put a backup there" in refused(state)


def test_a_short_key_of_addresses_is_not_used(state: Path) -> None:
    (state / "cloak.key").write_bytes(b"x")
    (state / "cloak.key").chmod(0o600)
    assert "cloak.key: It has 1 bytes instead of 32" in refused(state)


async def test_a_database_that_is_damaged_meanwhile_stops_nobody(tmp_path: Path) -> None:
    process = Process(tmp_path)
    await process.start()
    try:
        ana = await entered(process, "ana")
        await say(ana, *(f"{number} {LONG}" for number in range(20)))
        for path in process.state.glob("history.db*"):
            path.write_bytes(b"\xff" * path.stat().st_size)
        bob = await entered(process, "bob")
        await say(bob, "still here", "and here")
        bob.send("CHATHISTORY LATEST #tea * 10")
        bob.send("PING end")
        await bob.until("PONG", "end")
    finally:
        await process.kill()
    assert any("the chat goes on" in line for line in process.said)


async def test_a_state_folder_that_vanishes_stops_nobody(tmp_path: Path) -> None:
    process = Process(tmp_path)
    await process.start()
    try:
        ana = await entered(process, "ana")
        await say(ana, "one")
        shutil.rmtree(process.state)
        bob = await entered(process, "bob")
        await say(bob, "two", "three")
        await say(ana, "four")
    finally:
        await process.kill()
