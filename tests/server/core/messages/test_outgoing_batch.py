from tests.server.world import World
from tui_chat.server.core.context import Context
from tui_chat.server.core.events import Millis
from tui_chat.server.core.messages.outgoing_batch import send_batch
from tui_chat.wire.message import Message


def test_a_batch_is_one_for_those_who_know_it_and_loose_messages_for_others(net: World) -> None:
    modern, old = net.enter("modern", "batch"), net.enter("old")
    for person in modern, old:
        network = net.node.network
        session = person.session
        ctx = Context(network, session, Millis(0), Message("*"), "id")
        send_batch(ctx, person.id, "kind", ("param",), [Message("NOTE", ("X", "Y"), "server")])
        net.node.carry_out(ctx.effects, Millis(0))
    assert modern.hears() == [
        ":tui-chat.local BATCH +bid kind param",
        "@batch=bid :server NOTE X Y",
        ":tui-chat.local BATCH -bid",
    ]
    assert old.hears() == [":server NOTE X Y"]
