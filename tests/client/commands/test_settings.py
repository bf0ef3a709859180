"""/set and /theme."""

import pytest

from tests.client.commands.noted_context import NotedContext


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("/set", "set"),
        ("/set theme", "set theme"),
        ("/definir time_format %H:%M %d", "set time_format %H:%M %d"),
        ("/theme", "themes"),
        ("/theme nord", "set look.theme nord"),
        ("/tema nord", "set look.theme nord"),
    ],
)
def test_it_lists_shows_or_changes(channel_context: NotedContext, line: str, note: str) -> None:
    assert channel_context.types(line) == [note]
