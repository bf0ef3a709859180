"""A configuration that documents itself."""

import tomllib

import msgspec

from tui_chat.config.toml_template import commented, meanings


class Look(msgspec.Struct):
    """Appearance."""

    theme: str = "quiet"
    """Its theme."""


class Server(msgspec.Struct):
    """A server."""

    name: str
    """Its name."""


class Config(msgspec.Struct):
    """All of it."""

    nick: str = ""
    """Your nickname."""
    look: Look = msgspec.field(default_factory=Look)
    keys: dict[str, str] = {}
    """Other keys."""
    servers: tuple[Server, ...] = ()
    """The servers."""


def test_every_key_stands_there_with_what_it_means() -> None:
    assert commented(Config, "Head.").splitlines() == [
        "# Head.",
        "",
        "# Your nickname.",
        '#nick = ""',
        "",
        "# Appearance.",
        "[look]",
        "# Its theme.",
        '#theme = "quiet"',
        "",
        "# Other keys.",
        "[keys]",
        "",
        "# The servers.",
        "#[[servers]]",
        "# Its name.",
        '#name = "..."',
    ]


class House(msgspec.Struct):
    """A configuration that is all sections."""

    look: Look = msgspec.field(default_factory=Look)
    also_look: tuple[Look, ...] = ()
    """More of these, each with the keys of [look]."""


def test_keys_that_two_sections_share_are_told_once() -> None:
    assert commented(House, "Head.").splitlines() == [
        "# Head.",
        "",
        "# Appearance.",
        "[look]",
        "# Its theme.",
        '#theme = "quiet"',
        "",
        "# More of these, each with the keys of [look].",
        "#[[also_look]]",
    ]


def test_it_changes_nothing() -> None:
    values = tomllib.loads(commented(Config, "Head."))
    assert msgspec.convert(values, Config) == Config()


def test_it_may_be_in_another_language() -> None:
    assert "# YOUR NICKNAME." in commented(Config, "Head.", str.upper)


def test_the_meaning_of_a_key_stands_behind_it() -> None:
    assert meanings(Look) == {"theme": "Its theme."}
