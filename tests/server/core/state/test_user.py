from tests.server.world import World
from tui_chat.server.core.events import ClientId
from tui_chat.server.core.state.user import Session
from tui_chat.wire.names import Folded


def test_a_session_is_called_by_the_nickname_it_asked_for_and_then_by_its_users() -> None:
    session = Session(ClientId(1), "host", secure=False)
    assert session.nick == "*"
    assert session.registration is not None
    session.registration.nick = "ana"
    assert session.nick == "ana"


def test_a_new_nickname_changes_how_messages_are_signed(net: World) -> None:
    net.enter("ana")
    user = net.node.network.users[Folded("ana")]
    user.rename("Anna", Folded("anna"))
    assert user.source == "Anna!ana@host"


def test_peers_are_the_others_of_all_its_channels_each_once(net: World) -> None:
    ana, bob = net.join("#tea", "ana", "bob")
    net.join("#coffee", ana, bob)
    (_, eve) = net.join("#coffee", ana, "eve")
    net.enter("dan")
    user = net.node.network.users[Folded("ana")]
    assert user.peers() == (bob.id, eve.id)
