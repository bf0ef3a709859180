import logging
import time

import pytest

from tests.server.world import World
from tui_chat.server.core.context import Context
from tui_chat.server.core.events import Received
from tui_chat.server.core.registry import COMMANDS
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


def test_time_does_not_go_back(net: World, monkeypatch: pytest.MonkeyPatch) -> None:
    node = World(settings=net.node.network.settings, tick_per_line=True).node
    del node.now
    clock = [5_000_000_000, 3_000_000_000, 6_000_000_000]
    monkeypatch.setattr("time.time_ns", lambda: clock.pop(0))
    assert [node.now() for _ in range(3)] == [5000, 5000, 6000]


def test_ids_of_messages_are_never_the_same(net: World) -> None:
    alice = net.enter("alice")
    net.events.clear()
    for _ in range(100):
        net.node.receive(alice.id, Message("PONG"), net.node.now())
    assert len({event.msgid for event in net.events if isinstance(event, Received)}) == 100


def test_everybody_connected_can_be_told(net: World) -> None:
    alice, stranger = net.enter("alice"), net.connect()
    net.node.tell_all(Message("ERROR", ("closing",)))
    assert alice.hears() == stranger.hears() == ["ERROR closing"]


def test_who_is_turned_out_is_told_why_and_so_are_the_others(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    net.node.turn_out(bob.id, "Ping timeout")
    assert bob.hears() == ["ERROR :Closing link: Ping timeout"]
    assert bob.closed
    assert alice.hears() == [":bob!bob@host QUIT :Ping timeout"]
    assert len(net.node.sockets) == 1


def test_it_knows_who_is_registered(net: World) -> None:
    alice, stranger = net.enter("alice"), net.connect()
    assert net.node.is_registered(alice.id)
    assert not net.node.is_registered(stranger.id)
    alice.drops()
    assert not net.node.is_registered(alice.id)


def test_a_tick_that_is_ended_twice_presses_nobody(net: World) -> None:
    alice = net.enter("alice")
    for _ in range(2):
        net.node.tell_all(Message("NOTICE", ("*", "written before the tick ends")))
        alice.says("PING :its end is asked for again")
        net.flush()
    assert not net.node.queue.pressure.is_on(time.monotonic())


def test_a_tick_without_a_line_is_measured_when_it_has_work(net: World) -> None:
    net.node.expect_work()
    began = time.monotonic()
    assert net.node._work(began + 1)[0] >= 1
    net.flush()
    assert net.node._work(began + 1) == (0.0, 0)
