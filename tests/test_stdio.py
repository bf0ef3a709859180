"""Output that fails: every program ends with a status, and in its own time."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.client.shell import PATIENCE, Shell, a_server

FULL = Path("/dev/full")
FAILED = "tui-chat: standard output cannot be written: No space left on device.\n"
CASES = [
    ("--help",),
    ("--version",),
    ("connect", "--help"),
    ("connect", "--print-config"),
    ("server", "--print-config"),
    ("server", "--check-config", "--port", "0"),
    ("doctor",),
    ("host", "--help"),
]

pytestmark = pytest.mark.skipif(not FULL.exists(), reason="the system has no /dev/full")


def run(shell: Shell, *words: object, **streams: Any) -> subprocess.CompletedProcess[str]:
    """Run a program; its streams are pipes, or those that are given."""
    return subprocess.run(
        shell.command(*words),
        env=shell.environment,
        **{"input": "", "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams},
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def run_into_a_full_disk(shell: Shell, *words: object) -> tuple[int, str]:
    with FULL.open("w") as full:
        done = run(shell, *words, stdout=full)
    return done.returncode, done.stderr


def run_into_a_reader_who_left(shell: Shell, *words: object) -> tuple[int, str]:
    ours, theirs = os.pipe()
    os.close(ours)
    done = run(shell, *words, stdout=theirs)
    os.close(theirs)
    return done.returncode, done.stderr


@pytest.mark.parametrize("words", CASES, ids=" ".join)
def test_a_full_disk_is_one_sentence(tmp_path: Path, words: tuple[str, ...]) -> None:
    status, said = run_into_a_full_disk(Shell(tmp_path), *words)
    assert status == 1
    assert said == FAILED


@pytest.mark.parametrize("words", CASES, ids=" ".join)
def test_a_reader_who_left_is_a_status_only(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert run_into_a_reader_who_left(Shell(tmp_path), *words) == (141, "")


def test_programs_that_talk_to_a_server_end_too(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    with a_server() as port:
        where = ("127.0.0.1", port)
        assert shell.run("send", *where, "#lobby", "hello").returncode == 0
        for words in (
            ("connect", *where, "--plain"),
            ("tail", *where, "#lobby", "-n", "5", "--no-follow"),
            ("tail", *where, "#lobby", "-n", "5", "--json"),
            ("doctor", *where),
        ):
            status, said = run_into_a_full_disk(shell, *words)
            assert (words, status, said.count("standard output")) == (words, 1, 1)
            assert "Traceback" not in said
            status, said = run_into_a_reader_who_left(shell, *words)
            assert (words, status) == (words, 141)
            assert "Traceback" not in said


def test_programs_that_read_what_a_server_keeps_end_too(tmp_path: Path) -> None:
    shell, state = Shell(tmp_path), tmp_path / "kept"
    added = shell.run("account", "add", "ana", "--state", state, typed="sunny teapot 7\n")
    assert (added.returncode, added.stderr) == (0, "")
    with a_server(state) as port:
        assert shell.run("send", "127.0.0.1", port, "#lobby", "hello").returncode == 0
    for words in (
        ("account", "list", "--state", state),
        ("history", "export", "#lobby", "--state", state),
        ("history", "export", "#lobby", "--format", "jsonl", "--state", state),
    ):
        assert shell.run(*words).stdout
        status, said = run_into_a_full_disk(shell, *words)
        assert (status, said) == (1, FAILED)
        assert run_into_a_reader_who_left(shell, *words) == (141, "")


def test_a_program_that_says_nothing_has_no_need_of_its_output(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    with a_server() as port:
        send = ("send", "127.0.0.1", port, "#lobby", "hello")
        assert run_into_a_full_disk(shell, *send) == (0, "")
        assert run_into_a_reader_who_left(shell, *send) == (0, "")


COMPLAINTS = [
    (2, ("send",)),
    (1, ("server", "--check-config", "--config", "{home}/wrong.toml")),
    (1, ("send", "127.0.0.1", "1", "#lobby", "hello")),
]


@pytest.mark.parametrize(("status", "words"), COMPLAINTS)
def test_a_complaint_that_nobody_reads_leaves_the_status(
    tmp_path: Path, status: int, words: tuple[str, ...]
) -> None:
    (tmp_path / "wrong.toml").write_text("wrong = 1\n")
    shell, said = Shell(tmp_path), [word.replace("{home}", str(tmp_path)) for word in words]
    assert run(shell, *said).stderr
    with FULL.open("w") as full:
        done = run(shell, *said, stderr=full)
    assert (done.returncode, done.stdout) == (status, "")


def test_a_mistake_of_ours_that_nobody_reads_is_a_status_of_one() -> None:
    mistake = "from tui_chat import stdio; stdio.tell_exceptions(); raise ValueError"
    with FULL.open("w") as full:
        done = subprocess.run([sys.executable, "-c", mistake], stderr=full, check=False)
    assert done.returncode == 1


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize(("status", "words"), [(0, ("--version",)), *COMPLAINTS])
def test_a_stream_that_is_closed_is_no_mistake(
    tmp_path: Path, closed: str, status: int, words: tuple[str, ...]
) -> None:
    (tmp_path / "wrong.toml").write_text("wrong = 1\n")
    shell = Shell(tmp_path)
    said = [word.replace("{home}", str(tmp_path)) for word in words]
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "$@" {closed}', "sh", *shell.command(*said)],
        env=shell.environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == status
    assert "Traceback" not in done.stderr
    assert bool(done.stdout) is (status == 0 and ">&-" not in closed.replace("2>&-", ""))
    assert bool(done.stderr) is (status != 0 and "2>&-" not in closed)


def test_what_an_encoding_cannot_say_is_replaced(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    shell.environment["PYTHONIOENCODING"] = "iso-8859-1"
    with a_server() as port:
        where = ("127.0.0.1", port)
        assert shell.run("send", *where, "#lobby", "\u732b").returncode == 0
        done = shell.run("tail", *where, "#lobby", "--no-follow")
    assert (done.returncode, done.stderr) == (0, "")
    assert "?" in done.stdout
