"""/invitation, /share, /unshare, /people."""

import pytest

from tests.client.commands.noted_context import NotedContext


@pytest.mark.parametrize(
    ("line", "noted"),
    [
        ("/invitation", "invitation"),
        ("/convite", "invitation"),
        ("/share", "share"),
        ("/open", "share"),
        ("/unshare", "unshare"),
        ("/people", "people"),
    ],
)
def test_each_asks_the_program_for_it(channel_context: NotedContext, line: str, noted: str) -> None:
    assert channel_context.types(line) == [noted]
