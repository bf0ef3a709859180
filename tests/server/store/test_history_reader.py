"""The reading side of a history on disk: see `test_history` for what it answers."""

from pathlib import Path

import pytest

from tests.server.store.talk import NOON, msgid, read, remember, say
from tui_chat.server.core.messages.history_request_types import Reference, Search
from tui_chat.server.core.stamps.msgids import first_number
from tui_chat.server.store import Retention
from tui_chat.server.store.history_reader import span
from tui_chat.server.store.sqlite_history import SqliteHistory


@pytest.mark.parametrize(
    ("reference", "first"),
    [(NOON, first_number(NOON)), (None, None), ("no id of ours", None)],
)
def test_a_place_is_named_by_a_time_or_an_id_of_ours(
    reference: Reference, first: int | None
) -> None:
    found = span(reference)
    assert (found and found.low) == first


def test_an_id_is_a_place_for_one_message() -> None:
    found = span(msgid(3))
    assert found is not None
    assert found.high == found.low + 1


def test_pages_go_over_the_ends_of_blocks(tmp_path: Path) -> None:
    history = SqliteHistory(tmp_path)
    for tick in range(4):
        for number in range(3 * tick, 3 * tick + 3):
            remember(history, number)
        history.commit()
    assert read(history, after=msgid(1), before=msgid(10)) == [str(n) for n in range(2, 10)]
    assert read(history, around=msgid(6), limit=5) == ["4", "5", "6", "7", "8"]
    history.close()


def test_tidying_is_done_in_pieces_and_comes_to_an_end(tmp_path: Path) -> None:
    history = SqliteHistory(tmp_path, Retention(messages=5))
    for number in range(120):
        say(history, number)
    rounds = 1
    while history.tidy(NOON):
        rounds += 1
    assert rounds > 1
    assert read(history) == ["115", "116", "117", "118", "119"]
    history.close()


def test_what_was_not_indexed_yet_is_found_all_the_same(tmp_path: Path) -> None:
    history = SqliteHistory(tmp_path)
    say(history, 1, "good morning")
    found = history.answer(Search("x", ("#tea",), words="good"))
    assert isinstance(found, list)
    assert len(found) == 1
    history.close()
