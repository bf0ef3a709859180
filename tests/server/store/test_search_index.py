"""Finding messages by their words."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.store.talk import NOON, msgid
from tui_chat.server.store.blocks import Kept
from tui_chat.server.store.search_index import FILE, SearchIndex

END = 1 << 62


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SearchIndex]:
    opened = SearchIndex(tmp_path)
    yield opened
    opened.close()


def kept(number: int, text: str, nick: str = "alice") -> Kept:
    at = NOON + 1000 * number
    source = f"{nick}!a@host"
    return Kept(at, "PRIVMSG", ("#tea", text), source, {"msgid": msgid(number)})


GOOD, BAD = kept(1, "Good morning"), kept(2, "Bom dia, café?", "bia")


def found(index: SearchIndex, words: str, sender: str = "", target: int = 1) -> list[int]:
    return list(index.find(target, words, sender, 0, END))


def test_words_are_found_by_their_beginning_without_case_or_accents(index: SearchIndex) -> None:
    index.add(1, [GOOD, BAD])
    assert found(index, "morn GOOD") == [GOOD.number]
    assert found(index, "cafe") == [BAD.number]
    assert found(index, "orning") == []


def test_the_newest_comes_first_and_only_of_one_conversation(index: SearchIndex) -> None:
    again = kept(3, "good night")
    index.add(1, [GOOD, again])
    index.add(2, [kept(4, "good")])
    assert found(index, "good") == [again.number, GOOD.number]


def test_a_sender_narrows_and_alone_suffices(index: SearchIndex) -> None:
    index.add(1, [GOOD, BAD])
    assert found(index, "", "BIA") == [BAD.number]
    assert found(index, "good", "bia") == []


@pytest.mark.parametrize("words", ["", '"', "* OR good", "text:good", "NEAR("])
def test_nothing_that_people_look_for_is_a_query(index: SearchIndex, words: str) -> None:
    index.add(1, [GOOD])
    assert found(index, words) == []


def test_what_was_dropped_is_not_found_and_what_was_never_there_does_no_harm(
    index: SearchIndex,
) -> None:
    index.add(1, [GOOD])
    index.drop(1, [GOOD, BAD])
    assert found(index, "good") == []
    assert index.indexed_until(1) == GOOD.number
    assert index.indexed_until(2) == 0


def test_a_damaged_index_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database at all" * 100)
    index = SearchIndex(tmp_path)
    index.add(1, [GOOD])
    assert found(index, "good") == [GOOD.number]
    index.close()
