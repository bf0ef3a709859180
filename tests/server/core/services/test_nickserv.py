"""Accounts by /msg NickServ."""

from collections.abc import Callable

import pytest

from tests.server.account_holders import PASSWORD, come_back, register, restarted, settings
from tests.server.world import CHEAP_PASSWORDS, Person, World
from tui_chat.server.core.services.nickserv import HashForAnother
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.state.records.accounts import Account
from tui_chat.wire.message import Message

LOGIN = ":tui-chat.local 900 {0} {0}!{1}@host {2} :You are now logged in as {2}"


def asks(person: Person, words: str) -> list[str]:
    """The answers of NickServ, and other lines as they are."""
    person.says(f"NS {words}")
    start = f":NickServ!NickServ@tui-chat.local NOTICE {person.nick} :"
    return [line.removeprefix(start) for line in person.hears()]


def test_register_makes_an_account_for_the_nickname(net: World) -> None:
    ana = net.enter("ana")
    assert asks(ana, f"REGISTER {PASSWORD} ana@example.org") == [
        "Account created",
        LOGIN.format("ana", "ana", "ana"),
    ]
    come_back(net, "ana", "ana")
    assert [account.email for account in net.node.network.accounts] == ["ana@example.org"]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("ab", "A password must have at least 3 characters"),
        (
            "opensesame nonsense@.",
            "That is not an e-mail address (name@example.org); you can leave it out",
        ),
    ],
)
def test_register_says_what_is_wrong(net: World, words: str, answer: str) -> None:
    assert asks(net.enter("bob"), f"REGISTER {words}") == [answer]
    assert len(net.node.network.accounts) == 0


def test_register_is_for_those_who_have_none(net: World) -> None:
    ana = register(net, "ana")
    assert asks(ana, "REGISTER opensesame") == ["You are already logged in"]


def test_identify_logs_in_to_an_account(net: World) -> None:
    register(net, "ana").says("QUIT")
    bob = net.enter("bob")
    heard = asks(bob, f"IDENTIFY ana {PASSWORD}")
    assert heard == ["You are now logged in as ana", LOGIN.format("bob", "bob", "ana")]


def test_identify_needs_no_name_under_the_right_nickname(net: World) -> None:
    bob = net.enter("bob")
    net.node.network.accounts.enter(holder(net, "bob"))
    assert asks(bob, f"IDENTIFY {PASSWORD}")[0] == "You are now logged in as bob"


def holder(net: World, name: str) -> Account:
    other = World(settings=net.node.network.settings, tick_per_line=net.tick_per_line)
    register(other, name)
    (account,) = other.node.network.accounts
    return account


@pytest.mark.parametrize("words", ["IDENTIFY ana wrong", "IDENTIFY nobody x", "IDENTIFY x"])
def test_identify_refuses_a_wrong_password(net: World, words: str) -> None:
    register(net, "ana")
    assert asks(net.enter("bob"), words) == ["Account or password incorrect"]


def test_wrong_passwords_cost_a_wait(world: Callable[[Settings], World]) -> None:
    net = world(settings(wrong_passwords=1))
    register(net, "ana")
    bob = net.enter("bob")
    asks(bob, "IDENTIFY ana wrong")
    assert asks(bob, f"IDENTIFY ana {PASSWORD}") == [
        "Too many wrong passwords: try again in 6 seconds"
    ]


def test_where_an_account_was_last_used_what_others_try_costs_nothing(
    world: Callable[[Settings], World],
) -> None:
    net = world(settings(wrong_passwords=1))
    register(net, "ana").says("QUIT")
    thief, ana = net.enter("thief"), net.enter("bob")
    thief.session.host = "elsewhere"
    asks(thief, "IDENTIFY ana wrong")
    assert asks(ana, f"IDENTIFY ana {PASSWORD}")[0] == "You are now logged in as ana"


