"""Which messages answer a question, in any store."""

import pytest

from tests.server.store.talk import NOON, msgid, texts
from tui_chat.server.core.events import Millis
from tui_chat.server.core.messages.history_request_types import Entry, Reading, Search, Targets
from tui_chat.server.store.message_selection import Span, between, is_from, latest, matches, page
from tui_chat.wire.message import Message
from tui_chat.wire.source import Source
from tui_chat.wire.text.search_folding import Wanted


def entry(number: int, text: str = "", command: str = "PRIVMSG", nick: str = "alice") -> Entry:
    message = Message(
        command,
        ("#tea", text or f"message {number}"),
        Source(f"{nick}!a@host"),
        {"msgid": msgid(number)},
    )
    return Entry(Millis(NOON + 1000 * number), message)


@pytest.mark.parametrize(
    ("after", "before", "newest", "found"),
    [
        (None, None, True, (0, 9, True)),
        (Span(2, 3), None, False, (3, 9, False)),
        (None, Span(5, 6), True, (0, 5, True)),
        (Span(2, 3), Span(5, 6), False, (3, 5, False)),
        (Span(5, 6), Span(2, 3), False, (3, 5, True)),
    ],
)
def test_both_ends_are_left_out_and_may_be_given_in_either_order(
    after: Span | None, before: Span | None, newest: bool, found: tuple[int, int, bool]
) -> None:
    assert between(after, before, newest, 9) == found


def test_a_page_counts_only_what_was_said() -> None:
    entries = [entry(0), entry(1, command="JOIN"), entry(2), entry(3, command="PART")]
    assert texts(page(entries, Reading("#tea", 2))) == ["0", "2"]
    assert texts(page(entries, Reading("#tea", 2, events=True))) == ["2", "3"]


def test_the_limit_counts_from_the_end_that_is_wanted() -> None:
    entries = [entry(number) for number in range(5)]
    assert texts(page(entries, Reading("#tea", 2))) == ["3", "4"]
    assert texts(page(entries, Reading("#tea", 2, newest=False))) == ["0", "1"]
    assert texts(page(entries, Reading("#tea", 3, around=msgid(2)))) == ["1", "2", "3"]


def test_talks_are_ordered_and_limited_from_the_end_that_is_wanted() -> None:
    times = [("b", Millis(2)), ("a", Millis(2)), ("c", Millis(1)), ("d", Millis(3))]
    newest = Targets("x", (), 0, 3, 2, newest=True)
    oldest = Targets("x", (), 0, 3, 2, newest=False)
    assert [name for name, _ in latest(times, newest)] == ["a", "b"]
    assert [name for name, _ in latest(times, oldest)] == ["c", "a"]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ({"words": "GOOD morn"}, True),
        ({"words": "morning good"}, True),
        ({"words": "ood"}, False),
        ({"words": "good night"}, False),
        ({"words": "good", "sender": "ALICE"}, True),
        ({"words": "good", "sender": "bob"}, False),
        ({"sender": "alice"}, True),
        ({}, False),
        ({"words": "?!"}, False),
        ({"words": "good", "after": NOON}, False),
        ({"words": "good", "before": NOON}, False),
    ],
)
def test_a_message_is_found_by_the_beginnings_of_its_words(
    search: dict[str, object], found: bool
) -> None:
    asked = Search("x", ("#tea",), **search)  # type: ignore[arg-type]
    assert matches(entry(0, "Good morning, all"), asked, Wanted(asked.words)) is found


def test_what_was_not_said_is_not_found() -> None:
    asked = Search("x", ("#tea",), words="good")
    assert not matches(entry(0, "good", command="TOPIC"), asked, Wanted("good"))


def test_anybody_is_a_sender() -> None:
    assert is_from("", entry(0))
    assert not is_from("bob", entry(0))
