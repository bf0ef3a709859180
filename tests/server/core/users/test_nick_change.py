"""Whose nickname a nickname is."""

import pytest

from tests.server.account_holders import come_back, log_in, plain, register
from tests.server.world import World

KEPT = ":Nickname is kept for somebody else's account"


@pytest.mark.parametrize("nick", ["ana", "ANA"])
def test_a_newcomer_cannot_have_the_nickname_of_an_account(net: World, nick: str) -> None:
    register(net, "ana").says("QUIT")
    stranger = net.connect()
    stranger.says(f"NICK {nick}", "USER x 0 * :X")
    assert stranger.hears() == [f":tui-chat.local 433 * {nick} {KEPT}"]
    assert " 001 bob " in stranger.asks("NICK bob")[0]


def test_who_negotiates_may_log_in_first(net: World) -> None:
    register(net, "ana").says("QUIT")
    ana = net.connect()
    assert not any(" 433 " in line for line in ana.asks("CAP LS 302", "NICK ana", "USER x 0 * :X"))
    ana.says("AUTHENTICATE PLAIN", plain("ana"), "CAP END")
    assert " 001 ana " in "\n".join(ana.hears())


def test_who_negotiates_and_does_not_is_refused_in_the_end(net: World) -> None:
    register(net, "ana").says("QUIT")
    stranger = net.connect()
    stranger.says("CAP LS 302", "NICK ana", "USER x 0 * :X")
    stranger.hears()
    assert stranger.asks("CAP END") == [f":tui-chat.local 433 * ana {KEPT}"]


def test_the_nickname_of_a_guest_is_refused_at_once(net: World) -> None:
    net.enter("bob")
    stranger = net.connect()
    stranger.says("CAP LS 302")
    stranger.hears()
    assert stranger.asks("NICK bob") == [":tui-chat.local 433 * bob :Nickname is already in use"]


def test_a_name_that_is_too_long_is_refused_with_the_limit(net: World) -> None:
    bob = net.enter("bob")
    bob.says(f"NICK {'b' * 31}")
    assert bob.hears() == [f":tui-chat.local 432 bob {'b' * 31} :Nickname is too long (at most 30)"]


def test_nobody_else_may_change_to_it(net: World) -> None:
    register(net, "ana").says("QUIT")
    (bob, _) = net.join("#tea", "bob", "carol")
    bob.says("NICK ana")
    text = "That nickname is kept for somebody else's account"
    assert bob.hears() == [f":tui-chat.local FAIL NICK NICKNAME_RESERVED ana :{text}"]
    assert net.is_quiet()


def test_the_nicknames_of_services_are_nobodys(net: World) -> None:
    bob = net.enter("bob")
    assert " FAIL NICK NICKNAME_RESERVED ChanServ " in bob.asks("NICK ChanServ")[0]


def test_one_may_have_another_nickname_and_come_back(net: World) -> None:
    ana = register(net, "ana")
    ana.says("NICK other", "NICK Ana")
    assert ana.hears() == [":ana!ana@host NICK other", ":other!ana@host NICK Ana"]


def test_somebody_else_with_an_account_is_refused_too(net: World) -> None:
    register(net, "ana").says("QUIT")
    register(net, "bob").says("QUIT")
    heard = "\n".join(log_in(net, "bob", "ana").hears())
    assert f"433 * ana {KEPT}" in heard
    come_back(net, "bob", "robert")


def test_who_comes_back_has_the_nickname_of_a_dead_connection_at_once(net: World) -> None:
    ghost, bob = net.join("#tea", "alice", "bob")
    ghost.is_dead = True
    alice = net.enter("alice")
    alice.says("JOIN #tea")
    user = net.node.network.find_user("alice")
    assert user is not None
    assert user.clients == (alice.id,)
    heard = bob.hears()
    assert ":alice!alice@host QUIT :Ping timeout" in heard[0]
    assert ":alice!alice@host JOIN #tea" in heard[-1]


def test_who_is_there_keeps_the_nickname(net: World) -> None:
    alice = net.enter("alice")
    stranger = net.connect()
    stranger.says("NICK alice", "USER s 0 * :s")
    assert stranger.hears() == [":tui-chat.local 433 * alice :Nickname is already in use"]
    assert alice.hears() == []
    stranger.says("NICK alice")
    assert stranger.hears() == [":tui-chat.local 433 * alice :Nickname is already in use"]


def test_what_is_said_meanwhile_waits_its_turn(net: World) -> None:
    ghost = net.enter("alice")
    ghost.is_dead = True
    newcomer = net.connect()
    heard = newcomer.asks("CAP LS 302", "NICK alice", "USER a 0 * :a", "CAP END", "PING :now")
    assert any(" 001 alice " in line for line in heard)
    assert heard[-1].endswith("now")


def test_somebody_here_may_take_the_nickname_of_a_dead_connection(net: World) -> None:
    ghost, bob = net.enter("alice"), net.enter("bob")
    ghost.is_dead = True
    assert bob.asks("NICK alice") == [":bob!bob@host NICK alice"]


def test_a_nickname_in_another_case_is_ones_own(net: World) -> None:
    alice = net.enter("alice")
    assert alice.asks("NICK Alice") == [":alice!alice@host NICK Alice"]


def test_nobody_is_asked_about_a_nickname_that_is_not_to_be_had(net: World) -> None:
    alice = net.enter("alice")
    assert "NICKNAME_RESERVED" in alice.asks("NICK NickServ")[0]
