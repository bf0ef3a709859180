"""Keeping a history on disk within bounds; see also `test_retention`."""

import itertools
from pathlib import Path

import pytest

from tests.server.store.talk import NOON, read, say
from tui_chat.server.core.stamps.msgids import time_of
from tui_chat.server.store import history_retention_and_index_filling, search_indexing
from tui_chat.server.store.sqlite_history import SqliteHistory


def test_what_is_said_where_a_conversation_was_dropped_begins_it_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_retention_and_index_filling, "MOST_CONVERSATIONS", 1)
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


def test_the_index_is_filled_when_it_is_quiet_or_has_been_busy_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_retention_and_index_filling, "_BUSY", 2)
    monkeypatch.setattr(history_retention_and_index_filling, "_LONGEST_WAIT", 3000)
    monkeypatch.setattr(search_indexing, "_LOT", 4)
    history = SqliteHistory(tmp_path)
    numbers = itertools.count()

    def tidied(second: int, *, said: int) -> tuple[int, bool]:
        """How many messages the index holds after a round, and whether the next comes at once."""
        for number in itertools.islice(numbers, said):
            say(history, number)
        goes_on = history.tidy(NOON + 1000 * second)
        reached = history._search._index.reached(history._targets["#tea"])
        return (time_of(reached) - NOON) // 1000 + 1, goes_on

    assert tidied(0, said=1) == (1, False)
    assert tidied(1, said=2) == (3, False), "two a second are not too many"
    assert tidied(2, said=9) == (3, False), "it does not wait for quieter times"
    assert tidied(3, said=5) == (3, False), "it does not wait for quieter times"
    assert tidied(4, said=3) == (7, False), "it has waited for long enough"
    assert tidied(5, said=0) == (11, True), "it does not go on though nothing is said"
    assert tidied(6, said=1) == (15, True)
    history.close()
