"""A nickname for who gives none."""

import pytest

from tui_chat.client.login_name import login_name


@pytest.mark.parametrize(("name", "nick"), [("João Ávila", "JoaoAvila"), ("你好", "guest")])
def test_it_is_one_that_servers_take(monkeypatch: pytest.MonkeyPatch, name: str, nick: str) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: name)
    assert login_name() == nick


def test_a_machine_without_names_has_guests(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise OSError

    monkeypatch.setattr("getpass.getuser", nobody)
    assert login_name() == "guest"
