from tests.server.world import World
from tui_chat.server.core.channels import membership
from tui_chat.server.core.context import Context
from tui_chat.server.core.effects import Unsubscribe
from tui_chat.server.core.events import Millis
from tui_chat.wire.message import Message
from tui_chat.wire.names import Folded

TEA = Folded("#tea")


def test_the_first_member_is_operator_and_the_second_is_not(net: World) -> None:
    net.join("#tea", "alice", "bob")
    assert list(net.node.network.channels[TEA].members.values()) == ["o", ""]


def test_entering_uses_up_the_invitation(net: World) -> None:
    alice, bob = net.join("#tea", "alice")[0], net.enter("bob")
    alice.says("INVITE bob #tea")
    bob.says("JOIN #tea")
    network = net.node.network
    assert not network.channels[TEA].invited
    assert not network.users[Folded("bob")].invitations


def test_those_who_ask_hear_that_a_newcomer_is_away(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    bob, carol = net.enter("bob"), net.enter("carol")
    alice.says("CAP REQ away-notify")
    bob.says("AWAY lunch")
    net.settle()
    bob.says("JOIN #tea")
    assert alice.hears() == [
        ":bob!bob@host JOIN #tea",
        ":bob!bob@host AWAY lunch",
    ]
    assert carol.hears() == []


def test_leaving_silently_tells_nobody_and_the_last_takes_the_channel_along(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    network = net.node.network
    channel, user = network.channels[TEA], network.users[Folded("bob")]
    for one, nick in ((bob, "bob"), (alice, "alice")):
        user = network.users[Folded(nick)]
        ctx = Context(network, one.session, Millis(0), Message("*"))
        membership.leave(ctx, channel, user)
        assert ctx.effects[0] == Unsubscribe(one.id, TEA)
        assert user not in channel.members
        assert TEA not in user.channels
        assert (TEA in network.channels) is (nick == "bob")
    assert net.is_quiet()
