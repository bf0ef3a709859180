"""Keeping a history on disk within bounds; see also `test_retention`."""

from pathlib import Path

import pytest

from tests.server.store.talk import NOON, read, say, texts
from tui_chat.server.core.messages.history_request_types import Search
from tui_chat.server.store import history_tidying, search_indexing
from tui_chat.server.store.sqlite_history import SqliteHistory


def test_what_is_said_where_a_conversation_was_dropped_begins_it_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_tidying, "MOST_CONVERSATIONS", 1)
    history = SqliteHistory(tmp_path)
    say(history, 1, target="#old", command="JOIN")
    say(history, 2, target="#tea")
    assert "#old" in history._targets
    while history.tidy(NOON):
        pass
    assert "#old" not in history._targets
    say(history, 3, target="#old")
    assert read(history, target="#old") == ["3"]
    assert read(history) == ["2"]
    history.close()


def test_within_the_bound_nothing_is_dropped(tmp_path: Path) -> None:
    history = SqliteHistory(tmp_path)
    for number in range(5):
        say(history, number, target=f"#c{number}")
    while history.tidy(NOON):
        pass
    assert [read(history, target=f"#c{number}") for number in range(5)] == [
        [str(n)] for n in range(5)
    ]
    history.close()


def test_the_index_is_filled_while_much_is_said_though_slower(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_tidying, "_BUSY", 2)
    monkeypatch.setattr(search_indexing, "_LOT", 2)
    history = SqliteHistory(tmp_path)
    for number in range(8):
        say(history, number)
    number = history._targets["#tea"]
    assert not history.tidy(NOON), "it goes on at once though much is said"
    first = history._indexing._index.indexed_until(number)
    assert first
    assert history.tidy(NOON), "it does not go on though nothing is said"
    assert history._indexing._index.indexed_until(number) > first
    while history.tidy(NOON):
        pass
    ask = Search("", ("#tea",), words="message")
    assert texts(history.answer(ask)) == [str(number) for number in range(8)]
    history.close()
