"""The command line over the configuration."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tui_chat.client.config.config_schema import Config, Look, Notifications, Server
from tui_chat.client.config.config_with_cli_overrides import (
    CommandLineOptions,
    Settings,
    settings_of,
)
from tui_chat.client.config.load import ConfigError
from tui_chat.client.connect.tls.tofu_tls_connector import EncryptionChoice
from tui_chat.client.language import language_choice
from tui_chat.client.language.i18n import _
from tui_chat.client.session import Level, Levels

TEA = Server(
    "tea", "tea.example", 6697, nick="ana", channels=("#a",), account_password_command="false"
)


def settings(*servers: Server, **rest: object) -> Settings:
    return Settings(Config(servers=servers, **rest), ())  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    yield
    language_choice.use("en")


def test_any_server_can_be_gone_to() -> None:
    options = settings(nick="bia").at("other.example", None, CommandLineOptions())
    assert (options.host, options.port, options.nick) == ("other.example", 6667, "bia")
    assert options.encryption is not None
    assert options.encryption.choice is EncryptionChoice.AUTOMATIC


def test_the_command_line_says_more_than_the_file() -> None:
    given = CommandLineOptions("bia", "word", "caio", "secret", tls=False, channels=("#b",))
    options = settings(TEA).at("tea", None, given)
    assert (options.port, options.nick, options.channels) == (6697, "bia", ("#b",))
    assert (options.password, options.account) == ("word", "caio")
    assert options.account_password == "secret"
    assert options.encryption is not None
    assert options.encryption.choice is EncryptionChoice.NEVER


def test_another_port_is_another_server() -> None:
    assert settings(TEA).at("tea.example", 7000, CommandLineOptions()).channels == ()


def test_an_account_is_called_like_the_nickname_if_nothing_is_said() -> None:
    options = settings().at("a", 1, CommandLineOptions(nick="ana", account_password="secret"))
    assert options.account == "ana"


def test_some_servers_are_joined_by_themselves() -> None:
    home = Server("home", "home.example", autoconnect=True)
    (options,) = settings(TEA, home).automatic(CommandLineOptions())
    assert options.host == "home.example"


def test_the_screen_is_told_what_it_needs() -> None:
    ui = settings(
        look=Look("nord", members=False), notifications=Notifications(command=("notify-send",))
    ).ui
    assert (ui.theme, ui.channels, ui.members) == ("nord", True, False)
    assert ui.notify_command == ("notify-send",)


def test_the_screen_is_told_what_calls_and_what_is_wrong() -> None:
    calls = Notifications(level=Level.ALL, levels={"#ops": Level.NOTHING})
    ui = Settings(Config(notifications=calls), ("line 2 is wrong",)).ui
    assert ui.levels == Levels(Level.ALL, {"#ops": Level.NOTHING})
    assert ui.problems == ("line 2 is wrong",)


def test_the_file_chooses_the_language(tmp_path: Path) -> None:
    file = tmp_path / "client.toml"
    file.write_text('language = "pt_BR"')
    assert settings_of(file).problems == ()
    assert _("Topic: {topic}") == "Tópico: {topic}"


def test_a_language_that_is_not_there_is_told(tmp_path: Path) -> None:
    file = tmp_path / "client.toml"
    file.write_text('language = "xx"')
    assert settings_of(file).problems == ("Unknown language xx. Possible languages: en, pt_BR.",)


def test_a_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        settings_of(tmp_path / "none.toml")


def test_a_server_of_the_file_is_found_by_name_and_others_are_not() -> None:
    ours = settings(Server("tea", "tea.example", 6697, channels=("#a",)), nick="bia")
    found = ours.configured("tea", None)
    assert found is not None
    assert (found.host, found.port, found.channels, found.nick) == (
        "tea.example", 6697, ("#a",), "",
    )  # fmt: skip
    assert ours.configured("tea.example", 6667) is None
    assert ours.configured("other.example", None) is None
