"""Filling the index, a few messages at a time."""

from itertools import pairwise
from pathlib import Path

import pytest

from tests.server.store.talk import msgid, say, texts
from tui_chat.server.core.messages.history_request_types import Search
from tui_chat.server.core.stamps.msgids import LAST
from tui_chat.server.store import search_indexing
from tui_chat.server.store.sqlite_history import SqliteHistory


def test_what_was_kept_before_a_restart_is_indexed_after_it(tmp_path: Path) -> None:
    history = SqliteHistory(tmp_path)
    say(history, 1, "before")
    history.close()
    history = SqliteHistory(tmp_path)
    assert not history._indexing.index_some()
    assert texts(history.answer(Search("", ("#tea",), words="before"))) == ["before"]
    history.close()


def test_what_was_taken_back_is_not_found(tmp_path: Path) -> None:
    history = SqliteHistory(tmp_path)
    say(history, 1, "a slip")
    history._indexing.index_some()
    history.forget("#tea", msgid(1))
    history.commit()
    assert texts(history.answer(Search("", ("#tea",), words="slip"))) == []
    history.close()


def indexed(history: SqliteHistory, target: str) -> int:
    """How many messages of a conversation the index finds."""
    index = history._search._index
    return len(list(index.find(history._targets[target], "message", "", range(LAST))))


def test_each_call_indexes_so_many_messages_and_says_whether_there_are_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_indexing, "_LOT", 3)
    history = SqliteHistory(tmp_path)
    for number in range(7):
        say(history, number, target="#milk" if number > 4 else "#tea")
    found = []
    goes_on = True
    while goes_on:
        goes_on = history._indexing.index_some()
        found.append(indexed(history, "#tea") + indexed(history, "#milk"))
    assert found[0] == 3
    assert found[-1] == 7
    assert all(later - earlier <= 3 for earlier, later in pairwise(found))
    history.close()


def test_events_are_not_indexed(tmp_path: Path) -> None:
    history = SqliteHistory(tmp_path)
    say(history, 1, command="JOIN")
    say(history, 2)
    assert not history._indexing.index_some()
    assert indexed(history, "#tea") == 1
    history.close()


def test_a_conversation_that_is_gone_is_not_looked_at_again(tmp_path: Path) -> None:
    history = SqliteHistory(tmp_path)
    say(history, 1)
    number = history._targets["#tea"]
    assert number in history._indexing.touched
    history._indexing.forget_conversation(number)
    assert number not in history._indexing.touched
    history.close()
