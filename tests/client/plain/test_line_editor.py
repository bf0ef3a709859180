"""What is typed at a terminal while lines arrive."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_chat.client.plain.line_editor import TypedLine


def screen(written: str) -> list[str]:
    """The rows of a wide terminal on which that was written."""
    rows, column = [""], 0
    for letter in written:
        if letter == "\n":
            rows.append("")
            column = 0
        elif letter == "\r":
            column = 0
        elif letter == "\b":
            column = max(0, column - 1)
        else:
            row = rows[-1].ljust(column)
            rows[-1] = row[:column] + letter + row[column + 1 :]
            column += 1
    return [row.rstrip() for row in rows]


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("hello\r", ["hello"]),
        ("hellp\x7fo\n", ["hello"]),
        ("one two\x17\r", ["one "]),
        ("one two  \x17\x17\r", [""]),
        ("gone\x15here\r", ["here"]),
        ("\x7f\x7fa\r", ["a"]),
        ("joa\u0303\x7fo\r", ["joo"]),
        ("a\x1b[A\x1b[1;5Cb\x1bOPc\x1bxd\r", ["abcd"]),
        ("a\x07\tb\x04\r", ["ab"]),
        ("\x04", [None]),
        ("a\nb\n", ["a", "b"]),
    ],
)
def test_a_line_is_edited_as_in_a_shell(typed: str, lines: list[str | None]) -> None:
    line = TypedLine()
    found = [each for letter in typed for each in line.feed(letter, 80)[0]]
    assert found == lines
    assert TypedLine().feed(typed, 80)[0] == lines


def test_what_arrives_stands_above_what_is_typed() -> None:
    line = TypedLine()
    written = line.feed("half a li", 80)[1]
    written += line.around("09:14 ana: hi", 80) + line.around("- bia\n  joined", 80)
    lines, echo = line.feed("ne\r", 80)
    assert lines == ["half a line"]
    assert screen(written + echo) == ["09:14 ana: hi", "- bia", "  joined", "half a line", ""]


def test_a_short_line_leaves_nothing_of_what_was_typed_beneath_it() -> None:
    line = TypedLine()
    written = line.feed("something long", 80)[1] + line.around("hi", 80)
    assert screen(written) == ["hi", "something long"]


def test_what_takes_several_rows_is_written_once_more() -> None:
    line = TypedLine()
    written = line.feed("abcdefgh", 8)[1] + line.around("hi", 8)
    assert written == "abcdefgh\nhi\nabcdefgh"
    assert line.feed("\x7f", 8)[1] == "\nabcdefg"


@given(st.lists(st.sampled_from(["a", "\u00e9", " ", "\x7f", "\x17", "\x15", "b"]), max_size=40))
def test_the_screen_always_shows_what_is_typed(keys: list[str]) -> None:
    line = TypedLine()
    written = "".join(line.feed(key, 80)[1] for key in keys)
    (text,) = line.feed("\r", 80)[0]
    assert text is not None
    assert screen(written) == [text.rstrip()]


def test_a_line_without_end_is_bounded_and_no_escape_sequence_is_written() -> None:
    line = TypedLine()
    echo = line.feed("a\x1b]0;title\x07" * 30_000, 80)[1]
    (text,) = line.feed("\r", 80)[0]
    assert text is not None
    assert len(text) <= 65_536
    assert not re.search(r"[\x00-\x07\x0b-\x1f]", echo)
