"""What is dropped in time: the same for every kind of history."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.server.store.talk import NOON, read, say, texts
from tui_chat.server.core.messages.history_request_types import Search
from tui_chat.server.store import History, Retention
from tui_chat.server.store.memory_history_and_records import MemoryHistory
from tui_chat.server.store.sqlite_history import SqliteHistory

DAY = 86_400_000
Make = Callable[[Retention], History]


@pytest.fixture(params=["memory", "sqlite"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    """A history with this retention."""
    if request.param == "memory":
        return MemoryHistory
    return lambda retention: SqliteHistory(tmp_path, retention)


def tidy(history: History, now: int) -> None:
    while history.tidy(now):
        pass


def test_what_is_too_old_is_dropped(make: Make) -> None:
    history = make(Retention(days=1))
    for number in range(4):
        say(history, number)
    tidy(history, NOON + DAY + 1500)
    assert read(history) == ["2", "3"]
    history.close()


def test_the_oldest_of_too_many_are_dropped(make: Make) -> None:
    history = make(Retention(messages=2))
    for number in range(5):
        say(history, number)
        say(history, number, target="#coffee")
    tidy(history, NOON + DAY)
    assert read(history) == read(history, target="#coffee") == ["3", "4"]
    history.close()


def test_without_limits_everything_stays(make: Make) -> None:
    history = make(Retention())
    say(history, 1)
    tidy(history, NOON + 10_000 * DAY)
    assert read(history) == ["1"]
    history.close()


def test_what_was_dropped_is_not_found_either(make: Make) -> None:
    history = make(Retention(days=1))
    say(history, 1, "old tea")
    say(history, 5, "new tea")
    everything = Search("", ("#tea",), words="tea")
    assert texts(history.answer(everything)) == ["old tea", "new tea"]
    tidy(history, NOON + DAY + 3000)
    assert texts(history.answer(everything)) == ["new tea"]
    history.close()
