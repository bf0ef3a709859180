"""What commands ask of a context is what the screen can do."""

import inspect

import pytest

from tui_chat.client.commands.command_context import CommandContext
from tui_chat.client.screens.chat.command_context import ChatCommandContext

ASKED = [name for name in vars(CommandContext) if not name.startswith("_")]


@pytest.mark.parametrize("name", ASKED)
def test_the_screen_does_what_is_asked_of_a_desk(name: str) -> None:
    asked, given = (
        inspect.getattr_static(CommandContext, name),
        inspect.getattr_static(ChatCommandContext, name),
    )
    assert isinstance(given, property) == isinstance(asked, property)
    if inspect.isfunction(asked):
        assert inspect.signature(given).parameters.keys() == (
            inspect.signature(asked).parameters.keys()
        )
