"""Every way out of the real program: the terminal is as before, and the servers are told."""

import signal
from pathlib import Path

import pytest

from tests.client.peers import peer
from tests.client.terminals import Terminal, terminal

WAY = ("--nick", "ana", "--channel", "#tea", "--no-tls")
NOHUP = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)"
MISTAKE = """
from tui_chat.client.app import ChatApp
def stumble(self): raise RuntimeError("a mistake of ours")
ChatApp.on_chat_screen_help_asked = stumble
"""
# A shell with one job: it says when the job has stopped, and continues it after a line is typed.
SHELL = """
import os, signal
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
job = os.fork()
if job == 0:
    os.setpgid(0, 0)
    os.tcsetpgrp(0, os.getpgrp())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
while job:
    status = os.waitpid(job, os.WUNTRACED)[1]
    if not os.WIFSTOPPED(status):
        os._exit(os.waitstatus_to_exitcode(status))
    os.tcsetpgrp(0, os.getpgrp())
    print("The job has stopped.", flush=True)
    input()
    os.tcsetpgrp(0, job)
    os.killpg(job, signal.SIGCONT)
"""


async def up(shown: Terminal) -> None:
    await shown.until(lambda: b"Ctrl+Q" in shown.shown)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT"])
@pytest.mark.parametrize("plain", [False, True], ids=["screen", "plain"])
async def test_a_signal_says_goodbye_and_restores_the_terminal(
    tmp_path: Path, name: str, plain: bool
) -> None:
    heard: list[str] = []
    number = getattr(signal, name)
    async with (
        peer(heard=heard) as port,
        terminal(
            tmp_path, "connect", "127.0.0.1", port, *WAY, *(["--plain"] if plain else [])
        ) as shown,
    ):
        await shown.until(lambda: b"Ctrl+Q" in shown.shown or b"You are ana" in shown.shown)
        shown.program.send_signal(number)
        status = await shown.status()
        # Ctrl+C at plain lines is how one leaves them.
        assert status == (0 if plain and name == "SIGINT" else 128 + number)
        await shown.until(lambda: any(line.startswith("QUIT") for line in heard))
        assert b"Traceback" not in shown.shown
        assert shown.edits_as_before
        assert plain or shown.is_restored


async def test_a_signal_at_the_question_for_a_nickname_restores_the_terminal(
    tmp_path: Path,
) -> None:
    async with peer() as port, terminal(tmp_path, "connect", "127.0.0.1", port) as shown:
        await up(shown)
        shown.program.send_signal(signal.SIGTERM)
        assert await shown.status() == 128 + signal.SIGTERM
        assert shown.is_restored


async def test_a_signal_at_the_start_screen_restores_the_terminal(tmp_path: Path) -> None:
    async with terminal(tmp_path) as shown:
        await up(shown)
        shown.program.send_signal(signal.SIGTERM)
        assert await shown.status() == 128 + signal.SIGTERM
        assert shown.is_restored


@pytest.mark.parametrize("before", ["", NOHUP], ids=["usually", "under nohup"])
async def test_a_window_that_is_closed_says_goodbye(tmp_path: Path, before: str) -> None:
    heard: list[str] = []
    async with (
        peer(heard=heard) as port,
        terminal(tmp_path, "connect", "127.0.0.1", port, *WAY, before=before) as shown,
    ):
        await up(shown)
        shown.hang_up()
        assert await shown.status() == 129
        await shown.until(lambda: any(line.startswith("QUIT") for line in heard))


async def test_a_mistake_in_the_screen_says_goodbye_and_is_a_status(tmp_path: Path) -> None:
    heard: list[str] = []
    async with (
        peer(heard=heard) as port,
        terminal(tmp_path, "connect", "127.0.0.1", port, *WAY, before=MISTAKE) as shown,
    ):
        await up(shown)
        shown.type(b"\x1bOP")
        assert await shown.status() == 1
        assert b"a mistake of ours" in shown.shown
        await shown.until(lambda: any(line.startswith("QUIT") for line in heard))
        assert shown.is_restored


async def test_ctrl_z_gives_the_terminal_to_the_shell_and_fg_brings_all_of_it_back(
    tmp_path: Path,
) -> None:
    heard: list[str] = []
    async with (
        peer(heard=heard) as port,
        terminal(tmp_path, "connect", "127.0.0.1", port, *WAY, before=SHELL) as shown,
    ):
        await up(shown)
        shown.type(b"/quit half\x1a")
        await shown.until(lambda: b"The job has stopped." in shown.shown)
        assert shown.is_restored
        stopped_at = len(shown.shown)
        shown.type(b"fg\n")
        # The whole screen: the channel list's first row and the line with the draft.
        await shown.until(lambda: b" 127.0.0.1 " in shown.shown[stopped_at:])
        await shown.until(lambda: b"/quit half" in shown.shown[stopped_at:])
        assert shown.modes >= {1000, 1049, 2004}
        shown.type(b"way\r")
        assert await shown.status() == 0
        assert shown.is_restored
        await shown.until(lambda: "QUIT halfway" in heard)
