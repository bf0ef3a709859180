"""Passwords that are kept elsewhere."""

import sys
from types import ModuleType
from unittest import mock

import pytest

from tui_chat.client.connect.password_sources import PasswordError, from_command, from_keyring


def test_the_first_line_of_a_command_is_the_password() -> None:
    assert from_command("printf 'open sesame\\nmore'") == "open sesame"


@pytest.mark.parametrize(
    ("command", "trouble"),
    [
        ("false", "failed"),
        ("true", "printed nothing"),
        ("no-such-program-here", "can't be run"),
        ("'unfinished", "can't be run"),
    ],
)
def test_a_command_that_gives_none_is_told(command: str, trouble: str) -> None:
    with pytest.raises(PasswordError, match=trouble):
        from_command(command)


class Keyring(ModuleType):
    def __init__(self, kept: dict[tuple[str, str], str]) -> None:
        super().__init__("keyring")
        self.kept = kept
        self.errors = mock.Mock(KeyringError=RuntimeError)

    def get_password(self, service: str, user: str) -> str | None:
        if user == "broken":
            raise RuntimeError("locked")
        return self.kept.get((service, user))


def test_a_keyring_keeps_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", Keyring({("tui-chat", "ana@tea"): "open sesame"}))
    assert from_keyring("ana@tea") == "open sesame"
    with pytest.raises(PasswordError, match="keyring set tui-chat bia@tea"):
        from_keyring("bia@tea")
    with pytest.raises(PasswordError, match="cannot be opened: locked"):
        from_keyring("broken")


def test_a_keyring_is_one_more_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(PasswordError, match="pip install"):
        from_keyring("ana@tea")
