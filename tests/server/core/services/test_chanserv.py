from collections.abc import Callable

import pytest

from tests.server.world import Person, World

SAYS = ":ChanServ!ChanServ@tui-chat.local NOTICE {} :{}"


@pytest.mark.parametrize(
    "line",
    ["PRIVMSG ChanServ :register #TEA", "CHANSERV REGISTER #tea", "CS REGISTER #tea"],
)
def test_an_operator_who_is_logged_in_registers_a_channel(
    net: World, with_account: Callable[..., Person], line: str
) -> None:
    alice, bob = with_account("alice"), net.enter("bob")
    net.join("#tea", alice, bob)
    alice.says(line)
    mode = ":ChanServ!ChanServ@tui-chat.local MODE #tea +q alice"
    assert alice.hears() == [
        mode,
        SAYS.format("alice", "#tea is now registered; you are its founder"),
    ]
    assert bob.hears() == [mode]
    assert net.is_quiet()


@pytest.mark.parametrize(
    ("nick", "words", "answer"),
    [
        ("bob", "REGISTER #tea", "Log in first: a channel belongs to an account"),
        ("carol", "REGISTER #tea", "You must be an operator of #tea"),
        ("alice", "REGISTER #mine", "#mine is already registered"),
        ("alice", "REGISTER #none", "No such channel: #none"),
        ("alice", "REGISTER", "Usage: REGISTER <channel>"),
        ("carol", "DROP #mine", "Only the founder of #mine may do that"),
        ("alice", "DROP #tea", "#tea is not registered"),
        ("carol", "OP #mine", "Only the founder of #mine may do that"),
        ("alice", "OP #mine bob", "bob is not on #mine"),
        ("alice", "OP #mine alice", "Nothing to change for alice on #mine"),
        ("alice", "OP #tea", "#tea is not registered"),
        ("bob", "INFO #tea", "#tea is not registered"),
        ("bob", "INFO #hidden", "No such channel: #hidden"),
        ("bob", "SING", "Unknown command SING. Try: /msg ChanServ HELP"),
    ],
)
def test_what_is_not_done_is_answered_with_why(
    net: World, with_account: Callable[..., Person], nick: str, words: str, answer: str
) -> None:
    people = {"alice": with_account("alice"), "carol": with_account("carol")}
    people["bob"] = net.enter("bob")
    net.join("#tea", people["alice"], people["bob"], people["carol"])
    net.join("#mine", people["alice"])
    net.join("#hidden", people["alice"])
    people["alice"].says("MODE #hidden +s")
    people["alice"].says("CS REGISTER #mine")
    net.settle()
    before = net.node.network.snapshot()
    people[nick].says(f"CS {words}")
    assert people[nick].hears() == [SAYS.format(nick, answer)]
    assert net.is_quiet()
    assert net.node.network.snapshot() == before


def test_a_channel_that_is_dropped_ends_like_any_other(
    net: World, with_account: Callable[..., Person]
) -> None:
    alice = with_account("alice")
    net.join("#tea", alice)
    alice.says("CS REGISTER #tea")
    net.settle()
    assert alice.asks("CS DROP #tea") == [
        ":ChanServ!ChanServ@tui-chat.local MODE #tea -q alice",
        SAYS.format("alice", "#tea is no longer registered"),
    ]
    alice.says("PART #tea")
    assert "#tea" not in net.node.network.channels
    net.flush()
    assert not [key for kind, key, _ in net.node.records.all() if kind == "channel"]


def test_the_founder_makes_operators_and_takes_it_back(
    net: World, with_account: Callable[..., Person]
) -> None:
    alice, bob = with_account("alice"), net.enter("bob")
    net.join("#tea", alice, bob)
    alice.says("CS REGISTER #tea")
    net.settle()
    for words, told in {"OP #tea bob": "+o bob", "DEOP #tea bob": "-o bob"}.items():
        alice.says(f"CS {words}")
        assert bob.hears() == [f":ChanServ!ChanServ@tui-chat.local MODE #tea {told}"]


def test_who_founded_a_channel_is_told(net: World, with_account: Callable[..., Person]) -> None:
    alice, bob = with_account("alice"), net.enter("bob")
    net.join("#tea", alice)
    alice.says("CS REGISTER #tea")
    assert bob.asks("CS INFO #tea") == [
        SAYS.format("bob", "#tea was founded by alice"),
        SAYS.format("bob", "Registered: 2025-11-20T12:00:00.000Z"),
    ]


def test_help_names_every_request(net: World) -> None:
    alice = net.enter("alice")
    alice.says("PRIVMSG chanserv HELP")
    heard = "\n".join(alice.hears())
    for name in ("REGISTER", "DROP", "UNREGISTER", "OP", "DEOP", "INFO"):
        assert f" :{name} " in heard


def test_an_answer_of_a_service_carries_the_label(net: World) -> None:
    alice = net.enter("alice", "labeled-response", "batch")
    alice.says("@label=x PRIVMSG ChanServ :INFO #none")
    assert alice.hears() == ["@label=x " + SAYS.format("alice", "No such channel: #none")]
