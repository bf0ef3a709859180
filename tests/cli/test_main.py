"""The command line: what is run, with which options."""

import importlib.metadata
import platform
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from tui_chat import __version__
from tui_chat.cli.main import main


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def test_it_says_its_version_and_what_it_stands_on() -> None:
    ours, others = run("--version").output.splitlines()
    assert ours == f"tui-chat, version {__version__}"
    python, textual = platform.python_version(), importlib.metadata.version("textual")
    assert others == f"{platform.python_implementation()} {python}, Textual {textual}"


def test_the_version_does_not_wait_for_the_screens_library() -> None:
    program = (
        "import sys\nfrom tui_chat.cli.main import main\n"
        "try: main(['--version'])\nfinally: print(*sys.modules)"
    )
    finished = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = set(finished.stdout.split())
    assert "click" in loaded
    assert loaded & {"textual", "rich", "asyncio"} == set()


def test_help_and_sending_a_line_load_little() -> None:
    programs = {"--help": ["--help"], "send": ["send", "127.0.0.1", "1", "#tea", "hello"]}
    loaded = {name: _loaded_by(arguments) for name, arguments in programs.items()}
    never = {"textual", "rich", "sqlite3", "tui_chat.server", "tui_chat.client.screens"}
    assert {name: modules & never for name, modules in loaded.items()} == {
        "--help": set(), "send": set(),
    }  # fmt: skip
    assert loaded["--help"] & {"asyncio", "ssl", "msgspec", "tui_chat.client.session"} == set()
    assert "tui_chat.client.headless.send" in loaded["send"]


def _loaded_by(arguments: list[str]) -> set[str]:
    program = (
        "import sys\nfrom tui_chat.cli.main import main\n"
        f"try: main({arguments!r})\nfinally: print(); print(*sys.modules)"
    )
    finished = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    return set(finished.stdout.splitlines()[-1].split())


def test_where_there_is_no_screen_it_says_what_can_be_done() -> None:
    result = run()
    assert result.exit_code == 0
    assert {"server", "host", "connect", "history", "backup", "account"} <= set(
        result.output.split()
    )


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_has_help(name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert main.commands[name].help
