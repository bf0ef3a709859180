from collections.abc import Callable

import pytest

from tui_chat.server.core.effects import Publish, Send
from tui_chat.server.core.events import ClientId
from tui_chat.server.output.tick_outbox import Outbox
from tui_chat.wire.capability_enum import Capability, capability_set
from tui_chat.wire.message import Message
from tui_chat.wire.names import Folded

TIME = "2025-11-20T12:00:00.000Z"
ROOM, OTHER = Folded("#room"), Folded("#other")
ALICE, BOB, CAROL = ClientId(1), ClientId(2), ClientId(3)
WITH_ECHO = Capability.ECHO_MESSAGE.bit
WITH_TIME = Capability.SERVER_TIME.bit


class Pen:
    """Remembers what was written, and when it was closed."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> None:
        assert not self.closed
        self.writes.append(data)

    def close(self) -> None:
        self.closed = True

    @property
    def lines(self) -> list[str]:
        return b"".join(self.writes).decode().splitlines()


class Office:
    """An outbox with three clients; `flushes` holds what the loop would call."""

    def __init__(self) -> None:
        self.flushes: list[Callable[[], None]] = []
        self.outbox = Outbox(lambda: self.flushes.append(self.outbox.flush))
        self.pens = {client: Pen() for client in (ALICE, BOB, CAROL)}
        for client, pen in self.pens.items():
            self.outbox.open(client, pen)

    def send(self, *to: ClientId, text: str, needs: Capability | None = None) -> None:
        needed = capability_set(*filter(None, [needs]))
        self.outbox.send(Send(to, Message("NOTE", (text,)), needed), TIME)

    def publish(
        self, room: Folded, text: str, author: ClientId | None = None, but: ClientId | None = None
    ) -> None:
        self.outbox.publish(Publish(room, Message("SAY", (text,)), author, but=but), TIME)

    def subscribe(self, room: Folded, *clients: ClientId) -> None:
        for client in clients:
            self.outbox.subscribe(client, room)

    def heard(self, client: ClientId) -> list[str]:
        self.outbox.flush()
        return self.pens[client].lines


@pytest.fixture
def office() -> Office:
    return Office()


def test_all_lines_of_a_tick_are_one_write_per_client(office: Office) -> None:
    office.subscribe(ROOM, ALICE, BOB)
    office.subscribe(OTHER, BOB)
    for number in range(5):
        office.publish(ROOM, f"r{number}")
        office.publish(OTHER, f"o{number}")
        office.send(BOB, text=f"b{number}")
    office.outbox.flush()
    assert [len(pen.writes) for pen in office.pens.values()] == [1, 1, 0]


def test_the_loop_is_asked_once_a_tick(office: Office) -> None:
    office.send(ALICE, text="one")
    office.send(BOB, text="two")
    assert len(office.flushes) == 1
    office.flushes[0]()
    office.send(ALICE, text="three")
    assert len(office.flushes) == 2


def test_listeners_share_the_bytes(office: Office) -> None:
    office.subscribe(ROOM, ALICE, BOB)
    office.publish(ROOM, "one")
    office.publish(ROOM, "two")
    office.outbox.flush()
    assert office.pens[ALICE].writes[0] is office.pens[BOB].writes[0]


def test_nothing_is_written_to_who_is_shown_nothing(office: Office) -> None:
    office.subscribe(ROOM, ALICE)
    office.publish(ROOM, "mine", author=ALICE)
    office.send(ALICE, text="for others", needs=Capability.SETNAME)
    office.outbox.flush()
    assert office.pens[ALICE].writes == []


def test_lines_come_in_the_order_in_which_things_happened(office: Office) -> None:
    office.subscribe(ROOM, ALICE)
    office.subscribe(OTHER, ALICE)
    office.send(ALICE, text="1")
    office.publish(OTHER, "2")
    office.publish(ROOM, "3")
    office.send(ALICE, text="4")
    office.publish(OTHER, "5")
    assert [line[-1] for line in office.heard(ALICE)] == list("12345")


def test_who_comes_in_a_tick_hears_what_is_said_from_then_on(office: Office) -> None:
    office.subscribe(ROOM, ALICE)
    office.publish(ROOM, "before")
    office.subscribe(ROOM, BOB)
    office.publish(ROOM, "after")
    assert office.heard(ALICE) == ["SAY before", "SAY after"]
    assert office.heard(BOB) == ["SAY after"]


def test_who_goes_in_a_tick_hears_what_was_said_until_then(office: Office) -> None:
    office.subscribe(ROOM, ALICE, BOB)
    office.publish(ROOM, "before")
    office.outbox.unsubscribe(BOB, ROOM)
    office.publish(ROOM, "after")
    assert office.heard(BOB) == ["SAY before"]
    assert office.heard(ALICE) == ["SAY before", "SAY after"]


def test_who_goes_and_comes_back_in_a_tick_misses_what_was_said_between(office: Office) -> None:
    office.subscribe(ROOM, ALICE, BOB)
    office.publish(ROOM, "1")
    office.outbox.unsubscribe(BOB, ROOM)
    office.publish(ROOM, "2")
    office.send(BOB, text="3")
    office.outbox.subscribe(BOB, ROOM)
    office.publish(ROOM, "4")
    office.publish(ROOM, "5", author=BOB)
    assert office.heard(BOB) == ["SAY 1", "NOTE 3", "SAY 4"]


def test_a_room_left_by_all_and_entered_again_has_forgotten_the_tick(office: Office) -> None:
    office.subscribe(ROOM, ALICE)
    office.publish(ROOM, "1")
    office.outbox.unsubscribe(ALICE, ROOM)
    office.publish(ROOM, "2")
    office.subscribe(ROOM, BOB)
    office.publish(ROOM, "3")
    assert office.heard(ALICE) == ["SAY 1"]
    assert office.heard(BOB) == ["SAY 3"]


@pytest.mark.parametrize("comes_late", [False, True])
def test_an_author_hears_all_but_their_own_words(office: Office, comes_late: bool) -> None:
    office.subscribe(ROOM, BOB)
    if not comes_late:
        office.subscribe(ROOM, ALICE)
    office.publish(ROOM, "0", author=BOB)
    if comes_late:
        office.subscribe(ROOM, ALICE)
    office.publish(ROOM, "1", author=ALICE)
    office.publish(ROOM, "2", author=BOB)
    office.publish(ROOM, "3", author=ALICE)
    assert office.heard(ALICE) == [*([] if comes_late else ["SAY 0"]), "SAY 2"]
    assert office.heard(BOB) == ["SAY 1", "SAY 3"]


def test_with_echo_message_an_author_hears_their_own_words_too(office: Office) -> None:
    office.subscribe(ROOM, ALICE, BOB)
    office.outbox.set_capabilities(ALICE, WITH_ECHO)
    office.publish(ROOM, "mine", author=ALICE)
    assert office.heard(ALICE) == ["SAY mine"]


def test_a_line_can_be_for_all_but_one_whatever_they_hold(office: Office) -> None:
    office.subscribe(ROOM, ALICE, BOB)
    office.outbox.set_capabilities(ALICE, WITH_ECHO)
    office.publish(ROOM, "not for alice", but=ALICE)
    assert office.heard(ALICE) == []
    assert office.heard(BOB) == ["SAY :not for alice"]


def test_new_capabilities_hold_from_the_next_line_on(office: Office) -> None:
    office.subscribe(ROOM, ALICE)
    office.publish(ROOM, "1")
    office.send(ALICE, text="2")
    office.outbox.set_capabilities(ALICE, WITH_TIME)
    office.publish(ROOM, "3")
    assert office.heard(ALICE) == ["SAY 1", "NOTE 2", f"@time={TIME} SAY 3"]


def test_each_capability_set_is_shown_its_own_rendering(office: Office) -> None:
    office.subscribe(ROOM, ALICE, BOB, CAROL)
    office.outbox.set_capabilities(ALICE, WITH_TIME)
    office.outbox.set_capabilities(CAROL, WITH_TIME)
    office.publish(ROOM, "hi")
    office.outbox.flush()
    assert office.pens[BOB].lines == ["SAY hi"]
    assert office.pens[ALICE].writes[0] is office.pens[CAROL].writes[0]
    assert office.pens[ALICE].lines == [f"@time={TIME} SAY hi"]


def test_only_those_who_hold_all_that_is_needed_are_shown(office: Office) -> None:
    office.outbox.set_capabilities(BOB, Capability.SETNAME.bit)
    office.send(ALICE, BOB, text="hi", needs=Capability.SETNAME)
    assert office.heard(ALICE) == []
    assert office.heard(BOB) == ["NOTE hi"]


def test_who_is_closed_is_sent_what_came_before_and_nothing_after(office: Office) -> None:
    office.subscribe(ROOM, ALICE, BOB)
    office.publish(ROOM, "1")
    office.send(ALICE, text="2")
    office.outbox.close(ALICE)
    office.outbox.unsubscribe(ALICE, ROOM)
    office.send(ALICE, text="3")
    office.publish(ROOM, "4")
    assert not office.pens[ALICE].closed
    assert office.heard(ALICE) == ["SAY 1", "NOTE 2"]
    assert office.pens[ALICE].closed
    office.send(ALICE, text="5")
    office.outbox.close(ALICE)
    office.outbox.flush()
    assert office.heard(BOB) == ["SAY 1", "SAY 4"]


def test_a_tick_is_forgotten_when_it_is_over(office: Office) -> None:
    office.subscribe(ROOM, ALICE)
    office.publish(ROOM, "1", author=BOB)
    office.subscribe(ROOM, BOB)
    office.outbox.flush()
    office.publish(ROOM, "2", author=ALICE)
    assert office.heard(ALICE) == ["SAY 1"]
    assert office.heard(BOB) == ["SAY 2"]


def test_it_knows_who_hears_what(office: Office) -> None:
    office.subscribe(ROOM, ALICE)
    assert office.outbox.hears(ALICE, ROOM)
    assert not office.outbox.hears(BOB, ROOM)
    assert not office.outbox.hears(ALICE, OTHER)
    office.outbox.unsubscribe(ALICE, ROOM)
    assert not office.outbox.hears(ALICE, ROOM)


def test_orders_for_clients_and_rooms_that_are_not_there_do_nothing(office: Office) -> None:
    stranger = ClientId(99)
    office.outbox.subscribe(stranger, ROOM)
    office.outbox.unsubscribe(stranger, ROOM)
    office.outbox.unsubscribe(ALICE, ROOM)
    office.outbox.set_capabilities(stranger, WITH_TIME)
    office.outbox.close(stranger)
    office.send(stranger, text="hi")
    office.publish(ROOM, "hi", author=stranger)
    office.outbox.flush()
    assert all(not pen.writes for pen in office.pens.values())


def test_what_people_are_shown_is_kept_first() -> None:
    happened: list[str] = []
    pen = Pen()
    outbox = Outbox(lambda: None, commit=lambda: happened.append(f"kept {len(pen.writes)}"))
    outbox.open(ALICE, pen)
    outbox.send(Send((ALICE,), Message("NOTE", ("hi",))), TIME)
    outbox.flush()
    assert happened == ["kept 0"]
    assert pen.lines == ["NOTE hi"]
