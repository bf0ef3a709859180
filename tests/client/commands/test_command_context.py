"""What commands ask of a desk is what the screen can do."""

import inspect

import pytest

from tui_chat.client.commands.command_context import Desk
from tui_chat.client.screens.command_context import ChatDesk

ASKED = [name for name in vars(Desk) if not name.startswith("_")]


@pytest.mark.parametrize("name", ASKED)
def test_the_screen_does_what_is_asked_of_a_desk(name: str) -> None:
    asked, given = inspect.getattr_static(Desk, name), inspect.getattr_static(ChatDesk, name)
    assert isinstance(given, property) == isinstance(asked, property)
    if inspect.isfunction(asked):
        assert inspect.signature(given).parameters.keys() == (
            inspect.signature(asked).parameters.keys()
        )
