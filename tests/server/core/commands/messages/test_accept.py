from collections.abc import Callable

import pytest

from tests.server.world import Person, World

WithAccount = Callable[..., Person]
KEPT_AWAY = ":tui-chat.local 477 {0} alice :You must be logged in to speak to this user (+R)"


@pytest.fixture
def alice(net: World) -> Person:
    """Somebody who hears only those who have an account."""
    alice = net.enter("alice")
    alice.says("MODE alice +R")
    net.settle()
    return alice


def test_who_is_accepted_is_heard(net: World, alice: Person) -> None:
    bob = net.enter("bob")
    assert bob.asks("PRIVMSG alice one") == [KEPT_AWAY.format("bob")]
    alice.says("ACCEPT BOB")
    bob.says("PRIVMSG alice two")
    assert alice.hears() == [":bob!bob@host PRIVMSG alice two"]
    alice.says("ACCEPT -bob")
    assert bob.asks("PRIVMSG alice three") == [KEPT_AWAY.format("bob")]
    assert net.is_quiet()


def test_who_is_written_to_may_answer(net: World, alice: Person) -> None:
    bob, carol = net.enter("bob"), net.enter("carol")
    alice.says("PRIVMSG bob :hello?")
    bob.says("PRIVMSG alice yes")
    carol.says("PRIVMSG alice me?")
    assert alice.hears() == [":bob!bob@host PRIVMSG alice yes"]
    assert bob.hears() == [":alice!alice@host PRIVMSG bob hello?"]
    assert carol.hears() == [KEPT_AWAY.format("carol")]


def test_it_is_about_a_person_and_not_about_a_name(net: World, alice: Person) -> None:
    bob = net.enter("bob")
    alice.says("ACCEPT bob")
    bob.says("NICK robert", "PRIVMSG alice one")
    assert alice.hears() == [":robert!bob@host PRIVMSG alice one"]
    net.now += 1
    mallory = net.enter("bob")
    assert mallory.asks("PRIVMSG alice two") == [KEPT_AWAY.format("bob")]
    bob.drops()
    net.now += 1
    other = net.enter("robert")
    assert other.asks("PRIVMSG alice three") == [KEPT_AWAY.format("robert")]
    assert alice.hears() == []


def test_the_list_is_shown_by_the_names_of_now(net: World, alice: Person) -> None:
    bob, carol = net.enter("bob"), net.enter("carol")
    alice.says("ACCEPT bob,carol")
    bob.says("NICK robert")
    carol.drops()
    net.settle()
    alice.says("ACCEPT *")
    listed = [
        ":tui-chat.local 281 alice robert",
        ":tui-chat.local 281 alice carol",
        ":tui-chat.local 282 alice :End of /ACCEPT list",
    ]
    assert alice.hears() == listed
    assert alice.asks("ACCEPT") == listed
    assert alice.asks("ACCEPT -Carol,*") == [listed[0], listed[2]]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("ACCEPT nobody", "401 alice nobody :No such nick/channel"),
        ("ACCEPT bob", "457 alice bob :is already on your accept list"),
        ("ACCEPT -carol", "458 alice carol :is not on your accept list"),
        ("ACCEPT -", "458 alice * :is not on your accept list"),
        ("ACCEPT ,", "461 alice ACCEPT :Not enough parameters"),
    ],
)
def test_what_cannot_be_is_refused(net: World, alice: Person, line: str, answer: str) -> None:
    net.enter("bob")
    net.enter("carol")
    assert alice.asks("ACCEPT bob", line) == [f":tui-chat.local {answer}"]


def test_the_list_has_an_end(net: World, alice: Person) -> None:
    people = [net.enter(f"p{number}") for number in range(102)]
    alice.says(f"ACCEPT {','.join(one.nick for one in people[:100])}", "ACCEPT p100")
    assert alice.hears() == [":tui-chat.local 456 alice :Accept list is full"]
    alice.says("PRIVMSG p101 :hello?")  # makes room
    people[101].says("PRIVMSG alice yes")
    people[0].says("PRIVMSG alice me?")
    assert alice.hears() == [":p101!p101@host PRIVMSG alice yes"]
    assert people[0].hears() == [KEPT_AWAY.format("p0")]


def test_who_has_an_account_needs_no_list(
    net: World, alice: Person, with_account: WithAccount
) -> None:
    bob = with_account("bob")
    bob.says("PRIVMSG alice hi")
    assert alice.hears() == [":bob!bob@host PRIVMSG alice hi"]


@pytest.mark.parametrize("command", ["PRIVMSG", "NOTICE"])
def test_ctcp_can_be_kept_away(net: World, command: str) -> None:
    alice, bob = net.enter("alice"), net.enter("bob")
    assert alice.asks("MODE alice +T") == [":alice!alice@host MODE alice +T"]
    bob.says(f"{command} alice :\x01VERSION\x01")
    refusal = ":tui-chat.local 531 bob alice :CTCP is not passed on to this user (+T)"
    assert bob.hears() == ([refusal] if command == "PRIVMSG" else [])
    bob.says(f"{command} alice :\x01ACTION waves\x01", f"{command} alice :hi there")
    assert alice.hears() == [
        f":bob!bob@host {command} alice :\x01ACTION waves\x01",
        f":bob!bob@host {command} alice :hi there",
    ]
    alice.says("PRIVMSG alice :\x01PING 1\x01")  # oneself
    assert alice.hears() == [":alice!alice@host PRIVMSG alice :\x01PING 1\x01"]
    assert net.is_quiet()
