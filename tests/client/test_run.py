"""The way from the command line to the screen."""

import os
import subprocess
import sys

import pytest

from tui_chat.client.config.connection_and_ui_options import ClientOptions, StartOptions
from tui_chat.client.run import has_screen, run_client, run_start


def test_without_a_terminal_there_are_plain_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", open(os.devnull))  # noqa: SIM115, PTH123 - no pytest's one
    assert run_client(ClientOptions("127.0.0.1", 1, "ana")) == 1
    assert "Nobody answers at 127.0.0.1, port 1" in capsys.readouterr().err


def test_nowhere_to_go_without_a_terminal_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_start(StartOptions()) == 2
    assert "Name a server" in capsys.readouterr().err


@pytest.mark.parametrize("term", ["dumb", "xterm-256color"])
def test_a_screen_needs_a_terminal_that_is_not_dumb(
    monkeypatch: pytest.MonkeyPatch, term: str
) -> None:
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(f"sys.{name}.isatty", lambda: True)
    assert has_screen({"TERM": term}) is (term != "dumb")


def test_importing_it_loads_no_screen_library() -> None:
    program = "import sys, tui_chat.client.run; sys.exit('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_the_first_screen_does_not_wait_for_those_that_few_open() -> None:
    program = (
        "import sys, tui_chat.client.screens.chat.chat\n"
        "print(*(name for name in sys.modules if name.startswith('tui_chat.client.screens.')))"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    loaded = {name.removeprefix("tui_chat.client.screens.") for name in said.stdout.split()}
    assert {name for name in loaded if not name.startswith("chat")} == set()


@pytest.mark.parametrize("screen", ["_CHAT", "_NICKNAME"])
def test_a_server_is_answered_again_and_again_while_a_screen_is_imported(screen: str) -> None:
    program = f"""
import importlib, sys
import tui_chat.client.connected_server
from tui_chat.client import run
with run.leaving_out():
    for part in (*run.LIBRARY, *run.{screen}):
        before = len(sys.modules)
        importlib.import_module(part)
        print(len(sys.modules) - before)
"""
    said = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    portions = [int(number) for number in said.stdout.split()]
    assert len(portions) >= 9
    assert max(portions) < sum(portions) / 3
