"""Standard output that fails: every program ends with a status, and in its own time."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.client.shell import PATIENCE, Shell, a_server

FULL = Path("/dev/full")
CASES = [
    ("--help",),
    ("--version",),
    ("connect", "--help"),
    ("connect", "--print-config"),
    ("server", "--print-config"),
    ("server", "--check-config"),
    ("doctor",),
    ("host", "--help"),
]

pytestmark = pytest.mark.skipif(not FULL.exists(), reason="the system has no /dev/full")


def run_into_a_full_disk(shell: Shell, *words: object, typed: str = "") -> tuple[int, str]:
    with FULL.open("w") as full:
        done = subprocess.run(
            shell.command(*words),
            env=shell.environment,
            input=typed,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    return done.returncode, done.stderr


def run_into_a_reader_who_left(shell: Shell, *words: object, typed: str = "") -> tuple[int, str]:
    ours, theirs = os.pipe()
    os.close(ours)
    done = subprocess.run(
        shell.command(*words),
        env=shell.environment,
        input=typed,
        stdout=theirs,
        stderr=subprocess.PIPE,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    os.close(theirs)
    return done.returncode, done.stderr


@pytest.mark.parametrize("words", CASES, ids=" ".join)
def test_a_full_disk_is_one_sentence(tmp_path: Path, words: tuple[str, ...]) -> None:
    status, said = run_into_a_full_disk(Shell(tmp_path), *words)
    assert status == 1
    assert said == "tui-chat: standard output cannot be written: No space left on device.\n"


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


def test_what_an_encoding_cannot_say_is_replaced(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    shell.environment["PYTHONIOENCODING"] = "iso-8859-1"
    with a_server() as port:
        where = ("127.0.0.1", port)
        assert shell.run("send", *where, "#lobby", "\u732b").returncode == 0
        done = shell.run("tail", *where, "#lobby", "--no-follow")
    assert (done.returncode, done.stderr) == (0, "")
    assert "?" in done.stdout
