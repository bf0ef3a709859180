"""Getting in, after the connection's own node has found nothing against it."""

import msgspec

from tests.server.account_holders import register
from tests.server.world import World
from tui_chat.server.core.events import Entered, Millis
from tui_chat.server.core.settings import AccountPolicy


def enters(net: World, nick: str, **fields: object) -> list[str]:
    """A connection that has said all that it must; gives what it hears."""
    person = net.connect(nick)
    event = Entered(
        person.id, Millis(net.now), nick, nick, nick.title(), "host", "host", msgid="id9"
    )
    net.node.backplane.submit(msgspec.structs.replace(event, **fields))
    return person.hears()


def test_of_two_who_want_a_nickname_at_once_the_second_is_told_to_take_another(
    net: World,
) -> None:
    assert " 001 ana " in enters(net, "ana")[0]
    heard = enters(net, "ana")
    assert [line.split()[1] for line in heard] == ["433"]
    assert len(net.node.network.users) == 1


def test_whoever_is_refused_a_nickname_gets_in_with_another(net: World) -> None:
    net.enter("ana")
    late = net.connect("late")
    assert [line.split()[1] for line in late.asks("NICK ana", "USER late 0 * :Late")] == ["433"]
    assert " 001 late " in late.asks("NICK late")[0]


def test_a_ban_that_came_meanwhile_counts(net: World) -> None:
    network = net.node.network
    root = net.enter("root", host="elsewhere", owner=True)
    root.says("UBAN ADD ana!*@* :no")
    net.settle()
    heard = enters(net, "ana")
    assert not [line for line in heard if " 001 " in line]
    assert heard[-1].startswith("ERROR :")
    assert network.find_user("ana") is None


def test_an_account_that_became_necessary_meanwhile_is_asked_for(net: World) -> None:
    network = net.node.network
    network.settings = msgspec.structs.replace(
        network.settings, accounts=AccountPolicy(required=True)
    )
    heard = enters(net, "ana")
    assert " FAIL * ACCOUNT_REQUIRED " in heard[0]
    assert heard[-1].startswith("ERROR :")
    assert not network.users


def test_another_connection_of_the_same_account_becomes_one_more_of_the_user(net: World) -> None:
    register(net, "ana")
    account = net.node.network.accounts.find(net.node.network.fold("ana"))
    assert account is not None
    assert " 001 ana " in enters(net, "ana", account=account.id)[0]
    (user,) = net.node.network.users.values()
    assert len(user.clients) == 2
