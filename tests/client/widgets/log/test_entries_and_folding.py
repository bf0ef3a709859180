"""What a log shows for each line: headings, folded movements, and words."""

import pytest

from tests.client.widgets.logs import Room
from tui_chat.client.buffers.line import LineKind, LineState
from tui_chat.client.widgets.log.columns import columns_for
from tui_chat.client.widgets.log.entries_and_folding import Entries

DAY = 86_400.0


def entries(room: Room, width: int = 100) -> Entries:
    return Entries(room.buffer.lines, columns_for(width))


def heights(shown: Entries) -> list[int]:
    return list(shown.heights(0, len(shown.lines)))


def test_the_first_line_has_its_day_above_it(room: Room) -> None:
    room.chats(2)
    assert heights(entries(room)) == [2, 1]


def test_a_new_day_has_a_line_of_its_own(room: Room) -> None:
    room.chats(1)
    room.at += DAY
    room.chats(1)
    shown = entries(room)
    assert (heights(shown), shown.entry(1).new_day) == ([2, 2], True)


def test_the_first_new_line_has_a_line_above_it(room: Room) -> None:
    room.chats(3)
    shown = entries(room)
    shown.new_from = 1
    assert heights(shown) == [2, 2, 1]


def test_each_line_of_a_message_and_each_wrapped_row_counts(room: Room) -> None:
    room.chats(1)
    room.says("one\ntwo\nthree")
    room.says("word " * 40)
    shown = entries(room, width=64)
    assert heights(shown)[1:] == [3, 5]


def test_movements_in_a_row_are_folded_into_the_first(room: Room) -> None:
    room.chats(1)
    room.came("bia", "caio", "dani")
    room.chats(1)
    shown = entries(room)
    assert heights(shown) == [2, 1, 0, 0, 1]
    assert [line.sender for line in shown.entry(1).folded] == ["caio", "dani"]


def test_midnight_and_the_new_line_part_what_would_be_folded(room: Room) -> None:
    room.chats(1)
    room.came("bia", "caio")
    room.at += DAY
    room.came("dani", "eva", "fabio")
    shown = entries(room)
    shown.new_from = 4
    assert heights(shown) == [2, 1, 0, 2, 2, 0]
    assert [len(shown.entry(index).folded) for index in (1, 3, 4)] == [1, 0, 1]


def test_folded_movements_can_be_opened_and_folded_again(room: Room) -> None:
    room.chats(1)
    room.came("bia", "caio", "dani")
    shown = entries(room)
    assert shown.toggle_folded(1) == [1, 2, 3]
    opened = heights(shown)
    shown.toggle_folded(2)
    assert (opened, heights(shown)) == ([2, 1, 1, 1], [2, 1, 0, 0])


def test_who_comes_after_movements_were_opened_is_shown(room: Room) -> None:
    room.chats(1)
    room.came("bia", "caio")
    shown = entries(room)
    shown.toggle_folded(1)
    room.came("dani", "eva")
    assert heights(shown) == [2, 1, 1, 1, 0]


def test_talk_cannot_be_folded(room: Room) -> None:
    room.chats(3)
    assert entries(room).toggle_folded(1) == []


def test_a_long_message_is_folded_until_it_is_opened(room: Room) -> None:
    room.chats(1)
    room.says("\n".join("abcdefghijklmnop"))
    room.says("\n".join("abcdefghijklmnopq"))
    shown = entries(room)
    assert heights(shown) == [2, 16, 11]
    assert [shown.is_folded(index) for index in range(3)] == [False, False, True]
    assert shown.toggle_folded(2) == [2]
    assert (heights(shown), shown.is_folded(2)) == ([2, 16, 17], False)
    assert shown.toggle_folded(2) == [2]
    assert heights(shown) == [2, 16, 11]


def test_a_movement_at_the_end_may_grow(room: Room) -> None:
    room.chats(1)
    room.came("bia", "caio")
    shown = entries(room)
    assert [shown.may_grow(index, shown.entry(index)) for index in (0, 1)] == [False, True]


@pytest.mark.parametrize(
    ("kind", "wide", "narrow"),
    [
        (LineKind.MESSAGE, ("ana", "hi"), "ana: hi"),
        (LineKind.ACTION, ("*", "ana hi"), "* ana hi"),
        (LineKind.EVENT, ("\u00b7", "hi"), "\u00b7 hi"),
        (LineKind.ERROR, ("!", "hi"), "! hi"),
    ],
)
def test_names_stand_in_a_column_or_in_the_text(
    room: Room, kind: LineKind, wide: tuple[str, str], narrow: str
) -> None:
    line = room.says("hi", kind=kind)
    shown = entries(room).shown(line)
    assert (shown.mark, shown.words) == wide
    assert entries(room, width=40).shown(line).words == narrow


def test_what_was_not_sent_says_so(room: Room) -> None:
    line = room.says("hi", state=LineState.FAILED)
    assert entries(room).shown(line).words == "hi  (not sent: Enter to send again)"


def test_emoji_are_simple_where_the_terminal_needs_it(room: Room) -> None:
    line = room.says("\U0001f44d\U0001f3fd ok")
    shown = Entries(room.buffer.lines, columns_for(100), simple_emoji=True)
    assert shown.shown(line).words == "\U0001f44d ok"
