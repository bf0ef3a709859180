"""Who stays on the network without a connection."""

from collections.abc import Callable

import pytest

from tests.server.account_holders import come_back, log_in, register, restarted, settings
from tests.server.world import Person, World
from tui_chat.server.core.events import AccountOrder
from tui_chat.server.core.settings import AlwaysOn, Settings
from tui_chat.server.process.control_socket import ControlRequest, carry_out


def stay(net: World, nick: str = "ana") -> tuple[Person, Person]:
    """Somebody who is always on, and bob, both in #tea."""
    ana = register(net, nick)
    ana.says("NS SET ALWAYS-ON ON")
    net.join("#tea", ana, net.enter("bob", "away-notify", "account-notify"))
    return ana, net.people[-1]


def names(person: Person) -> str:
    return person.asks("NAMES #tea")[0].rpartition(" :")[2]


def test_who_is_always_on_stays_and_is_away(net: World) -> None:
    ana, bob = stay(net)
    assert ana.asks("QUIT :bye")[-1] == "ERROR :Closing link: host (Quit: bye)"
    assert bob.hears() == [":ana!ana@host AWAY :Not connected"]
    assert names(bob) == "@ana bob"
    assert bob.asks("PRIVMSG ana :hi") == [":tui-chat.local 301 bob ana :Not connected"]


def test_who_comes_back_is_here_again(net: World) -> None:
    ana, bob = stay(net)
    ana.drops()
    bob.hears()
    heard = log_in(net, "ana", "ana").hears()
    assert ":ana!ana@host JOIN #tea" in heard
    assert bob.hears() == [":ana!ana@host AWAY"]


def test_a_restart_keeps_user_channels_and_ranks(net: World) -> None:
    ana, bob = stay(net)
    bob.says("PART #tea")
    ana.says("MODE #tea +v ana", "JOIN #cake", "NICK Ana")
    net.settle()
    again = restarted(net)
    (bob,) = again.join("#tea", "bob")
    bob.says("MODE #tea")
    bob.hears()
    assert names(bob) in {"@Ana bob", "~Ana bob"}
    assert ":tui-chat.local 301 bob Ana :Not connected" in bob.asks("WHOIS ana")
    heard = log_in(again, "ana", "ana").hears()
    assert {line.split()[-1] for line in heard if " JOIN " in line} == {"#tea", "#cake"}


def test_who_has_left_a_channel_does_not_come_back_to_it(net: World) -> None:
    ana, _ = stay(net)
    ana.says("PART #tea")
    assert "#tea" not in repr(restarted(net).node.network.snapshot()["users"])


def test_it_can_be_ended(net: World) -> None:
    ana, bob = stay(net)
    ana.says("NS SET ALWAYS-ON OFF", "QUIT")
    assert bob.hears() == [":ana!ana@host QUIT Quit"]
    assert not restarted(net).node.network.users


def test_the_operator_may_drop_who_is_not_connected(net: World) -> None:
    ana, bob = stay(net)
    ana.drops()
    bob.hears()
    assert carry_out(net.node, ControlRequest(AccountOrder.DROP, "ana")).refusal == ""
    assert bob.hears() == [
        ":ana!ana@host ACCOUNT *",
        ":ana!ana@host QUIT :No longer always on",
    ]


def test_a_nickname_that_is_not_the_accounts_does_not_stay(net: World) -> None:
    ana, bob = stay(net)
    ana.says("NICK other")
    bob.hears()
    ana.says("QUIT")
    assert bob.hears() == [":other!ana@host QUIT Quit"]


@pytest.mark.parametrize(
    ("policy", "stays"), [(AlwaysOn.OFF, False), (AlwaysOn.OPT_IN, False), (AlwaysOn.OPT_OUT, True)]
)
def test_the_network_says_what_holds_for_those_who_say_nothing(
    world: Callable[[Settings], World], policy: AlwaysOn, *, stays: bool
) -> None:
    net = world(settings(always_on=policy))
    register(net, "ana").drops()
    assert bool(net.node.network.users) is stays


def test_where_nobody_may_stay_nobody_does(world: Callable[[Settings], World]) -> None:
    net = world(settings(always_on=AlwaysOn.OFF))
    ana = register(net, "ana")
    assert ana.asks("NS SET ALWAYS-ON ON")[0].endswith(":This server has no always-on users")


def test_who_is_put_off_the_network_is_gone(net: World) -> None:
    ana, bob = stay(net)
    ana.drops()
    bob.hears()
    other = come_back(net, "ana", "anita")
    other.says("NS GHOST ana")
    other.hears()
    assert bob.hears() == [":ana!ana@host QUIT :Ghosted by anita"]


def test_a_restart_keeps_the_name_that_a_channel_was_given(net: World) -> None:
    ana, bob = stay(net)
    bob.says("PART #tea")
    ana.says("RENAME #tea #Tea")
    net.settle()
    again = restarted(net)
    assert [channel.name for channel in again.node.network.channels.values()] == ["#Tea"]
