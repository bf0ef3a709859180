"""What commands ask of a context is what the screen can do."""

import inspect

from tests.client.stage import Stage
from tui_chat.client.commands.command_context import CommandContext

ASKED = [name for name in vars(CommandContext) if not name.startswith("_")]


async def test_the_screen_does_what_is_asked_of_a_context(stage: Stage) -> None:
    context = stage.chat.command_context
    assert len(ASKED) > 10
    for name in ASKED:
        asked = inspect.getattr_static(CommandContext, name)
        given = getattr(context, name)
        assert callable(given) == inspect.isfunction(asked), name
        if inspect.isfunction(asked):
            _self, *parameters = inspect.signature(asked).parameters
            assert list(inspect.signature(given).parameters) == parameters, name
