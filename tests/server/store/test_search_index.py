"""Finding messages by their words."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.store.talk import NOON, msgid
from tui_chat.server.store.packed_message_blocks import Kept
from tui_chat.server.store.search_index import FILE, MIGRATIONS, SearchIndex
from tui_chat.server.store.sqlite_opening_and_migration import open_database

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
    return list(index.find(target, words, sender, range(END)))


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


def test_an_index_of_an_older_version_begins_with_nothing_and_is_filled_again(
    tmp_path: Path,
) -> None:
    old = open_database(tmp_path / FILE, MIGRATIONS[:1], durable=False)
    old.execute("INSERT INTO words (rowid, text, target) VALUES (?, 'Good', 't1')", (GOOD.number,))
    old.execute("INSERT INTO progress VALUES (1, ?)", (GOOD.number,))
    old.close()
    index = SearchIndex(tmp_path)
    assert index.indexed_until(1) == 0
    assert found(index, "good") == []
    index.add(1, [GOOD])
    assert found(index, "good") == [GOOD.number]
    index.close()


def test_an_index_of_another_unicode_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = SearchIndex(tmp_path)
    index.add(1, [GOOD])
    index.close()
    monkeypatch.setattr("unicodedata.unidata_version", "1.1")
    for until in (0, GOOD.number):
        index = SearchIndex(tmp_path)
        assert index.indexed_until(1) == until
        index.add(1, [GOOD])
        index.close()


def test_no_more_is_found_once_the_time_is_over(
    index: SearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_chat.server.store.search_index._OFTEN", 1)
    index.add(1, [kept(number, "good") for number in range(100)])
    with index.stop_when(lambda: True):
        assert found(index, "good") == []
    assert len(found(index, "good")) == 100


def test_what_is_forgotten_altogether_begins_anew(index: SearchIndex) -> None:
    index.add(1, [GOOD])
    index.forget_target(1)
    assert index.indexed_until(1) == 0
