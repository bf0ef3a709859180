"""What every kind of history does: the same tests for all."""

import unicodedata
from collections.abc import Callable

import pytest

from tests.server.store.talk import NOON, msgid, read, remember, remember_speech, say, texts
from tui_chat.server.core.messages.history_request_types import (
    Beginnings,
    Entry,
    Finding,
    Reading,
    Reference,
    Search,
    Targets,
)
from tui_chat.server.core.stamps.msgids import first_number
from tui_chat.server.store import History
from tui_chat.wire.message import Message
from tui_chat.wire.source import Source

PlaceOf = Callable[[int], Reference]


@pytest.fixture(params=["tick-per-message", "one-tick", "speeches"])
def ten(request: pytest.FixtureRequest, history: History) -> History:
    """A history of ten messages, however they fell into ticks."""
    for number in range(10):
        if request.param == "speeches":
            remember_speech(history, number, f"message {number}")
        else:
            remember(history, number)
        if request.param == "tick-per-message":
            history.commit()
    history.commit()
    return history


@pytest.fixture(params=["msgid", "time"])
def place(request: pytest.FixtureRequest) -> PlaceOf:
    """The reference to a message, by id or by time."""
    return msgid if request.param == "msgid" else lambda number: NOON + 1000 * number


def test_a_message_comes_back_as_it_was_shown(history: History) -> None:
    source = Source.of("alice", "al", "host")
    tags = {"msgid": msgid(1), "account": "alice", "+react": "\u2764"}
    message = Message("PRIVMSG", ("#tea", ":hello  world "), source, tags)
    history.remember("#tea", message, msgid(1), NOON)
    history.commit()
    assert history.answer(Reading("#tea", 1)) == [Entry(NOON, message)]  # type: ignore[arg-type]


def test_latest_gives_the_newest_in_order(ten: History) -> None:
    assert read(ten, limit=3) == ["7", "8", "9"]


def test_latest_after_a_place_leaves_that_place_out(ten: History, place: PlaceOf) -> None:
    assert read(ten, after=place(4)) == ["5", "6", "7", "8", "9"]
    assert read(ten, after=place(4), limit=2) == ["8", "9"]


def test_before_a_place_gives_the_newest_of_those(ten: History, place: PlaceOf) -> None:
    assert read(ten, before=place(6), limit=2) == ["4", "5"]
    assert read(ten, before=place(0)) == []


def test_after_a_place_gives_the_oldest_of_those(ten: History, place: PlaceOf) -> None:
    assert read(ten, after=place(3), newest=False, limit=3) == ["4", "5", "6"]
    assert read(ten, after=place(9), newest=False) == []


def test_between_two_places_counts_from_the_first(ten: History, place: PlaceOf) -> None:
    def between(one: int, other: int) -> list[str]:
        return read(ten, after=place(one), before=place(other), newest=False, limit=3)

    assert between(0, 9) == ["1", "2", "3"]
    assert between(9, 0) == ["6", "7", "8"]
    assert between(3, 5) == between(5, 3) == ["4"]
    assert between(3, 3) == []


def test_around_a_place_includes_it(ten: History, place: PlaceOf) -> None:
    assert read(ten, around=place(7), limit=1) == ["7"]
    assert read(ten, around=place(7), limit=3) == ["6", "7", "8"]
    assert read(ten, around=place(0), limit=4) == ["0", "1", "2", "3"]
    assert read(ten, around=place(9), limit=5) == ["7", "8", "9"]


@pytest.mark.parametrize("key", ["after", "before", "around"])
def test_where_no_message_is_there_is_nothing(ten: History, key: str) -> None:
    assert read(ten, **{key: "no such id"}) == []


def test_another_conversation_is_empty(ten: History) -> None:
    assert read(ten, target="#coffee") == []


def test_events_are_shown_only_when_asked_for(history: History) -> None:
    say(history, 1)
    say(history, 2, command="TOPIC")
    say(history, 3)
    assert read(history) == ["1", "3"]
    assert read(history, events=True) == ["1", "2", "3"]
    assert read(history, limit=2) == ["1", "3"]


def test_a_forgotten_message_is_gone(ten: History) -> None:
    ten.forget("#tea", msgid(5))
    ten.forget("#tea", "no such id")
    ten.commit()
    assert read(ten) == ["0", "1", "2", "3", "4", "6", "7", "8", "9"]
    assert ten.answer(Finding("#tea", msgid(5), "#tea")) == []
    assert read(ten, after=msgid(3), limit=2, newest=False) == ["4", "6"]


