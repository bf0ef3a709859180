"""The lines of a tick, written once to everybody who is shown any."""

import pytest

from tui_chat.server.core.effects import Speech
from tui_chat.server.core.events import ClientId, Millis
from tui_chat.server.output.subscribers_and_pending_lines import ChannelOutput, ClientOutput
from tui_chat.server.output.tick_rendering import Tick, TickLine, write_tick
from tui_chat.wire.capability_enum import NO_CAPABILITIES, Capability
from tui_chat.wire.message import Message
from tui_chat.wire.source import Source

TIME = "2025-11-20T12:00:00.000Z"
TIMED = Capability.SERVER_TIME.bit
SPEECH = Speech(Source("a!b@c"), "#tea", ("2", "3"), ("id2", "id3"), {}, Millis(0))
SAID: list[TickLine] = [
    (Message("SAY", ("0",)), NO_CAPABILITIES, TIME),
    (Message("SAY", ("1",)), TIMED, TIME),
    (SPEECH, NO_CAPABILITIES, TIME),
    (Message("SAY", ("4",)), NO_CAPABILITIES, TIME),
]


class Pen:
    """Remembers what was written."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.writes.append(data)

    def close(self) -> None: ...

    @property
    def last_letters(self) -> list[str]:
        """Of each line, in the order of the writes."""
        return [line[-1] for line in b"".join(self.writes).decode().splitlines()]


@pytest.fixture
def pens() -> list[Pen]:
    return [Pen() for _ in range(3)]


@pytest.fixture
def mailboxes(pens: list[Pen]) -> dict[ClientId, ClientOutput]:
    return {ClientId(number): ClientOutput(pen) for number, pen in enumerate(pens, 1)}


def _room(listeners: dict[ClientId, ClientOutput], *numbers: int) -> ChannelOutput:
    room = ChannelOutput()
    room.listeners = dict(listeners)
    room.numbers = list(numbers)
    return room


def test_a_line_is_rendered_once_per_capability_set_and_left_out_without_what_it_needs() -> None:
    tick = Tick(SAID)
    assert tick.lines(NO_CAPABILITIES).join([0, 1]) == b"SAY 0\r\n"
    assert tick.lines(TIMED).join([0, 1]).count(f"@time={TIME} SAY".encode()) == 2
    assert tick.lines(TIMED)[0] is tick.lines(TIMED)[0]


def test_a_speech_is_all_its_lines_under_one_number() -> None:
    lines = Tick(SAID).lines(NO_CAPABILITIES)
    assert lines[2] == b":a!b@c PRIVMSG #tea :2\r\n:a!b@c PRIVMSG #tea :3\r\n"


def test_those_who_hear_one_room_share_its_bytes(
    pens: list[Pen], mailboxes: dict[ClientId, ClientOutput]
) -> None:
    write_tick(SAID, [_room(mailboxes, 0, 2)], [])
    assert pens[0].writes[0] is pens[1].writes[0] is pens[2].writes[0]
    assert pens[0].last_letters == ["0", "2", "3"]


def test_who_hears_several_rooms_and_lines_of_their_own_gets_them_in_order_and_in_one_write(
    pens: list[Pen], mailboxes: dict[ClientId, ClientOutput]
) -> None:
    mailboxes[ClientId(1)].numbers = [0]
    addressed = [mailboxes[ClientId(1)]]
    write_tick(SAID, [_room(mailboxes, 3), _room(mailboxes, 2)], addressed)
    assert pens[0].last_letters == ["0", "2", "3", "4"]
    assert pens[1].last_letters == pens[2].last_letters == ["2", "3", "4"]
    assert [len(pen.writes) for pen in pens] == [1, 1, 1]


def test_who_hears_one_of_two_rooms_that_speak_hears_nothing_of_the_other(
    pens: list[Pen], mailboxes: dict[ClientId, ClientOutput]
) -> None:
    alone = {ClientId(3): mailboxes.pop(ClientId(3))}
    write_tick(SAID, [_room(mailboxes, 0), _room({**mailboxes, **alone}, 3)], [])
    assert [pen.last_letters for pen in pens] == [["0", "4"], ["0", "4"], ["4"]]


def test_a_tick_leaves_no_lines_in_any_mailbox(mailboxes: dict[ClientId, ClientOutput]) -> None:
    first, *_ = mailboxes.values()
    first.numbers = [0]
    write_tick(SAID, [_room(mailboxes, 2), _room(mailboxes, 3)], [first])
    assert {(output.numbers, output.channels) for output in mailboxes.values()} == {(None, None)}


def test_who_came_late_hears_the_end_of_it_behind_what_is_for_nobody_else(
    pens: list[Pen], mailboxes: dict[ClientId, ClientOutput]
) -> None:
    room = _room(mailboxes, 0, 2, 3)
    room.late = {ClientId(2): 1, ClientId(3): 3}
    mailboxes[ClientId(3)].numbers = [3, 0]
    write_tick(SAID, [room], [mailboxes[ClientId(3)]])
    assert [pen.last_letters for pen in pens] == [
        ["0", "2", "3", "4"],
        ["2", "3", "4"],
        ["0", "4"],
    ]
    assert [len(pen.writes) for pen in pens] == [1, 1, 1]


def test_what_is_for_one_alone_stands_among_what_the_room_says_where_it_happened(
    pens: list[Pen], mailboxes: dict[ClientId, ClientOutput]
) -> None:
    room = _room(mailboxes, 0, 3)
    room.late = {ClientId(2): 1}
    for number in 1, 2:
        mailboxes[ClientId(number)].numbers = [2]
    write_tick(SAID, [room], mailboxes.values())
    assert [pen.last_letters for pen in pens] == [["0", "2", "3", "4"], ["2", "3", "4"], ["0", "4"]]
