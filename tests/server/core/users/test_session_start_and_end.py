from tests.server.world import World
from tui_chat.server.core.context import Context
from tui_chat.server.core.effects import Publish, Send, Unsubscribe
from tui_chat.server.core.events import Millis
from tui_chat.server.core.users import session_start_and_end
from tui_chat.wire.message import Message
from tui_chat.wire.names import Folded

TEA = Folded("#tea")


def test_who_leaves_the_network_is_nowhere_in_it(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    net.join("#mine", alice)
    bob.says("INVITE alice #tea")
    alice.says("PART #tea")
    bob.says("INVITE alice #tea")
    alice.says("MODE alice +i")
    alice.drops()
    network = net.node.network
    assert list(network.users) == ["bob"]
    assert list(network.channels) == ["#tea"]
    assert [user.nick for user in network.channels[TEA].members] == ["bob"]
    assert not network.channels[TEA].invited
    assert network.invisible == 0
    assert list(network.sessions) == [bob.id]


def test_a_user_with_another_session_stays_when_one_ends(net: World) -> None:
    alice, _ = net.join("#tea", "alice", "bob")
    second = net.connect()
    network = net.node.network
    user = network.users[Folded("alice")]
    network.sessions[second.id] = network.strangers.pop(second.id)
    session_start_and_end.attach(Context(network, second.session, Millis(0), Message("*")), user)
    ctx = Context(network, alice.session, Millis(0), Message("*"))
    session_start_and_end.end_session(ctx, "Quit")
    assert user.clients == (second.id,)
    assert user in network.channels[TEA].members
    assert Unsubscribe(alice.id, TEA) in ctx.effects
    assert not any(isinstance(effect, Send) for effect in ctx.effects)
    ctx = Context(network, second.session, Millis(0), Message("*"))
    session_start_and_end.end_session(ctx, "Quit")
    (told,) = (effect for effect in ctx.effects if isinstance(effect, Publish))
    assert (told.room, told.message.command, told.message.params) == (TEA, "QUIT", ("Quit",))
    assert "alice" not in network.users


def test_whoever_shares_channels_is_told_once_of_a_quit(net: World) -> None:
    alice, bob, carol, dave = net.join("#tea", "alice", "bob", "carol", "dave")
    net.join("#milk", alice, bob, "erin")
    net.join("#sugar", alice, bob, carol)
    carol.says("PART #tea")
    net.enter("frank")
    net.settle()
    alice.drops("Gone")
    quits = [":alice!alice@host QUIT Gone"]
    assert bob.hears() == carol.hears() == dave.hears() == quits


def test_a_crowd_that_quits_costs_an_order_each(net: World) -> None:
    alice, *_ = net.join("#tea", "alice", "bob", "carol")
    network = net.node.network
    ctx = Context(network, alice.session, Millis(0), Message("*"))
    session_start_and_end.end_session(ctx, "Quit")
    assert not any(isinstance(effect, Send) for effect in ctx.effects)