def test_one_message_is_found_by_its_id_in_its_own_conversation(ten: History) -> None:
    assert texts(ten.answer(Finding("#tea", msgid(5), "#tea"))) == ["5"]
    assert ten.answer(Finding("#coffee", msgid(5), "#tea")) == []
    assert ten.answer(Finding("#tea", msgid(50), "#tea")) == []


def test_a_moved_conversation_is_found_under_its_new_name(ten: History) -> None:
    ten.move("#tea", "#coffee")
    ten.commit()
    assert read(ten, target="#tea") == []
    assert read(ten, target="#coffee", limit=2) == ["8", "9"]
    say(ten, 11, target="#tea")
    assert read(ten, target="#tea") == ["11"]
    ten.move("#tea", "#milk")
    ten.move("#coffee", "#tea")
    ten.commit()
    assert read(ten, target="#milk") == ["11"]
    assert read(ten, target="#tea", limit=2) == ["8", "9"]


def test_one_moved_to_a_name_that_has_one_neither_erases_nor_gets_that(ten: History) -> None:
    say(ten, 10, "secret", target="#coffee")
    ten.move("#tea", "#coffee")
    ten.commit()
    assert read(ten, target="#coffee", limit=2) == ["8", "9"]
    assert read(ten, target="#tea") == []
    say(ten, 11, target="#tea")
    assert read(ten, target="#tea") == ["11"]
    for identity in ("#coffee", "#tea", "2"):
        found = ten.answer(Search(identity, ("#coffee", "#tea"), words="secret"))
        assert found == []
    assert ten.last_time() == NOON + 11_000  # it is still there


def test_what_is_said_after_a_change_in_the_same_tick_is_kept(ten: History) -> None:
    remember(ten, 10)
    ten.forget("#tea", msgid(10))
    remember(ten, 11)
    ten.move("#tea", "#coffee")
    remember(ten, 12, target="#coffee")
    remember(ten, 13, target="#tea")
    ten.drop("#tea", 0)
    remember(ten, 14, target="#tea")
    ten.commit()
    assert read(ten, target="#coffee", limit=3) == ["9", "11", "12"]
    assert read(ten, target="#tea") == ["14"]


@pytest.mark.parametrize("in_its_tick", [True, False])
def test_a_message_of_a_speech_can_be_asked_for_and_taken_back_alone(
    history: History, in_its_tick: bool
) -> None:
    remember_speech(history, 1, "a", "b", "c", "d")
    if not in_its_tick:
        history.commit()
        assert read(history, around=NOON + 1001, limit=2) == ["a", "b"]
    ids = [f"{first_number(NOON + 1000 + n):x}" for n in range(4)]
    history.forget("#tea", ids[1])
    history.commit()
    assert read(history, after=ids[0]) == ["c", "d"]
    assert read(history, before=ids[2]) == ["a"]
    assert texts(history.answer(Finding("#tea", ids[2], ""))) == ["c"]
    assert history.answer(Finding("#tea", ids[1], "")) == []
    history.drop("#tea", NOON + 1003)
    history.commit()
    assert read(history) == ["a", "c"]


def test_a_long_speech_is_kept_whole(history: History) -> None:
    said = [f"word {number}" for number in range(600)]
    remember_speech(history, 1, *said)
    history.commit()
    assert read(history, limit=1000) == said
    assert search(history, words="word 599") == ["word 599"]


def test_the_beginnings_of_two_conversations(ten: History) -> None:
    say(ten, 10, target="#coffee")
    ten.drop("#coffee", 0)
    ten.commit()
    beginnings = [
        ten.answer(Beginnings(one, other, "", ""))
        for one, other in (("#tea", "#none"), ("#coffee", "#tea"))
    ]
    assert beginnings == [(NOON, 0), (0, NOON)]


def test_targets_are_ordered_by_their_latest_message(history: History) -> None:
    say(history, 1, target="#tea")
    say(history, 2, target="alice bob")
    say(history, 3, target="#coffee")
    say(history, 4, target="bob carol")
    say(history, 5, target="#tea", command="JOIN")
    wanted = Targets("alice", ("#tea", "#coffee", "#none"), NOON, NOON + 9000, 10, newest=False)
    assert history.answer(wanted) == [
        ("#tea", NOON + 1000),
        ("alice bob", NOON + 2000),
        ("#coffee", NOON + 3000),
    ]


def test_targets_are_limited_from_either_end_and_the_ends_left_out(history: History) -> None:
    for number, name in enumerate(("#a", "#b", "#c", "#d")):
        say(history, number, target=name)
    names = ("#a", "#b", "#c", "#d")

    def targets(*, newest: bool) -> object:
        return history.answer(Targets("", names, NOON, NOON + 3000, 1, newest))

    assert targets(newest=False) == [("#b", NOON + 1000)]
    assert targets(newest=True) == [("#c", NOON + 2000)]


