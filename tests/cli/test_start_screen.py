"""What the start screen offers, and what follows."""

from pathlib import Path

import pytest

from tui_chat.cli import start_screen as start_module
from tui_chat.client.config.config_schema import Config, Server
from tui_chat.client.config.config_with_cli_overrides import Settings
from tui_chat.client.config.connection_and_ui_options import StartOptions, UiOptions

HOME = Server("home", "home.example", nick="ana")
SAFE = Server("safe", "safe.example", password_command="false")


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[StartOptions]:
    """What the screen was given."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    given: list[StartOptions] = []

    def run_start(options: StartOptions, *, ui: UiOptions | None = None) -> int:
        given.append(options)
        return 0

    monkeypatch.setattr(start_module, "run_start", run_start)
    return given


def test_the_configured_servers_come_first(offered: list[StartOptions]) -> None:
    assert start_module.start(Settings(Config(servers=(HOME,)), ())) == 0
    assert [each.host for each in offered[0].recent] == ["home.example"]


def test_no_password_is_asked_for_before_a_server_is_picked(offered: list[StartOptions]) -> None:
    start_module.start(Settings(Config(servers=(HOME, SAFE)), ()))
    assert [each.host for each in offered[0].recent] == ["home.example"]
    with pytest.raises(ValueError, match="failed"):
        offered[0].reach("safe.example", 6667)


def test_any_address_can_be_gone_to(offered: list[StartOptions]) -> None:
    start_module.start(Settings(Config(nick="bia"), ()))
    options = offered[0].reach("tea.example", 6697)
    assert (options.host, options.port, options.nick) == ("tea.example", 6697, "bia")
