import pytest

from tests.server.world import World
from tui_chat.server.core.events import ClientId, Millis
from tui_chat.server.core.state.ranks import prefixes
from tui_chat.server.core.state.users_and_channels import MODE_KINDS, Channel, User
from tui_chat.wire.modes import ModeKind
from tui_chat.wire.names import Folded


def user(nick: str, *clients: int) -> User:
    return User(
        nick,
        Folded(nick),
        nick,
        "host",
        nick.title(),
        Millis(0),
        Millis(0),
        clients=tuple(map(ClientId, clients)),
    )


@pytest.fixture
def tea() -> Channel:
    return Channel("#tea", Folded("#tea"), Millis(0))


def test_ranks_are_given_and_taken_highest_first(tea: Channel) -> None:
    ana = user("ana")
    tea.admit(ana, "")
    assert tea.set_rank(ana, "v", held=True)
    assert tea.set_rank(ana, "o", held=True)
    assert not tea.set_rank(ana, "o", held=True)
    assert tea.ranks_of(ana) == "ov"
    assert tea.is_operator(ana)
    assert tea.set_rank(ana, "o", held=False)
    assert not tea.set_rank(ana, "o", held=False)
    assert tea.ranks_of(ana) == "v"
    assert not tea.is_operator(ana)
    assert not tea.is_operator(user("stranger"))


def test_flags_say_whether_they_changed(tea: Channel) -> None:
    assert tea.set_flag("i", held=True)
    assert not tea.set_flag("i", held=True)
    assert tea.flags == "int"
    assert tea.set_flag("n", held=False)
    assert not tea.set_flag("n", held=False)
    assert tea.flags == "it"


def test_its_modes_are_written_as_a_mode_command_would(tea: Channel) -> None:
    assert tea.modes(with_key=True) == ("+nt",)
    tea.key, tea.limit = "word", 9
    assert tea.modes(with_key=True) == ("+ntkl", "word", "9")
    assert tea.modes(with_key=False) == ("+ntkl", "*", "9")


def test_the_clients_of_a_rank_are_those_of_all_who_have_it(tea: Channel) -> None:
    tea.admit(user("ana", 1, 2), "o")
    tea.admit(user("bob", 3), "v")
    tea.admit(user("eve", 4), "")
    assert tea.rank_clients("o") == (1, 2)
    assert tea.rank_clients("ov") == (1, 2, 3)


def test_prefixes_stand_in_the_order_of_ranks() -> None:
    assert prefixes("ov") == "@+"
    assert prefixes("") == ""


def test_every_mode_has_its_kind() -> None:
    assert MODE_KINDS["o"] is ModeKind.PREFIX
    assert MODE_KINDS["k"] is ModeKind.ALWAYS
    assert MODE_KINDS["l"] is ModeKind.SET
    assert MODE_KINDS["n"] is ModeKind.FLAG


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


def test_who_has_no_invitations_and_no_metadata_holds_no_dict_for_them(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    users = [net.node.network.users[Folded(nick)] for nick in ("alice", "bob")]
    assert users[0].invitations is users[1].invitations
    assert alice.session.values is bob.session.values
    assert alice.asks("JOIN #one", "INVITE bob #one")
    assert list(users[1].invitations) == ["#one"]
    assert bob.asks("JOIN #one")
    assert users[0].invitations is users[1].invitations
    assert not users[0].invitations
