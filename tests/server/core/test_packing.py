import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_chat.server.core.packing import pack


@pytest.mark.parametrize(
    ("words", "room", "lines"),
    [
        ([], 10, []),
        (["ana"], 3, ["ana"]),
        (["ana", "bob"], 7, ["ana bob"]),
        (["ana", "bob"], 6, ["ana", "bob"]),
        (["josé", "bob"], 8, ["josé", "bob"]),
        (["josé", "bob"], 9, ["josé bob"]),
        (["much-too-long", "bob"], 5, ["much-too-long", "bob"]),
    ],
)
def test_words_stand_in_as_few_lines_as_hold_them(
    words: list[str], room: int, lines: list[str]
) -> None:
    assert list(pack(words, room)) == lines


@given(st.lists(st.text("aé漢", min_size=1, max_size=5)), st.integers(15, 60))
def test_no_word_is_lost_and_no_line_too_long(words: list[str], room: int) -> None:
    lines = list(pack(words, room))
    assert " ".join(lines).split() == words
    assert all(len(line.encode()) <= room for line in lines)
