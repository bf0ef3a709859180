"""PERSISTENCE (IRCv3 draft/persistence)."""

from collections.abc import Callable

import pytest

from tests.server.account_holders import log_in, register, settings
from tests.server.world import Person, World
from tui_chat.server.core.settings import AlwaysOn, Settings

SERVER = ":tui-chat.local PERSISTENCE STATUS"


def asks(person: Person, line: str) -> list[str]:
    person.hears()
    return person.asks(line)


def test_a_client_asks_for_it_and_stays(net: World) -> None:
    ana = register(net, "ana")
    assert asks(ana, "PERSISTENCE GET") == [f"{SERVER} DEFAULT OFF"]
    assert asks(ana, "PERSISTENCE SET on") == [f"{SERVER} ON ON"]
    bob = net.enter("bob")
    ana.drops()
    assert bob.asks("PRIVMSG ana :hi") == [":tui-chat.local 301 bob ana :Not connected"]


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
