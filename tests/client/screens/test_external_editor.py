"""Which editor is the person's."""

import pytest

from tui_chat.client.screens.external_editor import editor_command


@pytest.mark.parametrize(
    ("environment", "command"),
    [
        ({"VISUAL": "code --wait", "EDITOR": "nano"}, ["code", "--wait"]),
        ({"EDITOR": "nano"}, ["nano"]),
        ({"EDITOR": " "}, ["vi"]),
        ({}, ["vi"]),
    ],
)
def test_it_is_what_the_environment_says(environment: dict[str, str], command: list[str]) -> None:
    assert editor_command(environment) == command
