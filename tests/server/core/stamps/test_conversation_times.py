"""Each message of a conversation is later than the one before."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.server.transport.exchange import Exchange, Wire
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
from tui_chat.server.core.messages.history_request_types import Entry, Reading
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.stamps import conversation_times
from tui_chat.server.core.stamps.conversation_times import ConversationTimes, Stamps
from tui_chat.server.core.stamps.msgids import number_of, time_of
from tui_chat.server.engine.clock import Clock
from tui_chat.server.engine.node import Node
from tui_chat.server.store import History
from tui_chat.server.store.memory_history_and_records import MemoryHistory
from tui_chat.server.store.sqlite_history import SqliteHistory
from tui_chat.server.transport.connection import Connection
from tui_chat.wire.message import Message
from tui_chat.wire.timestamps import parse_time


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.integers(1, 4))))
def test_times_and_ids_rise_in_each_conversation_and_no_id_is_given_twice(
    taken: list[tuple[str, int, int]],
) -> None:
    times, at = ConversationTimes(), NOON
    ids: list[int] = []
    last: dict[str, int] = {}
    for target, later, count in taken:
        at += later
        first = times.take(target, at, count)
        assert first >= at
        assert first > last.get(target, 0)
        last[target] = first + count - 1
        numbers = [number_of(one) or 0 for one in times.msgids(target, first, count)]
        assert [time_of(number) for number in numbers] == list(range(first, first + count))
        ids += numbers
    assert len(set(ids)) == len(ids)


def test_what_is_in_the_past_is_not_remembered() -> None:
    times = ConversationTimes()
    for number in range(100):
        assert times.take(f"#{number}", NOON + number) == NOON + number
    assert len(times._last) == 1


def test_of_too_many_conversations_none_is_remembered_and_all_are_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(conversation_times, "_MOST", 10)
    times = ConversationTimes()
    taken = [times.take(f"#{number % 30}", NOON) for number in range(90)]
    assert len(times._last) <= 10
    for number in range(30):
        assert taken[number] < taken[number + 30] < taken[number + 60]


def test_times_that_were_not_needed_are_given_to_the_next() -> None:
    times = ConversationTimes()
    first = times.take("#tea", NOON, 5)
    times.give_back("#tea", first)
    assert times.take("#tea", NOON) == NOON


# What people see of it


@pytest.fixture(params=["memory", "sqlite"])
def history(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[History]:
    kept: History = MemoryHistory() if request.param == "memory" else SqliteHistory(tmp_path)
    yield kept
    kept.close()


class Talk:
    """Somebody with server-time who hears #tea, and others who speak there."""

    def __init__(self, history: History, now: Callable[[], int] = lambda: NOON) -> None:
        self.exchange = Exchange()
        self.history = history
        self.exchange.node = Node(
            Settings(auto_join=()),
            self.exchange.loop.call_soon,
            history,
            clock=Clock(wall=lambda: now() * 1_000_000),
        )
        self.ana, self.wire = self.enter("ana")
        self.bob, self.other = self.enter("bob")

    def enter(self, nick: str) -> tuple[Connection, Wire]:
        connection, wire = self.exchange.enter(nick)
        connection.data_received(
            b"CAP REQ :message-tags server-time echo-message batch draft/chathistory\r\n"
            b"CAP END\r\nJOIN #tea\r\n"
        )
        self.exchange.heard(wire)
        return connection, wire

    def kept(self) -> list[Entry]:
        found = self.history.answer(Reading("#tea", 10_000, events=True))
        assert isinstance(found, list)
        return found

    def paged(self, size: int) -> list[str]:
        """All that was said, fetched by time, a page at a time."""
        found: list[str] = []
        before = None
        while True:
            page = self.history.answer(Reading("#tea", size, before=before))
            assert isinstance(page, list)
            if not page:
                return found
            found[:0] = [entry.message.params[-1] for entry in page]
            before = page[0].at


def lines(start: int, end: int) -> bytes:
    return b"".join(b"PRIVMSG #tea :%d\r\n" % number for number in range(start, end))


@pytest.mark.parametrize("at_once", [True, False], ids=["one write", "a write each"])
def test_paging_by_time_misses_nothing(history: History, at_once: bool) -> None:
    clock = [NOON]
    talk = Talk(history, lambda: clock[0])
    for start, now in ((0, NOON + 5), (120, NOON - 10_000), (240, NOON - 9_000), (360, NOON + 9)):
        clock[0] = now  # set back, and forth again
        talk.exchange.loop.run(1000)
        if at_once:
            talk.ana.data_received(lines(start, start + 120))
        else:
            for number in range(start, start + 120):
                speaker = talk.bob if number % 3 else talk.ana
                speaker.data_received(lines(number, number + 1))
    heard = [Message.parse(line.encode()) for line in talk.exchange.heard(talk.wire)]
    said = [message for message in heard if message.command == "PRIVMSG"]
    assert [message.params[-1] for message in said] == [str(number) for number in range(480)]
    kept = talk.kept()
    assert all(one.at < other.at for one, other in pairwise(kept))
    spoken = [entry for entry in kept if entry.message.command == "PRIVMSG"]
    shown = [(parse_time(message.tags["time"]), message.tags["msgid"]) for message in said]
    assert shown == [(entry.at, entry.message.tags["msgid"]) for entry in spoken]
    assert all(time_of(number_of(msgid) or 0) == at for at, msgid in shown)
    for size in (7, 50):
        assert talk.paged(size) == [str(number) for number in range(480)]


def test_the_same_over_a_restart(tmp_path: Path) -> None:
    for start in (0, 50):
        history = SqliteHistory(tmp_path)
        talk = Talk(history)
        talk.ana.data_received(lines(start, start + 50))
        talk.exchange.heard(talk.wire)
        if start:
            assert talk.paged(9) == [str(number) for number in range(100)]
        history.close()


def test_private_talk_and_events_take_their_times_too(history: History) -> None:
    talk = Talk(history)
    for number in range(5):
        talk.ana.data_received(b"PRIVMSG bob :%d\r\nTOPIC #tea :%d\r\n" % (number, number))
        talk.bob.data_received(b"NOTICE ana,#tea :%d\r\n" % number)
    talk.bob.data_received(b"JOIN #two\r\nNICK robert\r\n")
    heard = [Message.parse(line.encode()) for line in talk.exchange.heard(talk.wire)]
    private = [m.tags["time"] for m in heard if m.params[0] in {"ana", "bob"} and "msgid" in m.tags]
    assert len(private) == 10
    assert private == sorted(set(private))
    assert all(one.at < other.at for one, other in pairwise(talk.kept()))
    (renamed,) = [message for message in heard if message.command == "NICK"]
    (entry,) = [entry for entry in talk.kept() if entry.message.command == "NICK"]
    assert entry.message.tags["msgid"] == renamed.tags["msgid"]


def test_a_conversation_that_is_renamed_keeps_its_times(history: History) -> None:
    talk = Talk(history)
    for said in (lines(0, 5), b"RENAME #tea #milk\r\n", b"RENAME #milk #tea\r\n", lines(5, 10)):
        talk.ana.data_received(said)
        talk.exchange.heard(talk.wire)
    kept = talk.kept()
    assert [entry.message.command for entry in kept].count("RENAME") == 2
    assert all(one.at < other.at for one, other in pairwise(kept))


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
