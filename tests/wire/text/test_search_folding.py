import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_chat.wire.text.search_folding import Wanted, find_folded, fold_text, split_words

LINES = st.text(st.characters(codec="utf-8"))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("", ""),
        ("Hello, World", "hello, world"),
        ("São João", "sao joao"),
        (unicodedata.normalize("NFD", "São João"), "sao joao"),
        ("ÇA VA", "ca va"),
        ("Straße", "strasse"),
        ("smørrebrød Łódź Đà Nẵng", "smorrebrod lodz da nang"),
        ("cœur Þór", "coeur thor"),
        ("İSTANBUL ırmak", "istanbul irmak"),
        ("Σίσυφος ΣΊΣΥΦΟΣ", "σισυφοσ σισυφοσ"),
        ("Ещё", "еще"),
        ("ﬁne ＡＢＣ", "fine abc"),
        ("ﾃｽﾄ", "テスト"),
        ("が か", "が か"),
        (unicodedata.normalize("NFD", "が 각"), "が 각"),
        ("שָׁלוֹם", "שלום"),
        ("مُحَمَّد آن", "محمد ان"),
        ("می\N{ZERO WIDTH NON-JOINER}خواهم", "میخواهم"),
        ("हिन्दी", "हिन्दी"),
        ("ไทย ที่", "ไทย ที่"),
        ("co\N{SOFT HYPHEN}operate", "cooperate"),
    ],
)
def test_case_accents_and_variants_are_folded(text: str, folded: str) -> None:
    assert fold_text(text) == folded


@given(LINES)
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold_text(fold_text(text)) == fold_text(text)


@given(LINES)
def test_what_looks_the_same_is_folded_alike(text: str) -> None:
    forms = {fold_text(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")}
    assert forms == {fold_text(text)}


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("Tea, tea", "TEA", ["Tea", "tea"]),
        ("de São João a sao", "sao", ["São", "sao"]),
        (unicodedata.normalize("NFD", "o São João"), "são joão", ["Sa\u0303o Joa\u0303o"]),
        ("die Straße", "strass", ["Straß"]),
        ("Straße", "s", ["S", "ß"]),
        ("日本語のテスト", "本語", ["本語"]),
        ("がか", "か", ["か"]),
        ("각", "가", []),
        ("aaa", "aa", ["aa"]),
        ("a.c abc", "a.c", ["a.c"]),
        ("é.è ê", ".e", [".è"]),
        ("anything", "", []),
        ("", "x", []),
    ],
)
def test_places_are_those_of_the_text_itself(text: str, wanted: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in find_folded(text, wanted)] == found


@given(LINES, LINES)
def test_there_is_a_place_exactly_if_the_folded_text_holds_it(text: str, wanted: str) -> None:
    sought = fold_text(wanted)
    assert bool(find_folded(text, wanted)) is (bool(sought) and sought in fold_text(text))


@given(LINES.filter(fold_text), LINES, LINES)
def test_what_was_put_in_is_found(wanted: str, before: str, behind: str) -> None:
    text = f"{before} {wanted} {behind}"
    assert any(fold_text(wanted) in fold_text(text[a:b]) for a, b in find_folded(text, wanted))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("!?", []),
        ("Hello, well-known world_1", [("hello",), ("well",), ("known",), ("world_1",)]),
        ("São João", [("sao",), ("joao",)]),
        ("हिन्दी में", [("हिन्दी",), ("में",)]),
        ("日本語のテスト。", [("日", "本", "語", "の", "テ", "ス", "ト")]),
        ("コーヒーabc1", [("コ", "ー", "ヒ", "ー", "abc1")]),
        ("한국어 각", [("한국어",), ("각",)]),
    ],
)
def test_words_are_folded_and_those_without_spaces_are_taken_apart(
    text: str, words: list[tuple[str, ...]]
) -> None:
    assert split_words(text) == words


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("sao joao", "A festa de São João"),
        ("joão", unicodedata.normalize("NFD", "JOÃO")),
        ("fest", "Feste"),
        ("known", "well-known"),
        ("本語", "日本語のテスト"),
        ("本語のテ", "日本語のテスト"),
        ("語 日本", "日本語のテスト"),
        ("ไทย", "ภาษาไทยง่าย"),
        ("語abc", "日本語ABCDE"),
    ],
)
def test_a_search_finds_beginnings_of_words_and_middles_without_spaces(
    wanted: str, text: str
) -> None:
    assert Wanted(wanted).is_in(text)


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("", "anything"),
        ("...", "anything ..."),
        ("nown", "well-known"),
        ("tea coffee", "tea"),
        ("語本", "日本語"),
        ("日語", "日本語"),
        ("か", "が"),
    ],
)
def test_a_search_finds_nothing_else(wanted: str, text: str) -> None:
    assert not Wanted(wanted).is_in(text)


def test_a_word_counts_once_however_often_it_is_written() -> None:
    assert Wanted("tea Tea TÉA 茶").words == [("tea",), ("茶",)]


@given(st.lists(st.text(max_size=12), max_size=5), st.text(max_size=4))
def test_what_one_line_holds_the_lines_together_may_hold(lines: list[str], words: str) -> None:
    wanted = Wanted(words)
    may_be = wanted.may_be_in("\n".join(lines))
    assert may_be or not any(wanted.is_in(line) for line in lines)


def test_what_is_nowhere_may_be_in_nothing() -> None:
    assert Wanted("green tea").may_be_in("Green\nleaves of tea")
    assert not Wanted("green tea").may_be_in("Green\nleaves")
