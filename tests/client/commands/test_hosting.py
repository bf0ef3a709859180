"""/invitation, /share, /unshare, /people."""

import pytest

from tests.client.commands.desk import NotedDesk


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
def test_each_asks_the_program_for_it(channel_desk: NotedDesk, line: str, noted: str) -> None:
    assert channel_desk.types(line) == [noted]
