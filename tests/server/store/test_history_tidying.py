"""Keeping a history on disk within bounds; see also `test_retention`."""

from pathlib import Path

import pytest

from tests.server.store.talk import NOON, read, say
from tui_chat.server.store import history_tidying
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
