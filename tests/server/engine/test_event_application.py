"""Applying events of the log, one after the other."""

import logging

import pytest

from tests.server.world import World
from tui_chat.server.core.context import Context
from tui_chat.server.core.events import ClientId, Event, Millis, Received, Restored
from tui_chat.server.core.handler_registry import COMMANDS
from tui_chat.server.core.settings import Settings
from tui_chat.server.engine.node import Node
from tui_chat.wire.message import Message


@pytest.fixture
def broken_topic(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server whose handler of TOPIC has a mistake in it."""

    def topic(ctx: Context) -> None:
        raise ZeroDivisionError(ctx.param(0))

    monkeypatch.setitem(COMMANDS, "TOPIC", COMMANDS["TOPIC"]._replace(handler=topic))


@pytest.mark.usefixtures("broken_topic")
def test_a_handler_that_raises_is_logged_and_the_server_goes_on(
    net: World, caplog: pytest.LogCaptureFixture
) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    before = net.node.network.snapshot()
    alice.says("TOPIC #tea :\x1b[2Jnews")
    assert net.node.network.snapshot() == before
    assert net.is_quiet()
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert "Received TOPIC, client 1, at " in record.getMessage()
    assert record.getMessage().endswith("ZeroDivisionError")
    alice.says("PRIVMSG #tea :still there?")
    assert bob.hears() == [":alice!alice@host PRIVMSG #tea :still there?"]


def test_ids_of_messages_are_never_the_same(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    net.events.clear()
    for _ in range(50):
        net.node.receive(alice.id, Message("PRIVMSG", ("#tea", "hi")), net.node.now())
        net.node.receive(alice.id, Message("PRIVMSG", ("bob", "hi")), net.node.now())
        net.node.receive(bob.id, Message("AWAY", ("lunch",)), net.node.now())
    ids = {event.msgid for event in net.events if isinstance(event, Received)}
    assert len(ids - {""}) == 150


def test_events_that_come_while_another_is_applied_are_applied_after_it() -> None:
    node = Node(Settings(), lambda _act: None)
    applied: list[str] = []

    def note(event: Event) -> None:
        assert isinstance(event, Restored)
        applied.append(f"{event.key} begins")
        if event.key == "first":
            for key in ("second", "third"):
                node.backplane.submit(Restored(ClientId(0), Millis(0), "", key, {}))
        applied.append(f"{event.key} ends")

    node.record(note)
    node.backplane.submit(Restored(ClientId(0), Millis(0), "", "first", {}))
    keys = ("first", "second", "third")
    assert applied == [f"{key} {does}" for key in keys for does in ("begins", "ends")]
