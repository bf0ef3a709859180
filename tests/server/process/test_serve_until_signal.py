"""The server as people start it: real processes."""

import json
import os
import pty
import re
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.server.sockets import PATIENCE

LOOPBACK: Final = "127.0.0.1"


# The command.


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tui_chat", *words],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@contextmanager
def running(*words: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """`tui-chat server` with these options on a free port, and the port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tui_chat", "server", "--port", "0", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first.startswith("tui-chat listens on ")
        yield process, int(first.rstrip(".\n").rpartition(" ")[2])
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_tells_the_clients_and_ends_well(number: signal.Signals, tmp_path: Path) -> None:
    with (
        running("--state", str(tmp_path)) as (process, port),
        socket.create_connection((LOOPBACK, port), timeout=PATIENCE) as client,
    ):
        client.sendall(b"NICK ana\r\nUSER ana 0 * :Ana\r\n")
        heard = b""
        while b" 366 " not in heard:
            heard += client.recv(65536)
        process.send_signal(number)
        while data := client.recv(65536):
            heard += data
        assert heard.endswith(b"ERROR :Closing link: the server is shutting down\r\n")
        _, log = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
    assert "Traceback" not in log
    assert [line[20:] for line in log.splitlines()][:2] == [
        f"ana connected from {LOOPBACK}",
        "ana joined #lobby",
    ]


def test_what_it_records_is_replayed(tmp_path: Path) -> None:
    file = tmp_path / "recording"
    with (
        running("--state", str(tmp_path), "--record", str(file)) as (process, port),
        socket.create_connection((LOOPBACK, port), timeout=PATIENCE) as client,
    ):
        client.sendall(b"NICK ana\r\nUSER ana 0 * :Ana\r\nNS REGISTER opensesame\r\nJOIN #x\r\n")
        heard = b""
        while b" 366 ana #x " not in heard:
            heard += client.recv(65536)
        process.kill()
        process.communicate()
    assert b"opensesame" not in file.read_bytes()
    replayed = run("replay", str(file))
    assert "At the end, people: 1, channels: 2, accounts: 1, digest: " in replayed.stdout
    assert (replayed.stderr, replayed.returncode) == ("", 0)


def test_a_recording_that_cannot_be_made_or_read_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "recording"
    file.write_text("something else")
    state = ("--state", str(tmp_path / "state"), "--port", "0")
    for words, sentence in (
        (("server", *state, "--record", str(file)), "is there already: name a new file"),
        (("replay", str(file)), "is no recording of a server"),
        (("replay", str(tmp_path / "no")), "Cannot read "),
    ):
        outcome = run(*words)
        assert outcome.returncode != 0
        assert sentence in outcome.stderr
        assert len(outcome.stderr.splitlines()) == 1
    assert file.read_text() == "something else"


def test_it_says_where_it_listens_and_how_to_join(tmp_path: Path) -> None:
    with running("--state", str(tmp_path)) as (process, port):
        assert process.stdout is not None
        assert process.stdout.readline() == f"To join: tui-chat connect {LOOPBACK} {port}\n"


def test_what_stands_in_the_way_is_one_sentence_and_a_status(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("[servr]")
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = str(taken.getsockname()[1])
        for words in (
            ("--port", port, "--state", str(tmp_path)),
            ("--port", "0", "--state", str(file)),
            ("--port", "0", "--state", str(tmp_path), "--config", str(file)),
            ("--port", "0", "--state", str(tmp_path), "--config", str(tmp_path / "none")),
        ):
            finished = run("server", *words)
            assert finished.returncode != 0
            assert finished.stdout == ""
            assert re.fullmatch(r"tui-chat: [^\n]*[.?]\n", finished.stderr)


@pytest.mark.parametrize("words", [("--prot", "1"), ("--port", "x"), ("--port", "70000"), ("x",)])
def test_a_bad_option_is_named_without_a_traceback(words: tuple[str, ...]) -> None:
    finished = run("server", *words)
    assert finished.returncode == 2
    assert "Traceback" not in finished.stderr
    assert words[0].lstrip("-") in finished.stderr.splitlines()[-1]


def test_the_default_configuration_is_printed_and_is_right(tmp_path: Path) -> None:
    printed = run("server", "--print-config")
    assert printed.returncode == 0
    file = tmp_path / "server.toml"
    file.write_text(printed.stdout)
    checked = run("server", "--check-config", "--config", str(file), "--port", "0")
    assert (checked.returncode, checked.stdout) == (0, f"No problems found in {file}.\n")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[listen]\nprot = 1", 'Unknown key "listen.prot": did you mean "port"?'),
        ("[tls]\ncertificate = 'no'\nkey = 'no'", "Cannot read no: No such file or directory."),
    ],
)
def test_a_wrong_configuration_is_named_without_starting(
    tmp_path: Path, text: str, words: str
) -> None:
    file = tmp_path / "server.toml"
    file.write_text(text)
    checked = run("server", "--check-config", "--config", str(file), "--port", "0")
    assert checked.returncode == 1
    assert checked.stdout == ""
    assert checked.stderr.endswith(f"{words}\n")


def test_sighup_has_the_configuration_read_again(tmp_path: Path) -> None:
    file = tmp_path / "server.toml"
    file.write_text("")
    with (
        running("--state", str(tmp_path), "--config", str(file)) as (process, port),
        socket.create_connection((LOOPBACK, port), timeout=PATIENCE) as client,
    ):
        client.sendall(b"NICK ana\r\nUSER ana 0 * :Ana\r\n")
        heard = b""
        while b" 366 " not in heard:
            heard += client.recv(65536)
        file.write_text("[limits]\nnick = 5")
        process.send_signal(signal.SIGHUP)
        while not heard.endswith(b" 005 ana NICKLEN=5 :are supported by this server\r\n"):
            heard += client.recv(65536)


def test_closing_its_window_ends_it(tmp_path: Path) -> None:
    pid, terminal = pty.fork()
    if pid == 0:
        words = ("-m", "tui_chat", "server", "--port", "0", "--state", str(tmp_path))
        os.execv(sys.executable, (sys.executable, *words))  # noqa: S606 - our own program
    heard = b""
    while b"To join" not in heard:
        heard += os.read(terminal, 4096)
    os.close(terminal)
    ended = os.pidfd_open(pid)
    if not select.select([ended], [], [], PATIENCE)[0]:
        os.kill(pid, signal.SIGKILL)
    os.close(ended)
    assert os.waitpid(pid, 0)[1] == 0


def test_the_log_may_be_json(tmp_path: Path) -> None:
    with running("--state", str(tmp_path), "--log-format", "json") as (process, _):
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=PATIENCE)
    said = [json.loads(line) for line in log.splitlines()]
    assert said[-1]["message"] == "stopping: telling all clients"


SERVE_AND_LOOK = """
import os, signal, sys
from tui_chat.server.process import serve_until_signal as process
from tui_chat.server.config.config_schema import Config, Listen

def look(server):
    print(*sys.modules)
    os.kill(os.getpid(), signal.SIGTERM)

process.serve(Config(listen=Listen(port=0)), look)
"""
ASK_FOR_HELP = """
import sys
from tui_chat.cli.main import main
try:
    main(["server", "--help"])
finally:
    print(*sys.modules)
"""


@pytest.mark.parametrize("program", [SERVE_AND_LOOK, ASK_FOR_HELP])
def test_a_server_loads_nothing_that_draws_screens_or_is_for_several_machines(program: str) -> None:
    finished = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    loaded = set(finished.stdout.split())
    assert "sys" in loaded
    assert not loaded & {"textual", "rich", "nats", "tui_chat.server.cluster.cluster_node"}
