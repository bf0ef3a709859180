"""A `World` whose people are connected to two nodes of one network."""

from tests.server.world import Person, World
from tui_chat.server.core.events import ClientId, NodeJoined

FIRST, SECOND = 5, 7
"""Incarnations of node1 and node2."""


def join_nodes(net: World) -> None:
    """Make the network one of two nodes; new clients connect to node1."""
    nobody = ClientId(0)
    for name, incarnation in (("node1", FIRST), ("node2", SECOND)):
        event = NodeJoined(
            *(nobody, net.node.now(), name, "", f"t{incarnation}", incarnation),
            version=f"tui-chat of {name}",
        )
        net.node.apply(event)
    net.node.use_incarnation(FIRST)


def enter_second(net: World, nick: str) -> Person:
    """A client that connects to node2 and registers."""
    net.node.use_incarnation(SECOND)
    person = net.enter(nick)
    net.node.use_incarnation(FIRST)
    return person
