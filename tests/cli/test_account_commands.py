"""`tui-chat account`."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tui_chat.cli.main import main
from tui_chat.server.process.state_folder import creation_and_lock
from tui_chat.server.store import StoreError
from tui_chat.server.workers.password_hashing import Passwords

PASSWORD = "opensesame\n"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration in which passwords cost nothing."""
    path = tmp_path / "config.toml"
    path.write_text("[accounts]\nhash_cost = 0\n")
    return path


def run(state: Path, *words: str, said: str = "") -> Result:
    options = ("--state", str(state), "--config", str(state / "config.toml"))
    return CliRunner().invoke(main, ["account", *words, *options], input=said)


def test_accounts_are_made_shown_changed_and_dropped(tmp_path: Path, config: Path) -> None:
    assert run(tmp_path, "add", "ana", said=PASSWORD).output == "The account ana was created.\n"
    run(tmp_path, "add", "Bob", said=PASSWORD)
    assert run(tmp_path, "list").output == "Bob\nana\n"
    changed = run(tmp_path, "password", "bob", said="another\n")
    assert changed.output == "The password of bob was changed.\n"
    assert run(tmp_path, "drop", "ANA").output == "The account ANA was deleted.\n"
    assert run(tmp_path, "list").output == "Bob\n"


def test_an_account_can_be_made_before_the_first_start(tmp_path: Path, config: Path) -> None:
    state = tmp_path / "new"
    words = ["account", "add", "ana", "--state", str(state), "--config", str(config)]
    result = CliRunner().invoke(main, words, input=PASSWORD)
    assert result.output == f"The account ana was created, in the new folder {state}.\n"
    assert state.stat().st_mode & 0o777 == 0o700
    shown = CliRunner().invoke(main, ["account", "list", "--state", str(state)])
    assert shown.output == "ana\n"


def test_root_makes_no_folder_that_the_server_could_not_open(
    tmp_path: Path, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_folder: Path) -> None:
        raise StoreError("It belongs to chat.")

    monkeypatch.setattr(creation_and_lock, "check_new", refuse)
    state = tmp_path / "new"
    words = ["account", "add", "ana", "--state", str(state), "--config", str(config)]
    result = CliRunner().invoke(main, words, input=PASSWORD)
    assert result.exit_code == 1
    assert result.output == "tui-chat: It belongs to chat.\n"
    assert not state.exists()


def test_a_refused_password_makes_no_folder(tmp_path: Path, config: Path) -> None:
    state = tmp_path / "new"
    words = ["account", "add", "ana", "--state", str(state), "--config", str(config)]
    assert CliRunner().invoke(main, words, input="ab\n").exit_code == 1
    assert not state.exists()


@pytest.mark.parametrize(
    ("words", "said", "sentence"),
    [
        (("add", "#x"), PASSWORD, "An account name must be a valid nickname."),
        (("drop", "ana"), "", "There is no account ana."),
        (("add", "ana"), "ab\n", "A password must have at least 3 characters."),
        (("add", "ana"), "", "A password must have at least 3 characters."),
    ],
)
def test_what_cannot_be_is_one_sentence(
    tmp_path: Path, config: Path, words: tuple[str, ...], said: str, sentence: str
) -> None:
    result = run(tmp_path, *words, said=said)
    assert result.exit_code == 1
    assert result.stderr == f"tui-chat: {sentence}\n"


def test_a_broken_configuration_is_one_sentence(tmp_path: Path, config: Path) -> None:
    config.write_text("[accounts]\nhash_cots = 0\n")
    result = run(tmp_path, "list")
    assert result.exit_code == 1
    assert 'did you mean "hash_cost"?' in result.stderr


def test_a_hash_is_printed_for_the_configuration(config: Path) -> None:
    words = ["account", "hash", "--config", str(config)]
    result = CliRunner().invoke(main, words, input=PASSWORD)
    assert Passwords(0).is_right("opensesame", result.output.strip())
