"""Away depends on all connections of a user."""

import pytest

from tests.server.account_holders import come_back, register
from tests.server.world import World


def test_one_is_away_when_nobody_sits_at_any(net: World) -> None:
    ana = register(net, "ana")
    net.join("#tea", ana, net.enter("bob", "away-notify"))
    bob = net.people[-1]
    second = come_back(net, "ana", "ana")
    ana.says("AWAY :lunch")
    assert ana.hears() == [":tui-chat.local 306 ana :You have been marked as being away"]
    assert bob.hears() == []
    second.says("AWAY :tea")
    second.hears()
    assert bob.hears() == [":ana!ana@host AWAY tea"]
    ana.says("AWAY")
    ana.hears()
    assert bob.hears() == [":ana!ana@host AWAY"]
    assert net.is_quiet()


def test_a_connection_that_ends_does_not_keep_one_here(net: World) -> None:
    ana = register(net, "ana")
    net.join("#tea", ana, net.enter("bob", "away-notify"))
    bob = net.people[-1]
    second = come_back(net, "ana", "ana")
    second.says("AWAY :tea")
    assert bob.hears() == []
    ana.drops()
    assert bob.hears() == [":ana!ana@host AWAY tea"]


def test_a_connection_that_nobody_sits_at_does_not_count(net: World) -> None:
    ana = register(net, "ana")
    net.join("#tea", ana, net.enter("bob", "away-notify"))
    bob = net.people[-1]
    ana.says("AWAY :lunch")
    assert bob.hears() == [":ana!ana@host AWAY lunch"]
    machine = net.connect()
    machine.says("CAP REQ :sasl draft/pre-away", "AUTHENTICATE PLAIN")
    machine.says("AUTHENTICATE AGFuYQBvcGVuc2VzYW1l", "AWAY *", "NICK ana", "USER ana 0 * :Ana")
    machine.says("CAP END")
    assert " 306 ana " not in "\n".join(machine.hears())
    assert bob.hears() == []


@pytest.mark.parametrize("said", ["AWAY *", "AWAY :gone"])
def test_one_may_come_already_away(net: World, said: str) -> None:
    bob = net.enter("bob")
    ana = net.connect()
    ana.says("CAP REQ :draft/pre-away", said, "NICK ana", "USER ana 0 * :Ana", "CAP END")
    ana.hears()
    bob.says("PRIVMSG ana :hi")
    assert bob.hears() == [f":tui-chat.local 301 bob ana {said.split()[1].lstrip(':')}"]


def test_before_registration_only_with_the_capability(net: World) -> None:
    ana = net.connect()
    assert ana.asks("AWAY :gone") == [":tui-chat.local 451 * :You have not registered"]


@pytest.mark.parametrize(("said", "told"), [("lunch", "Away"), ("*", "*")])
def test_of_one_who_is_silenced_others_are_told_no_words(net: World, said: str, told: str) -> None:
    bob, ana = net.join("#tea", net.enter("bob", "away-notify"), "ana")
    bob.says("MODE #tea +b m:ana")
    net.settle()
    ana.says(f"AWAY {said}")
    assert bob.hears() == [f":ana!ana@host AWAY {told}"]
    assert bob.asks("PRIVMSG ana hi") == [f":tui-chat.local 301 bob ana {said}"]
