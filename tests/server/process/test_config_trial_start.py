"""What `--check-config` says: whether a server would start, here and now."""

import contextlib
import os
import socket
import sqlite3
import sys
from pathlib import Path
from types import ModuleType

import pytest
from msgspec.structs import replace

from tests.server.certified import certificate
from tests.server.cluster.engines import needs_engine, new_key
from tui_chat.server.cluster.key_file import key_text
from tui_chat.server.config.config_schema import Cluster, Config, History, Listen, Metrics, Tls
from tui_chat.server.process.config_trial_start import problems
from tui_chat.server.process.server_thread import BackgroundServer
from tui_chat.server.process.state_folder.creation_and_lock import locked, prepare_state
from tui_chat.server.store.sqlite_record_store import SqliteRecords

ANYWHERE = Listen(port=0)
FREE = Config(listen=ANYWHERE)
LOOPBACK = "127.0.0.1"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    folder = tmp_path / "state"
    prepare_state(folder)
    return folder


def listening(*places: Listen) -> Config:
    return Config(listen=ANYWHERE, also_listen=places)


def test_what_starts_is_right_and_leaves_nothing(tmp_path: Path) -> None:
    assert problems(FREE, tmp_path / "a" / "b") == ()
    assert list(tmp_path.iterdir()) == []


def test_an_existing_state_folder_stays_as_it_is(state: Path) -> None:
    with BackgroundServer(FREE, state):
        pass
    state.chmod(0o755)
    before = {file: file.read_bytes() for file in state.iterdir()}
    assert problems(FREE, state) == ()
    assert {file: file.read_bytes() for file in state.iterdir()} == before
    assert state.stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Listen("192.0.2.1", 0), "192.0.2.1 is not an address of this machine"),
        (Listen("no.such.host.invalid", 0), "There is no address 'no.such.host.invalid'"),
        (Listen("\u00e9" * 100, 0), "There is no address"),
        (Listen(path="/no/such/folder/socket"), "Cannot listen on /no/such/folder/socket"),
        (Listen(path="x" * 200), "AF_UNIX path too long"),
        (Listen(port=0, certificate="/none", key="/none"), "Cannot read /none"),
    ],
)  # fmt: skip
def test_a_place_that_cannot_be_had_is_named(state: Path, place: Listen, words: str) -> None:
    (problem,) = problems(listening(place), state)
    assert words in problem
    assert problems(replace(FREE, listen=place), state)


def test_two_places_that_are_one_by_another_name_are_told(state: Path) -> None:
    with socket.create_server((LOOPBACK, 0)) as probe:
        port = probe.getsockname()[1]
    (problem,) = problems(listening(Listen(LOOPBACK, port), Listen("localhost", port)), state)
    assert "is in use" in problem


def test_a_key_of_another_certificate_is_told(state: Path, tmp_path: Path) -> None:
    one, other = certificate(tmp_path / "one"), certificate(tmp_path / "other")
    (problem,) = problems(replace(FREE, tls=Tls(str(one.chain), str(other.key))), state)
    assert problem == f"The key {other.key} does not belong to the certificate {one.chain}."


def test_a_port_that_another_program_has_is_told(state: Path) -> None:
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        for config in (listening(Listen(port=port)), replace(FREE, metrics=Metrics(port))):
            (problem,) = problems(config, state)
            assert str(port) in problem


@pytest.mark.parametrize("host", [LOOPBACK, "localhost", ""])
def test_the_port_of_the_server_that_runs_is_no_fault_and_that_of_another_is(
    state: Path, host: str
) -> None:
    path = state / "socket"
    config = listening(Listen(path=str(path)))
    with BackgroundServer(config, state) as running, socket.create_server((LOOPBACK, 0)) as taken:
        again = replace(config, listen=Listen(host, running.server.port))
        assert problems(again, state) == ()
        assert path.exists()
        assert problems(again, state.with_name("another"))
        assert problems(listening(Listen(port=taken.getsockname()[1])), state)
        assert problems(listening(Listen("192.0.2.1", running.server.port)), state)


def test_a_server_that_cannot_be_asked_is_taken_for_the_one_in_the_way(state: Path) -> None:
    with socket.create_server((LOOPBACK, 0)) as taken, locked(state):
        assert problems(listening(Listen(port=taken.getsockname()[1])), state) == ()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("inner", ["", "a/b"])
