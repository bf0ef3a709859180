"""Nodes that are lost. People connect to the node whose incarnation the world has just then."""

import msgspec
import pytest

from tests.server.account_holders import log_in, register, settings
from tests.server.world import Person, World
from tui_chat.server.core.events import (
    ClientId,
    Event,
    GraceEnded,
    NodeJoined,
    NodeLost,
)
from tui_chat.server.core.users.node_joins_and_losses import GRACE

LOST, OTHER, THIRD = 5, 7, 9


@pytest.fixture
def net(tick_per_line: bool) -> World:
    return World(settings=settings(), tick_per_line=tick_per_line)


def apply(net: World, event: Event) -> None:
    net.node.apply(event)
    net.flush()


def joined(net: World, name: str, incarnation: int, rules: str = "") -> None:
    node = ClientId(0)
    apply(net, NodeJoined(node, net.node.now(), name, rules, f"t{incarnation}", incarnation))


def lost(net: World, incarnation: int) -> None:
    apply(net, NodeLost(ClientId(0), net.node.now(), incarnation, 0))


def grace_ends(net: World, later: int) -> None:
    net.now += later
    apply(net, GraceEnded(ClientId(0), net.node.now()))


@pytest.fixture
def bob(net: World) -> Person:
    """Somebody in #tea at the node that stays; further people connect to the one that is lost."""
    joined(net, "a", LOST)
    joined(net, "b", OTHER)
    net.node.use_incarnation(OTHER)
    (bob,) = net.join("#tea", "bob")
    net.node.use_incarnation(LOST)
    return bob


def test_people_without_an_account_quit_with_their_node(net: World, bob: Person) -> None:
    net.join("#tea", "carol", "dave")
    lost(net, LOST)
    assert bob.hears() == [
        ":carol!carol@host QUIT :Connection lost",
        ":dave!dave@host QUIT :Connection lost",
    ]
    assert [*net.node.network.users] == ["bob"]
    lost(net, LOST)
    assert bob.hears() == []


def test_who_is_logged_in_is_away_and_comes_back_without_a_word(net: World, bob: Person) -> None:
    ana = register(net, "ana")
    net.join("#tea", ana)
    lost(net, LOST)
    assert bob.hears() == []
    assert ":tui-chat.local 301 bob ana :Not connected" in bob.asks("WHOIS ana")
    net.node.use_incarnation(THIRD)
    back = log_in(net, "ana", "ana")
    assert ":ana!ana@host JOIN #tea" in back.hears()
    back.says("PRIVMSG #tea :I am back")
    assert bob.hears() == [":ana!ana@host PRIVMSG #tea :I am back"]
    grace_ends(net, GRACE)
    assert bob.hears() == []


def test_who_does_not_come_back_in_time_has_quit(net: World, bob: Person) -> None:
    ana = register(net, "ana")
    net.join("#tea", ana)
    lost(net, LOST)
    grace_ends(net, GRACE - 1)
    assert bob.hears() == []
    grace_ends(net, 1)
    assert bob.hears() == [":ana!ana@host QUIT :Connection lost"]
    grace_ends(net, GRACE)
    assert bob.hears() == []
    assert not net.node.network.missing


def test_who_has_a_connection_to_another_node_stays(net: World, bob: Person) -> None:
    ana = register(net, "ana")
    net.join("#tea", ana)
    net.node.use_incarnation(THIRD)
    second = log_in(net, "ana", "ana")
    second.hears()
    lost(net, LOST)
    grace_ends(net, GRACE)
    assert bob.hears() == []
    assert net.node.network.users["ana"].clients == (second.id,)  # type: ignore[index]


def test_the_same_node_joining_again_ends_what_it_had(net: World, bob: Person) -> None:
    net.join("#tea", "carol")
    joined(net, "a", LOST + 10)
    assert bob.hears() == [":carol!carol@host QUIT :Server restarted"]


def test_a_node_with_other_rules_changes_nothing(net: World, bob: Person) -> None:
    net.join("#tea", "carol")
    joined(net, "a", LOST + 10, rules="another core")
    assert bob.hears() == []
    assert net.node.network.nodes.of(LOST)


def test_clients_are_told_where_else_they_find_the_network(net: World) -> None:
    def comes(name: str, incarnation: int, address: str) -> None:
        at = net.node.now()
        event = NodeJoined(ClientId(0), at, name, "", f"t{incarnation}", incarnation)
        apply(net, msgspec.structs.replace(event, address=address))

    comes("a", LOST, "a.example:6697")
    net.node.use_incarnation(LOST)
    ana = net.connect()
    ana.says("CAP LS 302", "NICK ana", "USER ana 0 * :Ana")
    offers = [line for line in ana.hears() if " LS " in line][-1]
    assert offers.endswith(" tui-chat/nodes=a.example:6697")
    assert "NAK" in ana.asks("CAP REQ tui-chat/nodes")[-1]
    ana.says("CAP END")
    ana.hears()
    old = net.connect()
    old.says("CAP LS", "CAP END", "NICK old", "USER old 0 * :Old")
    assert not [line for line in old.hears() if "tui-chat/nodes" in line]
    comes("b", OTHER, "b.example:6697")
    told = "tui-chat/nodes=a.example:6697,b.example:6697"
    assert ana.hears() == [f":tui-chat.local CAP ana NEW {told}"]
    comes("c", THIRD, "")  # nothing is new for clients
    lost(net, OTHER)
    assert ana.hears() == old.hears() == []
    assert "tui-chat/nodes=a.example:6697" in ana.asks("CAP LS 302")[-1]