def search(history: History, **wanted: object) -> list[str]:
    asked = {"identity": "alice", "channels": ("#tea",)} | wanted
    return texts(history.answer(Search(**asked)))  # type: ignore[arg-type]


def test_words_are_found_in_any_order_case_and_beginning(history: History) -> None:
    say(history, 1, "Assam or Darjeeling?")
    say(history, 2, "darjeeling, of course")
    say(history, 3, "coffee")
    assert search(history, words="darjeeling") == ["Assam or Darjeeling?", "darjeeling, of course"]
    assert search(history, words="darj ASSAM") == ["Assam or Darjeeling?"]
    assert search(history, words="jeeling") == []
    assert search(history, words="darjeeling", limit=1) == ["darjeeling, of course"]


def test_a_word_that_was_cut_to_fit_the_line_is_found_whole(history: History) -> None:
    say(history, 1, "long live Darj\n\reeling\nand Assam")
    assert search(history, words="darjeeling") == ["long live Darj\n\reeling\nand Assam"]
    assert search(history, words="eeling") == []
    assert len(search(history, words="assam")) == 1


@pytest.mark.parametrize("words", ['"', "'); DROP TABLE words", "a AND", "NEAR(", "*", "text:a"])
def test_what_looks_like_a_query_is_only_words(history: History, words: str) -> None:
    say(history, 1, "nothing of the kind")
    assert search(history, words=words) == []


def test_a_search_sees_only_what_the_asker_may_read(history: History) -> None:
    say(history, 1, "tea one", target="#tea")
    say(history, 2, "tea two", target="alice bob")
    say(history, 3, "tea three", target="bob carol")
    say(history, 4, "tea four", target="#secret")
    assert search(history, words="tea") == ["tea one", "tea two"]
    assert search(history, words="tea", targets=("alice bob",)) == ["tea two"]


def test_a_search_is_narrowed_by_sender_and_time(history: History) -> None:
    for number in range(4):
        say(history, number, f"tea {number}", nick="bob" if number % 2 else "alice")
    assert search(history, words="tea", sender="BOB") == ["tea 1", "tea 3"]
    assert search(history, sender="alice") == ["tea 0", "tea 2"]
    assert search(history, words="tea", after=NOON + 1000, before=NOON + 3000) == ["tea 2"]


def test_a_forgotten_message_is_not_found(history: History) -> None:
    say(history, 1, "tea one")
    say(history, 2, "tea two")
    assert search(history, words="tea") == ["tea one", "tea two"]
    history.forget("#tea", msgid(1))
    history.commit()
    history.tidy(NOON)
    assert search(history, words="tea") == ["tea two"]


def test_the_newest_time_is_known(ten: History) -> None:
    assert ten.last_time() == NOON + 9000


def test_a_thousand_messages_of_one_tick_keep_their_order(history: History) -> None:
    for number in range(1000):
        remember(history, number)
    history.commit()
    assert read(history, limit=1000) == [str(number) for number in range(1000)]
    assert read(history, after=msgid(254), newest=False, limit=3) == ["255", "256", "257"]


@pytest.mark.parametrize("far", ["f" * 16, "f" * 40, 10**15, -(10**15), 0])
def test_places_beyond_all_bounds_are_only_far_off(ten: History, far: Reference) -> None:
    for key in ("after", "before", "around"):
        assert set(read(ten, **{key: far})) <= set("0123456789")


def test_a_dropped_conversation_is_gone(ten: History) -> None:
    ten.drop("#tea", 0)
    ten.drop("#none", 0)
    ten.commit()
    assert read(ten) == []
    say(ten, 11)
    assert read(ten) == ["11"]


def test_what_was_said_before_is_not_dropped(history: History) -> None:
    for number in range(5):
        remember(history, number)
    history.commit()
    for number in range(5, 10):
        say(history, number)
    history.drop("#tea", NOON + 3000)
    history.commit()
    assert read(history) == ["0", "1", "2"]
    say(history, 11)
    assert read(history) == ["0", "1", "2", "11"]
    history.drop("#tea", NOON + 9000)
    history.commit()
    assert read(history) == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("sao joao", True),
        ("SÃO João", True),
        (unicodedata.normalize("NFD", "são joão"), True),
        ("strasse", True),
        ("本語", True),
        ("テスト sao", True),
        ("語本", False),
        ("ao", False),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_search_folds_accents_and_finds_inside_words_without_spaces(
    history: History, form: str, words: str, found: bool
) -> None:
    text = unicodedata.normalize(form, "São João na Straße, 日本語のテスト")  # type: ignore[arg-type]
    say(history, 1, text)
    assert (texts(history.answer(Search("", ("#tea",), words=words))) == [text]) is found