def test_a_state_folder_that_cannot_be_written_to_is_told(tmp_path: Path, inner: str) -> None:
    tmp_path.chmod(0o500)
    (problem,) = problems(FREE, tmp_path / inner)
    tmp_path.chmod(0o700)
    assert "cannot be written to" in problem


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("records.db", b"", "is empty"),
        ("records.db", b"nonsense" * 1000, "is damaged"),
        ("history.db", b"nonsense" * 1000, "is damaged"),
        ("files.db", b"nonsense" * 1000, "is damaged"),
        ("cert.pem", b"nonsense", "restore it, or delete both"),
    ],
)
def test_files_of_the_state_folder_that_cannot_be_used_are_told(
    state: Path, name: str, content: bytes, words: str
) -> None:
    (state / name).write_bytes(content)
    (problem,) = problems(FREE, state)
    assert words in problem
    assert str(state) in problem
    assert (state / name).read_bytes() == content


def test_records_that_a_start_could_not_read_are_told(state: Path) -> None:
    SqliteRecords(state).close()
    assert problems(FREE, state) == ()
    with contextlib.closing(sqlite3.connect(state / "records.db")) as records:
        records.execute("INSERT INTO records VALUES ('account', 'ana', 'no JSON')")
        records.commit()
    (problem,) = problems(FREE, state)
    assert problem.startswith(f"{state / 'records.db'} is damaged")


def test_records_on_a_damaged_page_are_told(state: Path) -> None:
    """SQLite may read such a page as one without rows: every account on it would be anybody's."""
    path = state / "records.db"
    SqliteRecords(state).close()
    with contextlib.closing(sqlite3.connect(path)) as records:
        rows = [("account", str(number), '{"a": 1}' * 100) for number in range(200)]
        records.execute("PRAGMA journal_mode = DELETE")
        records.executemany("INSERT INTO records VALUES (?, ?, ?)", rows)
        records.commit()
    content = path.read_bytes()
    path.write_bytes(content[:8192] + bytes(4096) + content[12288:])
    (problem,) = problems(FREE, state)
    assert problem.startswith(f"{path} is damaged")


def test_a_file_in_the_place_of_the_state_folder_is_told(tmp_path: Path) -> None:
    file = tmp_path / "state"
    file.write_text("")
    for folder in (file, file / "below"):
        (problem,) = problems(FREE, folder)
        assert problem.startswith("Cannot make the state folder")


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "state"
    file.write_text("")
    wrong = listening(Listen("192.0.2.1", 0), Listen(path="/no/such/folder/socket"))
    told = " ".join(problems(replace(wrong, history=History(enabled="off")), file))
    for words in ("state folder", "192.0.2.1", "/no/such/folder"):
        assert words in told


@needs_engine
def test_a_network_on_several_machines_is_checked_without_being_joined(
    state: Path, tmp_path: Path
) -> None:
    key = new_key(3)
    file = tmp_path / "net.key"
    file.touch(mode=0o600)
    file.write_text(key_text(key))
    config = replace(FREE, cluster=Cluster(str(file), 1))
    assert problems(config, state) == ()
    assert list(state.iterdir()) == []
    with socket.create_server(key.peers[0]):
        (problem,) = problems(config, state)
        assert f"The engine cannot listen on {key.peers[0]}" in problem
        with locked(state):  # the server runs: it is the one that has the place
            assert problems(config, state) == ()
    file.chmod(0o644)
    (problem,) = problems(config, state)
    assert problem.endswith(f"chmod 600 {file}")


def test_an_engine_that_is_too_old_is_told(
    state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "net.key"
    file.touch(mode=0o600)
    file.write_text(key_text(new_key(3)))
    program = tmp_path / "nats-server"
    program.write_text("#!/bin/sh\necho nats-server: v2.9.10\n")
    program.chmod(0o700)
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    monkeypatch.setitem(sys.modules, "nats", ModuleType("nats"))
    (problem,) = problems(replace(FREE, cluster=Cluster(str(file), 1)), state)
    assert problem.startswith(f"{program} is nats-server 2.9.10, which is too old: it must be 2.11")
