"""The commands of those who run a server: options, mistakes, what starts nothing."""

import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tui_chat.cli.main import main
from tui_chat.server.config.config_schema import Config
from tui_chat.server.config.load import from_values
from tui_chat.server.process import serve_until_signal as process


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
    monkeypatch.setattr("tui_chat.server.process.logging_setup.set_up", lambda **_: None)
    return started


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
    result = run("server", "--check-config", "--port", "0", "--state", str(tmp_path / "state"))
    assert result.output == "No problems found in the default configuration.\n"
    assert served == []


def test_the_configuration_that_is_printed_is_the_defaults() -> None:
    assert from_values(tomllib.loads(run("server", "--print-config").output)) == Config()


def test_the_history_of_a_server_that_never_was_is_one_sentence(tmp_path: Path) -> None:
    result = run("history", "export", "#tea", "--state", str(tmp_path / "nowhere"))
    assert result.exit_code == 1
    assert result.stderr.startswith("tui-chat: ")
    assert result.stderr.count("\n") == 1
