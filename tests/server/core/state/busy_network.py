"""A network with one of everything that there can be."""

from tests.server.world import World
from tui_chat.server.core.events import ClientId, NodeJoined, NodeLost
from tui_chat.server.core.settings import Limits, Operator, Settings
from tui_chat.server.core.users.operators import CheckOperator
from tui_chat.server.engine.pending_requests import soon
from tui_chat.wire.names import Casemapping

BUSY_SETTINGS = Settings(
    casemapping=Casemapping.PRECIS,
    operators=(Operator("root", "sesame"),),
    limits=Limits(whowas=3),
)


def busy_network() -> World:
    """The world of it."""
    net = World(settings=BUSY_SETTINGS, tick_per_line=True)
    net.node.answer_with(CheckOperator, soon(lambda _: True, net._pending.append))
    ana, bob = net.join("#tea", "ana", net.enter("bob", "batch draft/metadata-2 draft/multiline"))
    ana.says("NICKSERV REGISTER correct-horse", "CHANSERV REGISTER #tea")
    ana.says("MODE #tea +bIk eve!*@* a:bob word", "INVITE carol #tea")
    carol = net.enter("carol")
    ana.says("INVITE carol #tea")
    carol.says("MONITOR + ana,bob", "JOIN #guarded", "MODE #guarded +b eve!*@*", "JOIN #left")
    carol.says("MODE #left +b eve!*@*", "PART #left")
    bob.says("METADATA * SUB status", "METADATA * SET status :tired")
    bob.says("BATCH +1 draft/multiline #tea", "@batch=1 PRIVMSG #tea :one")
    ana.says("OPER root sesame")
    net.settle()
    ana.says("UBAN ADD 10.0.0.0/8 :no", "MARKREAD #tea timestamp=2025-11-20T12:00:00.000Z")
    net.enter("dan").says("QUIT")
    net.connect().says("AUTHENTICATE SCRAM-SHA-256")
    net.settle()
    _lose_a_node(net)
    network = net.node.network
    assert network.missing
    assert network.entry_rules
    assert network.empty_channel_rules
    return net


def _lose_a_node(net: World) -> None:
    """Two nodes join, and one is lost, with somebody who is logged in."""
    at, nobody = net.node.now(), ClientId(0)
    for name, incarnation in (("n1", 3), ("n2", 4)):
        net.node.apply(NodeJoined(nobody, at, name, "rules", f"t{incarnation}", incarnation))
    net.node.use_incarnation(3)
    net.enter("fay").says("NICKSERV REGISTER correct-horse")
    net.settle()
    net.node.apply(NodeLost(nobody, at, 3, 0))
