"""Everything that can be done, by name."""

from tui_chat.client.commands import TABLE
from tui_chat.client.keys import KEYS
from tui_chat.client.screens.palette import palette


def test_it_has_every_action_and_command() -> None:
    done: list[str] = []
    picker = palette(KEYS, done.append, done.append)
    for choice in picker._every:
        choice.value()
    actions = {key.action for key in KEYS if key.action} - {"palette"}
    assert set(done) == actions | {f"/{command.name} " for command in TABLE}
