"""The way from the command line to the screen."""

import subprocess
import sys

import pytest

from tui_chat.client.run import ClientOptions, run_client


def test_without_a_terminal_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_client(ClientOptions("127.0.0.1")) == 1
    assert capsys.readouterr().err == "tui-chat: the full screen needs a terminal.\n"


def test_importing_it_loads_no_screen_library() -> None:
    program = "import sys, tui_chat.client.run; sys.exit('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0  # noqa: S603
