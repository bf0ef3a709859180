"""Events get their times and ids when they are applied, from the log alone."""

from tests.server.world import NOON
from tui_chat.server.core.events import (
    AccountOrder,
    AccountOrdered,
    ClientId,
    Entered,
    Event,
    Guessed,
    Millis,
    Received,
    Spoke,
)
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.stamps.event_times_and_msgids import Stamps
from tui_chat.server.engine.clock import Clock
from tui_chat.server.engine.node import Node
from tui_chat.wire.message import Message

ANA = ClientId((5 << 24) + 1)
SPOKEN = Spoke(ANA, Millis(NOON + 3), "#tea", ("one", "two"), (), Millis(NOON + 3))
LOG: list[Event] = [
    Entered(ANA, Millis(NOON + 5), "ana", "a", "Ana", host="h", shown="h"),
    Received(ANA, Millis(NOON), Message("JOIN", ("#tea",)), ""),
    Received(ANA, Millis(NOON + 7), Message("PRIVMSG", ("#tea", "hi")), ""),
    SPOKEN,
    Guessed(ANA, Millis(NOON + 2), "h"),
    AccountOrdered(ClientId(5 << 24), Millis(NOON + 8), AccountOrder.DROP, "bob"),
]


def applied(wall: int) -> tuple[Node, list[Event]]:
    """A node whose clock says this, and the events of the log as it has stamped them."""
    node = Node(Settings(), lambda _act: None, clock=Clock(wall=lambda: wall * 1_000_000))
    stamped: list[Event] = []
    node.record(stamped.append)
    for event in LOG:
        node.apply(event)
    return node, stamped


def test_time_does_not_go_back_in_the_log_and_ids_are_never_the_same() -> None:
    _, stamped = applied(NOON)
    assert [event.at - NOON for event in stamped] == [5, 5, 7, 7, 7, 8]
    ids = [getattr(event, "msgid", "") for event in stamped]
    spoken = stamped[3]
    assert isinstance(spoken, Spoke)
    assert spoken.said_at > NOON + 7
    every = [one for one in (*ids, *spoken.msgids) if one]
    assert len(set(every)) == len(every) == 6


def test_nodes_whose_clocks_differ_give_the_same_stamps() -> None:
    (one, stamps), (other, others) = applied(NOON), applied(NOON + 3_600_000)
    assert stamps == others
    assert one.network.snapshot() == other.network.snapshot()
    assert one.network.stamps.last == NOON + 8


def test_the_clock_of_a_node_is_not_behind_the_log() -> None:
    node, _ = applied(NOON - 3_600_000)
    assert node.now() == NOON + 8


def test_a_time_is_the_one_said_or_the_last() -> None:
    stamps = Stamps()
    assert [stamps.time(Millis(at)) for at in (5, 3, 0, 6)] == [5, 5, 5, 6]
