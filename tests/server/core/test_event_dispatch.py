import logging

import pytest

from tests.server.world import NOON, World
from tui_chat.server.core.event_dispatch import handle
from tui_chat.server.core.events import (
    ClientId,
    Connected,
    Disconnected,
    Garbled,
    Millis,
    Received,
    Unreadable,
)
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.state.network import Network
from tui_chat.wire.message import Message


def tell_a_long_story(net: World) -> None:
    alice, bob = net.join("#tea", net.enter("alice", "echo-message", "message-tags"), "bob")
    carol = net.enter("carol", "labeled-response", "batch", "away-notify")
    carol.says("@label=1 JOIN #tea,#coffee")
    alice.says("MODE #tea +klo word 9 bob", "@+reply=x PRIVMSG #tea,carol :hi all")
    net.now += 1500
    bob.says("TOPIC #tea :Assam", "INVITE alice #coffee")
    carol.says("INVITE bob #coffee", "AWAY :back soon", "NICK cara", "SETNAME :Cara Mia")
    net.submit(Garbled(bob.id, Millis(net.now), Unreadable.TOO_LONG))
    bob.says("MODE bob +i")
    alice.says("KICK #tea bob,cara :out")
    bob.says("NONSENSE")
    alice.drops()
    stranger = net.connect()
    stranger.says("NICK dave")


def test_one_log_gives_equal_states_and_equal_effects(net: World) -> None:
    tell_a_long_story(net)
    one, other = Network(net.node.network.settings), Network(net.node.network.settings)
    assert [handle(one, event) for event in net.events] == [
        handle(other, event) for event in net.events
    ]
    assert one.snapshot() == other.snapshot() == net.node.network.snapshot()


def test_the_state_shows_who_is_connected_and_what_they_said_of_themselves(net: World) -> None:
    tell_a_long_story(net)
    snapshot = net.node.network.snapshot()
    for source in ("bob!bob@host", "cara!carol@host"):
        assert source in repr(snapshot["users"])
    assert "alice" not in repr(snapshot["users"])
    assert "#coffee" in repr(snapshot["channels"])
    assert "#tea" not in repr(snapshot["channels"])
    assert "'dave'" not in repr(snapshot["sessions"])  # it has yet to enter
    assert [one.nick for one in net.node.network.strangers.values()] == ["dave"]


@pytest.mark.parametrize(
    "event",
    [
        Received(ClientId(99), Millis(NOON), Message("NICK", ("x",)), "id"),
        Disconnected(ClientId(99), Millis(NOON), "gone"),
        Garbled(ClientId(99), Millis(NOON), Unreadable.TOO_LONG),
    ],
)
def test_events_of_clients_that_are_not_there_do_nothing(
    net: World, event: Received | Disconnected | Garbled
) -> None:
    net.enter("alice")
    before = net.node.network.snapshot()
    assert handle(net.node.network, event) == []
    assert net.node.network.snapshot() == before


def test_a_line_that_was_too_long_is_answered(net: World) -> None:
    stranger, alice = net.connect(), net.enter("alice")
    for person in stranger, alice:
        net.submit(Garbled(person.id, Millis(NOON), Unreadable.TOO_LONG))
    assert stranger.hears() == [":tui-chat.local 417 * :Input line was too long"]
    assert alice.hears() == [":tui-chat.local 417 alice :Input line was too long"]
    assert net.is_quiet()


def test_a_line_that_is_not_utf8_is_answered(net: World) -> None:
    alice = net.enter("alice")
    net.submit(Garbled(alice.id, Millis(NOON), Unreadable.NOT_UTF8, "PRIVMSG"))
    assert alice.hears() == [":tui-chat.local FAIL PRIVMSG INVALID_UTF8 :Only UTF-8 is spoken here"]


def test_a_new_connection_is_told_nothing() -> None:
    network = Network(Settings())
    assert handle(network, Connected(ClientId(1), Millis(NOON), "host")) == []


def test_nothing_of_a_conversation_is_an_error(
    net: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        tell_a_long_story(net)
        net.settle()
    assert not caplog.records
