from tests.server.world import Person, World
from tui_chat.server.core.context import Context
from tui_chat.server.core.events import Millis
from tui_chat.server.core.users.host_change import change_host
from tui_chat.wire.message import Message


def change(net: World, person: Person, username: str, host: str) -> None:
    network = net.node.network
    session = person.session
    assert session.user is not None
    ctx = Context(network, session, Millis(0), Message("*"), "id")
    change_host(ctx, session.user, username, host)
    net.node.carry_out(ctx.effects, Millis(0))


def test_who_comes_back_comes_back_to_every_common_channel(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    net.join("#milk", bob, alice)
    change(net, alice, "ali", "vhost")
    assert bob.hears() == [
        ":alice!alice@host QUIT :Changing host",
        ":alice!ali@vhost JOIN #tea",
        ":tui-chat.local MODE #tea +o alice",
        ":alice!ali@vhost JOIN #milk",
    ]


def test_from_then_on_the_new_host_is_the_source(net: World) -> None:
    alice, bob = net.enter("alice"), net.enter("bob")
    change(net, alice, "ali", "vhost")
    alice.says("PRIVMSG bob hi")
    assert bob.hears() == [":alice!ali@vhost PRIVMSG bob hi"]


def test_the_same_host_is_no_news(net: World) -> None:
    alice, _bob = net.join("#tea", "alice", "bob")
    change(net, alice, "alice", "host")
    assert net.is_quiet()
