"""A window onto a log: what is read stays where it is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.client.widgets.logs import Room
from tests.client.widgets.panels import place
from tui_chat.client.buffers.buffer import BufferKind, Past
from tui_chat.client.buffers.line import LineKind
from tui_chat.client.buffers.scrollback import LineBudget as Kept
from tui_chat.client.buffers.scrollback import Lines
from tui_chat.client.widgets.log.viewport import LogView, beginning


def view_of(room: Room, width: int = 100, height: int = 10) -> LogView:
    view = LogView(room.buffer)
    view.resize(width, height)
    return view


def in_view(view: LogView) -> list[str]:
    """The first words of each line whose first row of text is in view."""
    return [view.buffer.lines[place.line].text for place in view.visible()]


def test_it_begins_at_the_end_and_stays_there(room: Room) -> None:
    room.chats(50)
    view = view_of(room)
    room.says("the latest")
    view.take_in()
    assert in_view(view)[-1] == "the latest"


def test_reading_further_up_what_comes_moves_nothing(room: Room) -> None:
    room.chats(50)
    view = view_of(room)
    view.scroll_to(5)
    before = in_view(view)
    room.chats(300)
    view.take_in()
    assert in_view(view) == before
    assert view.below == 300


def test_back_at_the_end_nothing_is_below(room: Room) -> None:
    room.chats(50)
    view = view_of(room)
    view.scroll_to(5)
    room.chats(3)
    view.take_in()
    view.scroll_to(view.end)
    assert (view.stuck, view.below) == (True, 0)


def test_what_is_dropped_at_the_front_moves_nothing(room: Room) -> None:
    room.buffer.lines = Lines(Kept(40_000))
    room.chats(700)
    view = view_of(room)
    first = room.buffer.lines.first_id
    view.scroll_to(600)
    before = in_view(view)
    while room.buffer.lines.first_id == first:
        room.chats(100)
    view.take_in()
    assert in_view(view) == before


def test_reading_what_is_dropped_goes_on_at_the_oldest_that_is_left(room: Room) -> None:
    room.buffer.lines = Lines(Kept(40_000))
    room.chats(700)
    view = view_of(room)
    view.scroll_to(3)
    room.chats(4000)
    view.take_in()
    assert room.buffer.lines.first_id > 700
    assert view.visible()[0].line == 0


def test_older_lines_that_are_put_before_move_nothing(room: Room) -> None:
    older = Room()
    older.chats(700)
    room.chats(50)
    view = view_of(room)
    view.scroll_to(5)
    before = in_view(view)
    room.buffer.lines.prepend(older.buffer.lines)
    view.take_in()
    assert in_view(view) == before
    view.scroll_to(0)
    assert in_view(view)[0] == "line 0"


def test_lines_that_are_taken_away_at_the_end_are_gone(room: Room) -> None:
    room.chats(50)
    view = view_of(room)
    room.buffer.lines.cut(40)
    view.take_in()
    assert in_view(view)[-1] == "line 39"


def test_emptied_it_is_empty_and_takes_in_what_comes(room: Room) -> None:
    room.chats(50)
    view = view_of(room)
    room.buffer.clear()
    view.take_in()
    emptied = view.visible()
    room.says("afterwards")
    view.take_in()
    assert (emptied, in_view(view)[-1]) == ([], "afterwards")


def test_nothing_new_is_nothing_to_do(room: Room) -> None:
    room.chats(5)
    assert view_of(room).take_in() is False


@given(st.integers(20, 160), st.integers(1, 60), st.floats(0, 1))
@settings(deadline=None)
def test_another_width_keeps_the_line_at_the_top(width: int, height: int, share: float) -> None:
    room = Room()
    for number in range(700):
        room.says(f"{number} " + "word " * (number % 40))
    view = view_of(room, 80, 10)
    view.scroll_to(share * view.end)
    top = view.visible()[0].line
    stuck = view.stuck
    view.resize(width, height)
    assert view.stuck == stuck
    if not stuck and view.top < view.end:
        assert view.visible()[0].line == top


@given(st.lists(st.integers(-30, 30), max_size=30))
@settings(deadline=None)
def test_scrolling_by_rows_never_jumps_over_lines(steps: list[int]) -> None:
    room = Room()
    """However far the blocks around are from being measured."""
    for number in range(3000):
        room.says(f"{number} " + "word " * (number * 7 % 60))
    view = view_of(room, 60, 20)
    view.scroll_to(view.end / 2)
    for step in steps:
        before = set(view.visible())
        view.scroll_to(view.top + step)
        after = view.visible()
        assert len(after) == 20
        if abs(step) < 20:
            assert before & set(after)


def test_the_new_line_takes_a_row(room: Room) -> None:
    room.chats(50)
    view = view_of(room)
    rows = view.rows
    view.mark_new(40)
    marked = view.rows
    view.mark_new(None)
    assert (marked, view.rows) == (rows + 1, rows)


def test_a_changed_line_is_measured_again(room: Room) -> None:
    line = room.says("short")
    view = view_of(room)
    rows = view.rows
    room.buffer.replace(type(line)(line.id, line.at, line.kind, line.sender, "now\nlonger"))
    view.take_in_change(line.id)
    view.take_in()
    assert view.rows == rows + 1


def test_a_million_lines_are_in_view_after_measuring_a_few_hundred(room: Room) -> None:
    room.chats(600)
    lines = room.buffer.lines
    lines._blocks *= 4000  # only full blocks are packed
    assert len(lines) > 1_000_000
    view = view_of(room)
    assert not view.measured
    measured = sum(block.heights is not None for block in view.layout._blocks)
    assert measured <= 3


@pytest.mark.parametrize(
    ("kind", "past", "said"),
    [
        (BufferKind.CHANNEL, Past.UNKNOWN, "This is tea. Type below, Enter sends."),
        (BufferKind.CHANNEL, Past.COMPLETE, "This is tea. Type below, Enter sends."),
        (BufferKind.CHANNEL, Past.LOADING, "loading earlier messages…"),
        (BufferKind.CHANNEL, Past.MORE, ""),
        (
            BufferKind.PERSON,
            Past.COMPLETE,
            "Only you and tea can see this. Type below, Enter sends.",
        ),
        (BufferKind.SERVER, Past.UNKNOWN, ""),
    ],
)
def test_it_says_what_is_known(kind: BufferKind, past: Past, said: str) -> None:
    assert beginning(place("tea", kind, past=past)) == said


def test_where_lines_were_dropped_nothing_begins() -> None:
    tea = place("tea")
    tea.append(LineKind.MESSAGE, "hi", 0.0)
    tea.clear()
    assert beginning(tea) == ""
