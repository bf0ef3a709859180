"""Rows of wrapped text fit, lose nothing, and never cut a character."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tui_chat.client.widgets.log.wrapping import count_rows, without_unsafe_emoji, wrap

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
LETTERS = "ab c d\u00e9\n\u4e2d\u3002\uff01\U0001f600-"
TEXTS = st.text(alphabet=st.sampled_from(LETTERS), max_size=80)


def rows(text: str, width: int) -> list[str]:
    return [text[start:end].rstrip(" ") for start, end in wrap(text, width)]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("", 10, [""]),
        ("short", 10, ["short"]),
        ("exactly10c", 10, ["exactly10c"]),
        ("two words here", 9, ["two words", "here"]),
        ("two  words", 5, ["two", "words"]),
        ("unbreakable", 4, ["unbr", "eaka", "ble"]),
        ("  indented", 20, ["  indented"]),
        ("a\n\nb", 10, ["a", "", "b"]),
        ("caf\u00e9 com p\u00e3o", 8, ["caf\u00e9 com", "p\u00e3o"]),
        ("ok \u4e2d\u6587\u4e2d\u6587", 7, ["ok \u4e2d\u6587", "\u4e2d\u6587"]),
        ("\u4e2d\u6587\u4e2d\u3002\u6587", 6, ["\u4e2d\u6587", "\u4e2d\u3002\u6587"]),
        (f"{FAMILY}{FAMILY}{FAMILY}", 4, [FAMILY * 2, FAMILY]),
    ],
)
def test_text_breaks_where_a_reader_expects(text: str, width: int, expected: list[str]) -> None:
    assert rows(text, width) == expected


@given(TEXTS, st.integers(2, 30))
@settings(deadline=None)
def test_every_row_fits_its_width(text: str, width: int) -> None:
    assert all(cell_len(row) <= width for row in rows(text, width))


@given(TEXTS, st.integers(2, 30))
@settings(deadline=None)
def test_only_spaces_and_newlines_are_left_out(text: str, width: int) -> None:
    shown = "".join(rows(text, width)).replace(" ", "")
    assert shown == text.replace(" ", "").replace("\n", "")


@given(TEXTS, st.integers(2, 30))
@settings(deadline=None)
def test_counting_agrees_with_wrapping(text: str, width: int) -> None:
    assert count_rows(text, width) == len(wrap(text, width))


@pytest.mark.parametrize("width", [0, -5])
def test_without_any_room_each_character_has_its_row(width: int) -> None:
    assert [end - start for start, end in wrap("ab c", width)] == [1, 1, 1]
    assert [end - start for start, end in wrap("日本", width)] == [1, 1]


def test_emoji_that_terminals_measure_differently_become_simple() -> None:
    assert without_unsafe_emoji(f"{FAMILY} \u2764\ufe0f \U0001f44d\U0001f3fd") == (
        "\U0001f468 \u2764 \U0001f44d"
    )


def test_a_space_that_is_not_to_be_broken_is_not() -> None:
    text = "caf\u00e9 now \U0001f389\u00a03"
    assert [text[start:end].rstrip() for start, end in wrap(text, 10)] == [
        "caf\u00e9 now",
        "\U0001f389\u00a03",
    ]
