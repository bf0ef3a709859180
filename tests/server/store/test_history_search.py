"""Searching a history on disk; see `test_history` for what it finds."""

from pathlib import Path

from tests.server.store.talk import msgid, say, texts
from tui_chat.server.core.messages.history_queries import Search
from tui_chat.server.store.sqlite_history import SqliteHistory


def test_a_search_everywhere_looks_into_ones_own_talk_only(tmp_path: Path) -> None:
    history = SqliteHistory(tmp_path)
    for number, target in enumerate(("#tea", "ana bob", "bob eve", "#secret")):
        say(history, number, f"word in {target}", target=target)
    found = history.answer(Search("ana", ("#tea",), words="word"))
    assert texts(found) == ["word in #tea", "word in ana bob"]
    history.close()


def test_what_was_kept_before_a_restart_is_indexed_after_it(tmp_path: Path) -> None:
    history = SqliteHistory(tmp_path)
    say(history, 1, "before")
    history.close()
    history = SqliteHistory(tmp_path)
    assert not history._search.index_some()
    assert texts(history.answer(Search("", ("#tea",), words="before"))) == ["before"]
    history.close()


def test_what_was_taken_back_is_not_found(tmp_path: Path) -> None:
    history = SqliteHistory(tmp_path)
    say(history, 1, "a slip")
    history._search.index_some()
    history.forget("#tea", msgid(1))
    history.commit()
    assert texts(history.answer(Search("", ("#tea",), words="slip"))) == []
    history.close()
