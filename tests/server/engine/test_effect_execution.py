"""Effects on the outbox and the stores, with the times that messages are kept and shown with."""

from typing import cast

import pytest

from tests.server.store.talk import msgid, read, say
from tui_chat.server.core.effects import (
    DropHistory,
    Effect,
    Forget,
    Keep,
    Log,
    MoveHistory,
    Publish,
    Remember,
    Send,
    SetCapabilities,
    Subscribe,
    Unsubscribe,
)
from tui_chat.server.core.events import ClientId, Millis
from tui_chat.server.core.messages.history_request_types import Reading
from tui_chat.server.core.stamps.conversation_times import Stamps
from tui_chat.server.engine.effect_execution import EffectExecutor, Stores
from tui_chat.server.output.tick_outbox import Outbox
from tui_chat.server.store.memory_history_and_records import MemoryHistory, MemoryRecords
from tui_chat.wire.capability_enum import Capabilities
from tui_chat.wire.message import Message
from tui_chat.wire.names import Folded

NOON = Millis(1_800_000_000_000)
TEA, WINE = Folded("#tea"), Folded("#wine")


class FakeOutbox:
    """Notes what it is asked for, a word and a time or a client for each."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, object]] = []
        self.shown: list[Message] = []

    def send(self, effect: Send, time: str) -> None:
        self.asked.append(("send", time[14:]))
        self.shown.append(effect.message)

    def publish(self, effect: Publish, time: str) -> None:
        self.asked.append(("publish", time[14:]))
        self.shown.append(effect.message)

    def subscribe(self, client: ClientId, _room: str) -> None:
        self.asked.append(("subscribe", client))

    def unsubscribe(self, client: ClientId, _room: str) -> None:
        self.asked.append(("unsubscribe", client))

    def set_capabilities(self, client: ClientId, _held: int) -> None:
        self.asked.append(("capabilities", client))

    def want_flush(self) -> None:
        self.asked.append(("flush", None))


class Desk:
    """An executor, and all that it gave away."""

    def __init__(self) -> None:
        self.outbox = FakeOutbox()
        self.history, self.records = MemoryHistory(), MemoryRecords()
        self.stores = Stores(self.history, self.records)
        self.others: list[Effect] = []
        self.stamps = Stamps()
        outbox = cast("Outbox", self.outbox)
        self.executor = EffectExecutor(outbox, self.stores, self.others.append)
        self.executor.use_stamps(self.stamps)

    def kept(self, target: str = TEA) -> list[tuple[str, str]]:
        self.stores.commit()
        found = self.history.answer(Reading(target, limit=10))
        assert isinstance(found, list)
        return [(entry.message.tags["msgid"], entry.message.params[-1]) for entry in found]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def said(text: str, msgid: str, target: str = TEA) -> list[Effect]:
    message = Message("PRIVMSG", (target, text), "ana!a@h", {"msgid": msgid})
    return [Remember(target, message, msgid, "ana"), Publish(Folded(target), message)]


def test_a_placed_message_is_kept_and_shown_with_its_place(desk: Desk) -> None:
    ids = []
    for text in ("one", "two"):
        ids.append(desk.executor.place(TEA, NOON))
        desk.executor.carry_out(said(text, ids[-1]), NOON)
    assert desk.kept() == list(zip(ids, ("one", "two"), strict=True))
    assert desk.outbox.asked == [("publish", "00:00.000Z"), ("publish", "00:00.001Z")]


def test_a_place_that_was_not_used_is_given_back(desk: Desk) -> None:
    desk.executor.place(TEA, NOON)
    desk.executor.carry_out([], NOON)
    desk.executor.place(TEA, NOON)
    desk.executor.end_place()
    desk.executor.carry_out(said("one", desk.executor.place(TEA, NOON)), NOON)
    assert desk.outbox.asked == [("publish", "00:00.000Z")]


def test_a_message_without_a_place_gets_one_and_is_shown_with_it(desk: Desk) -> None:
    first = desk.executor.place(TEA, NOON)
    desk.executor.carry_out(said("one", first), NOON)
    given = desk.stamps.msgids.next(NOON)
    desk.executor.carry_out(said("two", given), NOON)
    (_, shown) = desk.outbox.shown
    (_, (kept, _text)) = desk.kept()
    assert shown.tags["msgid"] == kept
    assert desk.outbox.asked[-1] == ("publish", "00:00.001Z")


def test_one_message_in_two_conversations_has_one_time_in_both(desk: Desk) -> None:
    desk.executor.carry_out(said("one", desk.stamps.msgids.next(NOON)), NOON)
    both = desk.stamps.msgids.next(NOON)
    desk.executor.carry_out([*said("two", both), *said("two", both, WINE)], NOON)
    assert [time for _, time in desk.outbox.asked] == ["00:00.000Z", *["00:00.001Z"] * 2]
    assert desk.kept()[-1] == desk.kept(WINE)[-1]


def test_no_more_is_remembered_of_messages_than_those_of_one_event(desk: Desk) -> None:
    for _number in range(3):
        both = desk.stamps.msgids.next(NOON)
        desk.executor.carry_out([*said("one", both), *said("one", both, WINE)], NOON)
        assert len(desk.executor._later) == 1


def test_what_is_not_a_message_of_the_history_has_the_time_of_its_event(desk: Desk) -> None:
    hello = Message("NOTICE", ("ana", "hello"))
    desk.executor.carry_out([Send((ClientId(1),), hello)], Millis(NOON + 61_007))
    assert desk.outbox.asked == [("send", "01:01.007Z")]


def test_clients_and_channels_go_to_the_outbox_and_changes_to_the_stores(desk: Desk) -> None:
    desk.executor.carry_out(said("one", "a"), NOON)
    desk.outbox.asked.clear()
    client = ClientId(7)
    desk.executor.carry_out(
        [
            Subscribe(client, TEA),
            Unsubscribe(client, TEA),
            SetCapabilities(client, Capabilities(0)),
            Keep("account", "ana", {"id": 1}),
            MoveHistory(TEA, WINE),
        ],
        NOON,
    )
    words = [word for word, _ in desk.outbox.asked]
    assert words == ["subscribe", "unsubscribe", "capabilities", "flush", "flush"]
    assert desk.kept() == []
    assert desk.kept(WINE) == [("a", "one")]
    desk.executor.carry_out([Forget(WINE, "a")], NOON)
    assert desk.kept(WINE) == []
    desk.executor.carry_out([*said("two", "b", WINE), DropHistory(WINE, NOON)], NOON)
    assert desk.kept(WINE) == []
    assert list(desk.records.all()) == [("account", "ana", {"id": 1})]
    assert desk.others == []


def test_times_of_a_conversation_move_with_it(desk: Desk) -> None:
    desk.executor.carry_out(said("one", desk.executor.place(TEA, NOON)), NOON)
    desk.executor.carry_out([MoveHistory(TEA, WINE)], NOON)
    desk.executor.carry_out(said("two", desk.executor.place(WINE, NOON), WINE), NOON)
    assert desk.outbox.asked[-1] == ("publish", "00:00.001Z")


def test_what_the_executor_does_not_know_is_handed_on(desk: Desk) -> None:
    effect = Log("joined", {})
    desk.executor.carry_out([effect], NOON)
    assert desk.others == [effect]


def test_a_failure_is_reported_and_stops_no_other_effect(
    desk: Desk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_words: object) -> None:
        raise OSError

    monkeypatch.setattr(desk.history, "remember", fail)
    desk.executor.carry_out(said("one", desk.executor.place(TEA, NOON)), NOON)
    desk.executor.carry_out(said("two", "b"), NOON)
    monkeypatch.setattr(desk.history, "commit", fail)
    desk.executor.carry_out([Keep("account", "ana", {})], NOON)
    desk.stores.commit()
    assert [word for word, _ in desk.outbox.asked] == ["publish", "publish", "flush"]
    assert [record.getMessage().partition("\n")[0] for record in caplog.records] == [
        "a message could not be stored",
        "Remember could not be carried out",
        "messages or changes could not be stored",
    ]
    assert len(list(desk.records.all())) == 1


def test_each_change_is_made() -> None:
    history, records = MemoryHistory(), MemoryRecords()
    for number in (1, 2):
        say(history, number)
    say(history, 3, target="#old")
    changes = (
        Forget("#tea", msgid(1)),
        MoveHistory("#tea", "#coffee"),
        DropHistory("#old", Millis(5)),
        Keep("account", "alice", {"n": 1}),
    )
    for change in changes:
        Stores(history, records).change(change)
    assert read(history, target="#coffee") == ["2"]
    assert read(history, target="#old") == read(history) == []
    assert list(records.all()) == [("account", "alice", {"n": 1})]
