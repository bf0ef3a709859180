"""README.md is true: the keys, commands and options that it names exist."""

import re
import tomllib
from pathlib import Path
from typing import Final

import click
import pytest

from tui_chat.cli.main import main
from tui_chat.client.commands import TABLE
from tui_chat.client.keys import KEYS, LOG_KEYS
from tui_chat.server.config.load import from_values

ROOT: Final = Path(__file__).parents[1]
README: Final = (ROOT / "README.md").read_text()
PROJECT: Final = ROOT / "pyproject.toml"
KEY_TABLE: Final = README.partition("| action | keys |")[2].partition("\n\n")[0]
SHOWN: Final = [key.shown for key in (*KEYS, *LOG_KEYS)]


def named_keys() -> list[str]:
    return sorted({word for word in re.findall(r"`([^`]+)`", KEY_TABLE) if word[0] not in "/:"})


def named_slash_commands() -> list[str]:
    return sorted(set(re.findall(r"`/([a-z]+(?:-[a-z]+)*)(?: [^`]*)?`", README)))


def settings() -> list[str]:
    """The parts of a server's configuration that are shown."""
    return re.findall(r"```toml\n(.+?)```", README, re.DOTALL)


def calls() -> list[tuple[str, ...]]:
    """The commands that are called, each with its options."""
    found = re.findall(r"tui-chat ([a-z]+)((?: [^\n`#|]+)?)", README)
    return sorted(
        {
            (named(name, rest), *re.findall(r"--[a-z-]+", rest))
            for name, rest in found
            if name in main.commands
        }
    )


def named(name: str, rest: str) -> str:
    """A command's whole name, where it is one of a group."""
    word = rest.split(maxsplit=1)[0] if rest.split() else ""
    is_group = isinstance(main.commands[name], click.Group)
    return f"{name} {word}" if is_group and re.fullmatch("[a-z]+", word) else name


def test_there_is_something_to_check() -> None:
    assert len(named_keys()) > 30
    assert len(named_slash_commands()) > 5
    assert len(calls()) > 5
    assert len(settings()) > 1


@pytest.mark.parametrize("key", named_keys())
def test_a_key_exists(key: str) -> None:
    whole = re.compile(rf"(?<![\w+]){re.escape(key)}(?!\w)")
    assert any(whole.search(shown) for shown in SHOWN), (
        f"README.md names the key {key}, which tui_chat/client/keys.py does not have."
    )


@pytest.mark.parametrize("name", named_slash_commands())
def test_a_slash_command_exists(name: str) -> None:
    assert TABLE.find(name), (
        f"README.md names /{name}, which tui_chat/client/commands does not have."
    )


@pytest.mark.parametrize("call", calls(), ids=" ".join)
def test_a_command_has_the_options_that_are_shown(call: tuple[str, ...]) -> None:
    name, *options = call
    command: click.Command | None = main
    for word in name.split():
        assert isinstance(command, click.Group)
        command = command.get_command(click.Context(command), word)
    assert command is not None
    known = {"--help"} | {
        option
        for parameter in command.params
        for option in (*parameter.opts, *parameter.secondary_opts)
    }
    assert set(options) <= known, (
        f"README.md shows options of tui-chat {name} that it does not have."
    )


@pytest.mark.parametrize("text", settings())
def test_settings_that_are_shown_are_accepted(text: str) -> None:
    assert from_values(tomllib.loads(text))


def test_extras_that_are_named_exist() -> None:
    extras = tomllib.loads(PROJECT.read_text())["project"]["optional-dependencies"]
    named_here = set(re.findall(r"'\.\[([a-z,]+)\]'", README))
    assert named_here
    assert named_here <= extras.keys()
