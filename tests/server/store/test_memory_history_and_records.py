"""What is kept in memory alone: see `test_history` for what every store does."""

from tests.server.store.talk import NOON, read, say
from tui_chat.server.core.messages.history_request_types import Targets
from tui_chat.server.store import Retention
from tui_chat.server.store.memory_history_and_records import MemoryHistory, MemoryRecords, talks_of

DAY = 86_400_000


def test_a_record_that_is_kept_again_takes_the_place_of_the_first() -> None:
    records = MemoryRecords()
    records.keep("account", "ana", {"nicks": 1})
    records.keep("account", "ana", {"nicks": 2})
    records.keep("account", "bia", {"nicks": 3})
    records.keep("account", "bia", None)
    assert [tuple(record) for record in records.all()] == [("account", "ana", {"nicks": 2})]


def test_forgetting_what_was_never_kept_is_no_mistake() -> None:
    records = MemoryRecords()
    records.keep("account", "ana", None)
    assert list(records.all()) == []


def test_a_conversation_of_which_nothing_is_left_takes_no_memory() -> None:
    history = MemoryHistory(Retention(days=1))
    say(history, 1)
    while history.tidy(NOON + 2 * DAY):
        pass
    assert read(history) == []
    assert history.answer(Targets("ana", ("#tea",), 0, NOON * 2, 10, newest=True)) == []


def test_talks_are_those_of_somebody_and_no_channels() -> None:
    assert list(talks_of(["#tea", "ana bia", "bia caio", "an bianca"], "bia")) == [
        "ana bia",
        "bia caio",
    ]
