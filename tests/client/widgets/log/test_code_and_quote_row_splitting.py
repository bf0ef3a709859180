"""Programs between fences, and quoted lines."""

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tui_chat.client.widgets.log.code_and_quote_row_splitting import (
    RowKind,
    count_rows_of,
    programs,
    rows_of,
)

TEXTS = st.text(alphabet=st.sampled_from("ab \n`>\u4f60x"), max_size=80)


def rows(text: str, width: int = 20) -> list[tuple[str, bool]]:
    found = rows_of(text, width)
    return [(text[start:end], kind is RowKind.PROGRAM) for start, end, kind in found]


def quotations(text: str, width: int = 20) -> list[str]:
    found = rows_of(text, width)
    return [text[start:end].rstrip() for start, end, kind in found if kind is RowKind.QUOTE]


def test_the_fences_take_no_row() -> None:
    assert rows("see\n```python\ndef f():\n    return 1\n```\nok") == [
        ("see", False),
        ("def f():", True),
        ("    return 1", True),
        ("ok", False),
    ]


def test_a_program_may_begin_and_end_beside_its_fences() -> None:
    assert rows("```x = 1\ny = 2```") == [("x = 1", True), ("y = 2", True)]


def test_a_fence_that_is_never_closed_is_text() -> None:
    assert rows("a\n```\nb") == [("a", False), ("```", False), ("b", False)]


def test_long_lines_of_a_program_are_cut_and_keep_their_spaces() -> None:
    assert rows("```\n  abcdefgh ij\n```", 8) == [("  abcd", True), ("efgh i", True), ("j", True)]


def test_an_empty_line_of_a_program_is_a_row() -> None:
    assert rows("```\na\n\nb\n```") == [("a", True), ("", True), ("b", True)]


def test_where_programs_stand_is_told_with_their_languages() -> None:
    text = "a\n```Python\nb\nc\n```\n```\nd\n```"
    found = [(text[start:end], language) for start, end, language in programs(text)]
    assert found == [("b\nc", "python"), ("d", "")]


def test_the_marks_of_a_quotation_take_no_room() -> None:
    assert quotations("> who has\n>\n> the slides?\nme") == ["who has", "", "the slides?"]
    assert quotations("> one two three", 9) == ["one two", "three"]


def test_what_only_looks_like_a_quotation_is_none() -> None:
    assert quotations("a > b") == quotations(">:(") == quotations("->\n>>> 1") == []
    assert quotations("```\n> prompt\n```") == []


@given(TEXTS)
@settings(deadline=None)
def test_every_row_fits_and_all_are_counted(text: str) -> None:
    found = rows_of(text, 12)
    assert len(found) == count_rows_of(text, 12) >= 1
    for start, end, kind in found:
        assert cell_len(text[start:end].rstrip()) <= (12 if kind is RowKind.PROSE else 10)