def test_logout_ends_it(net: World) -> None:
    ana = register(net, "ana")
    ana.says("NICK other")
    ana.hears()
    assert (
        asks(ana, "LOGOUT")[1] == ":tui-chat.local 901 other other!ana@host :You are now logged out"
    )
    assert "You are not logged in" in asks(ana, "LOGOUT")[0]


def test_ghost_frees_ones_own_nickname(net: World) -> None:
    thief = register(net, "ana")
    (_, bob) = net.join("#tea", thief, "bob")
    ana = come_back(net, "ana", "anita")
    assert asks(ana, "GHOST ana") == ["ana is free now"]
    assert thief.closed
    assert bob.hears() == [":ana!ana@host QUIT :Ghosted by anita"]


def test_recover_takes_it(net: World) -> None:
    register(net, "ana")
    ana = come_back(net, "ana", "anita")
    assert asks(ana, "RECOVER ana") == [":anita!anita@host NICK ana"]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("GHOST carol", "That nickname is not yours"),
        ("RECOVER nobody", "Nobody uses that nickname"),
        ("GHOST ana", "That is you"),
    ],
)
def test_others_are_left_alone(net: World, words: str, answer: str) -> None:
    ana = register(net, "ana")
    net.enter("carol")
    assert asks(ana, words) == [answer]
    assert net.is_quiet()


def test_passwd_changes_the_password(net: World) -> None:
    ana = register(net, "ana")
    assert asks(ana, "PASSWD wrong another") == ["Account or password incorrect"]
    assert asks(ana, f"PASSWD {PASSWORD} ab") == ["A password must have at least 3 characters"]
    assert asks(ana, f"PASSWD {PASSWORD} another") == ["Password changed"]
    bob = restarted(net).enter("bob")
    assert asks(bob, f"IDENTIFY ana {PASSWORD}") == ["Account or password incorrect"]
    assert asks(bob, "IDENTIFY ana another")[0] == "You are now logged in as ana"


def test_drop_gives_up_the_account(net: World) -> None:
    ana = register(net, "ana")
    assert asks(ana, "DROP wrong") == ["Account or password incorrect"]
    assert asks(ana, f"DROP {PASSWORD}") == ["Account ana deleted"]
    assert not restarted(net).node.network.accounts
    assert net.node.network.users[net.node.network.fold("ana")].account == ""


def test_info_tells_oneself_more_than_others(net: World) -> None:
    ana = register(net, "ana")
    ana.says("NICK anita")
    ana.hears()
    ana.nick = "anita"
    asks(ana, "GROUP")
    heard = ["Account: ana", "Registered: 2025-11-20T12:00:00.000Z", "Nicknames: anita"]
    assert asks(ana, "INFO") == heard
    assert asks(net.enter("bob"), "INFO ana") == heard[:2]


def test_an_operator_makes_accounts_for_others(net: World) -> None:
    bob = net.enter("bob")
    assert asks(bob, "SAREGISTER ana opensesame") == ["Only an operator may do that"]
    net.node.network.users[net.node.network.fold("bob")].modes = "o"
    assert asks(bob, f"SAREGISTER ana {PASSWORD}") == ["Account created"]
    assert asks(bob, f"SAREGISTER ana {PASSWORD}") == ["That account already exists"]
    come_back(net, "ana", "ana")


def test_of_two_orders_for_one_account_the_second_is_declined(net: World) -> None:
    bob = net.enter("bob")
    net.node.network.users[net.node.network.fold("bob")].modes = "o"
    answers: list[Callable[[object], None]] = []
    net.node.answer_with(HashForAnother, lambda _, answer: answers.append(answer))
    for _ in range(2):
        net.node.receive(bob.id, Message("NS", (f"SAREGISTER ana {PASSWORD}",)), net.node.now())
    first, second = answers
    first(CHEAP_PASSWORDS.secrets(PASSWORD))
    second(CHEAP_PASSWORDS.secrets(PASSWORD))
    third = [line.partition(" :")[2] for line in bob.hears()]
    assert third == ["Account created", "That account already exists"]
