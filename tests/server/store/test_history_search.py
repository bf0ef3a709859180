"""Searching a history on disk; see `test_history` for what it finds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.store.talk import NOON, msgid, remember, say, texts
from tui_chat.server.core.messages.history_request_types import Search
from tui_chat.server.store import search_indexing
from tui_chat.server.store.sqlite_history import SqliteHistory


def test_a_search_everywhere_looks_into_ones_own_talk_only(tmp_path: Path) -> None:
    history = SqliteHistory(tmp_path)
    for number, target in enumerate(("#tea", "ana bob", "bob eve", "#secret")):
        say(history, number, f"word in {target}", target=target)
    found = history.answer(Search("ana", ("#tea",), words="word"))
    assert texts(found) == ["word in #tea", "word in ana bob"]
    history.close()


@pytest.fixture
def half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SqliteHistory]:
    """A history of eight messages, of which the index holds the first four."""
    monkeypatch.setattr(search_indexing, "_LOT", 4)
    history = SqliteHistory(tmp_path)
    for start in (0, 3, 6):
        for number in range(start, min(start + 3, 8)):
            nick = "bob" if number % 2 else "alice"
            remember(history, number, f"{nick} pours tea {number}", nick=nick)
        history.commit()
    assert history._indexing.index_some()
    yield history
    history.close()


def test_a_search_finds_what_the_index_does_not_hold_yet_and_does_not_fill_it(
    half: SqliteHistory,
) -> None:
    assert found(half, words="pour tea") == [0, 1, 2, 3, 4, 5, 6, 7]
    assert found(half, words="tea", limit=3) == [5, 6, 7]
    assert found(half, words="tea", limit=6) == [2, 3, 4, 5, 6, 7]
    assert found(half, words="tea", sender="Bob") == [1, 3, 5, 7]
    assert found(half, sender="alice") == [0, 2, 4, 6]
    assert found(half, words="tea 5") == [5]
    assert found(half, words="coffee") == []
    assert found(half, words="tea", after=NOON + 1000, before=NOON + 6000) == [2, 3, 4, 5]
    assert half._indexing.index_some(), "searching filled the index"


def test_what_the_index_does_not_hold_yet_can_be_taken_back(half: SqliteHistory) -> None:
    for number in (1, 6):
        half.forget("#tea", msgid(number))
    half.commit()
    for _ in range(3):
        assert found(half, words="tea") == [0, 2, 3, 4, 5, 7]
        half._indexing.index_some()


def test_only_talk_is_found_beyond_the_index(half: SqliteHistory) -> None:
    say(half, 8, "tea", command="TOPIC")
    assert found(half, words="tea", limit=1) == [7]


def found(history: SqliteHistory, **wanted: Any) -> list[int]:
    """The numbers of the messages that a search of #tea shows."""
    entries = history.answer(Search("", ("#tea",), **wanted))
    assert isinstance(entries, list)
    return [(entry.at - NOON) // 1000 for entry in entries]
