"""Which lines of a tick somebody is shown."""

import pytest

from tui_chat.server.core.events import ClientId
from tui_chat.server.output.subscribers_and_pending_lines import ChannelOutput, ClientOutput

ALICE, BOB = ClientId(1), ClientId(2)


class Pen:
    """Remembers what was written."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.writes.append(data)

    def close(self) -> None: ...


@pytest.fixture
def room() -> ChannelOutput:
    """A room in which five lines were said; alice was not to be shown the second and the last."""
    room = ChannelOutput()
    for number in (3, 5, 6, 8, 9):
        if number in {5, 9}:
            room.hide_next_from(ALICE)
        room.numbers.append(number)
    return room


def test_a_listener_is_shown_all_but_what_is_hidden(room: ChannelOutput) -> None:
    assert room.numbers_for(BOB) == [3, 5, 6, 8, 9]
    assert room.numbers_for(ALICE) == [3, 6, 8]


def test_who_came_late_is_shown_what_was_said_from_then_on(room: ChannelOutput) -> None:
    room.late = {ALICE: 1, BOB: 3}
    assert room.numbers_for(BOB) == [8, 9]
    assert room.numbers_for(ALICE) == [6, 8]


def test_after_a_tick_nothing_is_left_of_it(room: ChannelOutput) -> None:
    room.late = {BOB: 3}
    room.forget_tick()
    assert (room.numbers, room.late, room.hidden) == ([], {}, {})


def test_nothing_is_not_written() -> None:
    pen = Pen()
    output = ClientOutput(pen)
    for data in b"one", b"", b"two":
        output.write(data)
    assert pen.writes == [b"one", b"two"]
