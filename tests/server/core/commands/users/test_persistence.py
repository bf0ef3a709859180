"""PERSISTENCE (IRCv3 draft/persistence)."""

from collections.abc import Callable

import pytest

from tests.server.account_holders import log_in, register, settings
from tests.server.world import Person, World
from tui_chat.server.core.settings import AlwaysOn, Settings

SERVER = ":tui-chat.local PERSISTENCE STATUS"


def asks(person: Person, line: str) -> list[str]:
    person.hears()
    person.says(line)
    return person.hears()


def test_a_client_asks_for_it_and_stays(net: World) -> None:
    ana = register(net, "ana")
    assert asks(ana, "PERSISTENCE GET") == [f"{SERVER} DEFAULT OFF"]
    assert asks(ana, "PERSISTENCE SET on") == [f"{SERVER} ON ON"]
    bob = net.enter("bob")
    ana.drops()
    bob.says("PRIVMSG ana :hi")
    assert bob.hears() == [":tui-chat.local 301 bob ana :Not connected"]


@pytest.mark.parametrize(
    ("policy", "wanted", "status"),
    [
        (AlwaysOn.OFF, "ON", "ON OFF"),
        (AlwaysOn.OPT_OUT, "DEFAULT", "DEFAULT ON"),
        (AlwaysOn.OPT_OUT, "OFF", "OFF OFF"),
        (AlwaysOn.OPT_IN, "DEFAULT", "DEFAULT OFF"),
    ],
)
def test_what_the_network_wants_counts_too(
    world: Callable[[Settings], World], policy: AlwaysOn, wanted: str, status: str
) -> None:
    ana = register(world(settings(always_on=policy)), "ana")
    assert asks(ana, f"PERSISTENCE SET {wanted}") == [f"{SERVER} {status}"]


def test_it_is_said_between_the_features_and_the_message_of_the_day(net: World) -> None:
    register(net, "ana").says("PERSISTENCE SET ON")
    again = log_in(net, "ana", "ana", "draft/persistence")
    commands = [line.split()[1] for line in again.hears()]
    place = commands.index("PERSISTENCE")
    assert max(i for i, word in enumerate(commands) if word == "005") < place
    assert place < commands.index("422")
    assert commands.count("PERSISTENCE") == 1


def test_the_accounts_other_connections_are_told(net: World) -> None:
    ana = register(net, "ana")
    other = log_in(net, "ana", "ana", "draft/persistence")
    quiet = log_in(net, "ana", "ana")
    net.settle()
    assert asks(ana, "NS SET ALWAYS-ON ON") == [
        ":NickServ!NickServ@tui-chat.local NOTICE ana :ALWAYS-ON is ON"
    ]
    assert other.hears() == [f"{SERVER} ON ON"]
    assert quiet.hears() == []


def test_nobody_stays_without_an_account(net: World) -> None:
    refusal = ":tui-chat.local FAIL PERSISTENCE ACCOUNT_REQUIRED :Log in to an account first"
    assert asks(net.enter("bob"), "PERSISTENCE SET ON") == [refusal]


@pytest.mark.parametrize("line", ["PERSISTENCE", "PERSISTENCE SET", "PERSISTENCE SET maybe"])
def test_what_means_nothing_is_refused(net: World, line: str) -> None:
    (heard,) = asks(register(net, "ana"), line)
    assert heard.startswith(":tui-chat.local FAIL PERSISTENCE INVALID_PARAMETERS :")


def test_a_subcommand_of_the_future_is_ignored(net: World) -> None:
    assert asks(register(net, "ana"), "PERSISTENCE DETACH") == []


def test_the_wish_outlives_a_restart(net: World) -> None:
    register(net, "ana").says("PERSISTENCE SET ON")
    again = log_in(net.restarted(), "ana", "ana")
    assert asks(again, "PERSISTENCE GET") == [f"{SERVER} ON ON"]
