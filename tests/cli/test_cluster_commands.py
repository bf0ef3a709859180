"""`tui-chat cluster`."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.server.cluster.engines import RunningEngine, needs_engine, new_key, running
from tui_chat.cli.cluster_commands import tell_engine
from tui_chat.cli.main import main
from tui_chat.server.cluster.key_file import ClusterKey, Peer, key_text, parse_peers, read_key


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningEngine]:
    with running(new_key(), tmp_path_factory.mktemp("engine")) as started:
        yield started


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["cluster", *map(str, words)])


def written(folder: Path, key: ClusterKey) -> Path:
    file = folder / "net.key"
    file.touch(mode=0o600)
    file.write_text(key_text(key))
    return file


def test_a_new_key_file_is_for_its_owner_alone_and_can_be_read(tmp_path: Path) -> None:
    file = tmp_path / "net.key"
    command = [sys.executable, "-m", "tui_chat", "cluster", "new", "--peers", "a,b:7101,c"]
    with file.open("wb") as shell_made:
        done = subprocess.run(command, stdout=shell_made, stderr=subprocess.PIPE, check=True)
    assert file.stat().st_mode & 0o777 == 0o600
    assert read_key(file).peers == (Peer("a", 7100), Peer("b", 7101), Peer("c", 7100))
    assert b"Copy the file to a, b, c" in done.stderr


def test_on_one_computer_nothing_is_copied_and_each_server_has_a_terminal() -> None:
    done = run("new", "--peers", "127.0.0.1:7101,127.0.0.1:7102,127.0.0.1:7103")
    assert "Copy the file" not in done.stderr
    assert "in a terminal of its own" in done.stderr


def test_a_key_for_an_existing_nats_needs_no_machines(tmp_path: Path) -> None:
    done = run("new", "--nats", "tls://user:secret@nats.example:4222")
    file = tmp_path / "net.key"
    file.touch(mode=0o600)
    file.write_text(done.stdout)
    key = read_key(file)
    assert (key.peers, key.nats) == ((), ("tls://user:secret@nats.example:4222",))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "Name the machines: --peers a,b,c."),
        (("--peers", "a"), "One machine is too few: more than half must be left when one fails."),
        (("--peers", "a,b"), "Two machines are too few: more than half must be left"),
        (("--peers", "a,b"), "runs `tui-chat cluster witness`."),
        (("--peers", "a,b,c:x"), '"c:x" is not a host'),
        (("--peers", "a,b,b"), "b:7100 is named twice"),
        (("--nats", "nats://198.51.100.1"), "would be reached without encryption"),
    ],
)  # fmt: skip
def test_a_network_that_cannot_work_is_refused(words: tuple[str, ...], told: str) -> None:
    done = run("new", *words)
    assert done.exit_code == 2
    assert told in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("command", ["witness", "status", "refound"])
def test_a_key_file_that_is_not_there_is_told(command: str, tmp_path: Path) -> None:
    done = run(command, tmp_path / "net.key")
    assert done.exit_code == 1
    assert "Cannot read the key file" in done.stderr


_WITHOUT_THE_EXTRA = """\
import sys
sys.modules["nats"] = None
from tui_chat.cli.main import main
for words in ("cluster witness", "cluster status", "cluster refound", "server --cluster"):
    try:
        main([*words.split(), *sys.argv[1:]])
    except SystemExit as ended:
        print(ended.code)
"""


def test_without_the_extra_a_sentence_says_what_brings_it(tmp_path: Path) -> None:
    file = written(tmp_path, ClusterKey.new(parse_peers("127.0.0.1,b,c")))
    command = [sys.executable, "-c", _WITHOUT_THE_EXTRA, str(file), "--state", str(tmp_path / "n")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = "tui-chat: A network on several machines needs more packages: pip install"
    assert [line[: len(said)] for line in done.stderr.splitlines()] == [said] * 4
    assert done.stdout.split() == ["1"] * 4


def test_a_witness_says_why_it_cannot_be_one(tmp_path: Path) -> None:
    key = ClusterKey.new(parse_peers("198.51.100.1,198.51.100.2,198.51.100.3"))
    file = written(tmp_path, key)
    state = ("--state", tmp_path / "state")
    assert "say which node it is with --node" in run("witness", file, *state).stderr
    assert "There is no node 4" in run("witness", file, "--node", "4", *state).stderr
    file = written(tmp_path, ClusterKey.new((), ["nats://127.0.0.1:1"]))
    assert "needs no witness" in run("witness", file, "--node", "1", *state).stderr


def test_the_status_is_asked_where_an_engine_runs(tmp_path: Path) -> None:
    file = written(tmp_path, ClusterKey.new(parse_peers("a,b,c")))
    done = run("status", file, "--state", tmp_path)
    assert done.exit_code == 1
    assert "No engine of this network runs here: start `tui-chat server --cluster`" in done.stderr


@needs_engine
def test_the_status_ends_with_what_is_wrong(
    engine: RunningEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_chat.server.cluster.cluster_status.PATIENCE", 0.2)
    done = run("status", written(tmp_path, engine.key), "--state", engine.state)
    assert done.exit_code == 1
    assert done.stdout.startswith(f"Network {engine.key.network}")
    assert "The network has no log" in done.stdout


def test_the_doctor_tells_an_engine_that_is_too_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: object())
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    program = tmp_path / "nats-server"
    for version, health in (("2.15.1", "ok"), ("2.9.10", "!!")):
        program.write_text(f"#!/bin/sh\necho nats-server: v{version}\n")
        program.chmod(0o700)
        assert tell_engine() is (health == "ok")
        said = capsys.readouterr().out
        assert said.startswith(f"  {health}  Several machines:")
    assert "is too old" in " ".join(said.split())
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert tell_engine()  # who has not installed the extra does not want to know
    assert capsys.readouterr().out == ""
