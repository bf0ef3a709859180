"""The command line: what is run, with which options."""

import importlib.metadata
import platform
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tui_chat import __version__
from tui_chat.cli.main import main
from tui_chat.server.config.config_schema import Config
from tui_chat.server.config.load import from_values
from tui_chat.server.process import run as process


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Config, Path]]:
    """What a server was started with."""
    started: list[tuple[Config, Path]] = []

    def serve(
        config: Config, _announce: object, state: Path, _read: object, _record: object
    ) -> None:
        started.append((config, state))

    monkeypatch.setattr(process, "serve", serve)
    monkeypatch.setattr("tui_chat.server.process.logs.set_up", lambda **_: None)
    return started


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


def test_options_count_for_more_than_the_file(
    tmp_path: Path, served: list[tuple[Config, Path]]
) -> None:
    file = tmp_path / "server.toml"
    file.write_text("[listen]\nport = 1\nhost = '::1'")
    state = tmp_path / "state"
    result = run("server", "--config", str(file), "--port", "7000", "--state", str(state))
    assert result.exit_code == 0
    ((config, folder),) = served
    assert (config.listen.host, config.listen.port) == ("::1", 7000)
    assert folder == state


def test_a_mistake_in_the_file_is_one_sentence_and_starts_nothing(
    tmp_path: Path, served: list[tuple[Config, Path]]
) -> None:
    file = tmp_path / "server.toml"
    file.write_text("[listen]\nprot = 1")
    result = run("server", "--config", str(file), "--state", str(tmp_path / "state"))
    assert result.exit_code == 1
    assert result.stderr == (f'tui-chat: {file}: Unknown key "listen.prot": did you mean "port"?\n')
    assert served == []
    assert not (tmp_path / "state").exists()


def test_checking_starts_nothing(tmp_path: Path, served: list[tuple[Config, Path]]) -> None:
    result = run("server", "--check-config", "--state", str(tmp_path / "state"))
    assert result.output == "No problems found in the default configuration.\n"
    assert served == []


def test_the_configuration_that_is_printed_is_the_defaults() -> None:
    assert from_values(tomllib.loads(run("server", "--print-config").output)) == Config()


def test_the_history_of_a_server_that_never_was_is_one_sentence(tmp_path: Path) -> None:
    result = run("history", "export", "#tea", "--state", str(tmp_path / "nowhere"))
    assert result.exit_code == 1
    assert result.stderr.startswith("tui-chat: ")
    assert result.stderr.count("\n") == 1
