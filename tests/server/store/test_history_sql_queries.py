"""Conversations by name and by number; see `test_history` for the messages in them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.store.talk import say
from tui_chat.server.store.history_sql_queries import Conversations
from tui_chat.server.store.sqlite_history import SqliteHistory


@pytest.fixture
def conversations(tmp_path: Path) -> Iterator[Conversations]:
    history = SqliteHistory(tmp_path)
    for number, target in enumerate(("bob eve", "#tea", "ana bob", "ana zoe", "bobby eve")):
        say(history, number, target=target)
    yield history._reader._conversations
    history.close()


def test_private_talk_is_found_by_either_side_the_latest_first(
    conversations: Conversations,
) -> None:
    def found(identity: str) -> list[str]:
        return [name for name, _ in conversations.talks_of(identity)]

    assert found("bob") == ["ana bob", "bob eve"]
    assert found("ana") == ["ana zoe", "ana bob"]
    assert found("#tea") == found("nobody") == []


def test_numbers_come_in_lots(conversations: Conversations) -> None:
    first = conversations.numbers(0, 3)
    assert len(first) == 3
    assert conversations.numbers(first[-1], 3) == [first[-1] + 1, first[-1] + 2]
    assert conversations.number("#tea") in first
    assert conversations.number("#none") is None
