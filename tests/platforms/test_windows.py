"""Without fcntl, termios, signals of a loop, epoll: the client is there, the server says it is not.

What is hidden in the processes that are started here stands in `hiding`.
"""

import asyncio
import contextlib
import os
import pty
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.client.peers import peer, welcoming
from tui_chat.client.memory import memory_file

PATIENCE = 30.0
HIDDEN = (sys.executable, "-m", "tests.platforms.hiding", "windows")
EVERYTHING = """
import importlib, pkgutil
import tui_chat.client, tui_chat.wire
for package in tui_chat.client, tui_chat.wire:
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if found.name.endswith(".posix_driver"):  # chosen where Textual has chosen its own
            continue
        if ".visitor." in found.name + ".":  # started by a server, which is not there
            continue
        importlib.import_module(found.name)
"""


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment in which nothing of this person is found or changed."""
    folders = {f"XDG_{name}_HOME": str(tmp_path) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    return os.environ | folders | {"HOME": str(tmp_path), "TERM": "xterm-256color", "LC_ALL": "C"}


def run(home: dict[str, str], *words: str, said: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*HIDDEN, *words], input=said, capture_output=True, text=True, timeout=PATIENCE, env=home,
        check=False,
    )  # fmt: skip


def test_all_of_the_client_is_imported(home: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "everything.py").write_text(EVERYTHING)
    home["PYTHONPATH"] = str(tmp_path)
    finished = run(home, "everything")
    assert (finished.stderr, finished.returncode) == ("", 0)


@pytest.mark.parametrize("module", ["fcntl", "termios", "resource"])
def test_what_is_hidden_is_hidden(home: dict[str, str], tmp_path: Path, module: str) -> None:
    (tmp_path / "one.py").write_text(f"import {module}")
    home["PYTHONPATH"] = str(tmp_path)
    assert "ModuleNotFoundError" in run(home, "one").stderr


@pytest.mark.parametrize(
    "words",
    [("server",), ("server", "--check-config"), ("host",), ("account", "list"), ("backup", "copy")],
    ids=" ".join,
)
def test_what_needs_unix_says_so_in_one_sentence(
    home: dict[str, str], words: tuple[str, ...]
) -> None:
    finished = run(home, "tui_chat", *words)
    assert (finished.stdout, finished.returncode) == ("", 1)
    assert finished.stderr == (
        "tui-chat: A server needs Linux, macOS or another Unix, or WSL on Windows. "
        "The client runs here: tui-chat connect HOST.\n"
    )


@pytest.mark.parametrize("words", [("--version",), ("server", "--help"), ("doctor",)], ids=" ".join)
def test_what_needs_no_unix_works(home: dict[str, str], words: tuple[str, ...]) -> None:
    finished = run(home, "tui_chat", *words)
    assert (finished.stderr, finished.returncode) == ("", 0)
    assert finished.stdout


@contextlib.asynccontextmanager
async def serving(heard: list[str]) -> AsyncIterator[tuple[str, str]]:
    """A server that lets everybody in; gives how it is reached."""

    def talk(line: str) -> list[str]:
        command, _space, rest = line.partition(" ")
        return [f":ana!ana@host JOIN {rest}"] if command == "JOIN" else welcoming(line)

    async with peer(talk, heard=heard) as port:
        yield "127.0.0.1", str(port)


async def test_plain_lines_come_and_go(home: dict[str, str]) -> None:
    heard: list[str] = []
    words = ("tui_chat", "connect", "--plain", "--nick", "ana")
    async with serving(heard) as where:
        finished = await asyncio.to_thread(
            run, home, *words, *where, "--channel", "#tea", said="Assam or Darjeeling?\n"
        )
    assert (finished.stderr, finished.returncode) == ("", 0)
    assert "JOIN #tea" in heard
    assert any(line.startswith("PRIVMSG #tea :Assam") for line in heard)
    assert heard[-1].startswith("QUIT")


async def test_send_works(home: dict[str, str]) -> None:
    heard: list[str] = []
    async with serving(heard) as where:
        finished = await asyncio.to_thread(run, home, "tui_chat", "send", *where, "bob", "hello")
    assert (finished.stderr, finished.returncode) == ("", 0)
    assert "PRIVMSG bob hello" in heard


@pytest.fixture
def terminal() -> Iterator[int]:
    """A terminal's end for a program; nobody reads what is painted there."""
    ours, theirs = pty.openpty()
    yield theirs
    os.close(theirs)
    os.close(ours)


async def test_the_full_screen_starts_and_connects(home: dict[str, str], terminal: int) -> None:
    """With Textual's driver for no terminal at all: that of Windows runs on Windows alone."""
    home["TEXTUAL_DRIVER"] = "textual.drivers.headless_driver:HeadlessDriver"
    arrived = asyncio.Event()

    def talk(line: str) -> list[str]:
        if line.startswith("JOIN #tea"):
            arrived.set()
        return welcoming(line)

    async with peer(talk) as port:
        process = await asyncio.create_subprocess_exec(
            *HIDDEN, "tui_chat", "connect", "127.0.0.1", str(port), "--nick", "ana",
            "--channel", "#tea",
            stdin=terminal, stdout=terminal, stderr=terminal, env=home,
        )  # fmt: skip
        try:
            async with asyncio.timeout(PATIENCE):
                await arrived.wait()
            assert process.returncode is None
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def test_where_there_are_no_locks_everybody_gets_one(home: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "locking.py").write_text(
        "from tui_chat.client.memory.memory_file import alone, claim\n"
        "from pathlib import Path\n"
        "import sys\n"
        "folder = Path(sys.argv[1])\n"
        "with alone(folder):\n    claim(folder / 'some.lock')()\n"
    )
    home["PYTHONPATH"] = str(tmp_path)
    finished = run(home, "locking", str(tmp_path))
    assert (finished.stderr, finished.returncode) == ("", 0)


def test_elsewhere_a_lock_is_had_once(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as one, (tmp_path / "lock").open("w") as other:
        memory_file.lock(one.fileno())
        with pytest.raises(BlockingIOError):
            memory_file.lock(other.fileno())
