"""Whose nickname a nickname is."""

import pytest

from tests.server.account_holders import come_back, log_in, plain, register
from tests.server.world import World

KEPT = ":Nickname is kept for somebody else's account"


@pytest.mark.parametrize("nick", ["ana", "ANA"])
def test_a_newcomer_cannot_have_the_nickname_of_an_account(net: World, nick: str) -> None:
    register(net, "ana").says("QUIT")
    stranger = net.connect()
    for line in (f"NICK {nick}", "USER x 0 * :X"):
        stranger.says(line)
    assert stranger.hears() == [f":tui-chat.local 433 * {nick} {KEPT}"]
    stranger.says("NICK bob")
    assert " 001 bob " in stranger.hears()[0]


def test_who_negotiates_may_log_in_first(net: World) -> None:
    register(net, "ana").says("QUIT")
    ana = net.connect()
    for line in ("CAP LS 302", "NICK ana", "USER x 0 * :X"):
        ana.says(line)
    assert not any(" 433 " in line for line in ana.hears())
    for line in ("AUTHENTICATE PLAIN", plain("ana"), "CAP END"):
        ana.says(line)
    assert " 001 ana " in "\n".join(ana.hears())


def test_who_negotiates_and_does_not_is_refused_in_the_end(net: World) -> None:
    register(net, "ana").says("QUIT")
    stranger = net.connect()
    for line in ("CAP LS 302", "NICK ana", "USER x 0 * :X"):
        stranger.says(line)
    stranger.hears()
    stranger.says("CAP END")
    assert stranger.hears() == [f":tui-chat.local 433 * ana {KEPT}"]


def test_the_nickname_of_a_guest_is_refused_at_once(net: World) -> None:
    net.enter("bob")
    stranger = net.connect()
    stranger.says("CAP LS 302")
    stranger.hears()
    stranger.says("NICK bob")
    assert stranger.hears() == [":tui-chat.local 433 * bob :Nickname is already in use"]


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
    bob.says("NICK ChanServ")
    assert " FAIL NICK NICKNAME_RESERVED ChanServ " in bob.hears()[0]


def test_one_may_have_another_nickname_and_come_back(net: World) -> None:
    ana = register(net, "ana")
    ana.says("NICK other")
    ana.says("NICK Ana")
    assert ana.hears() == [":ana!ana@host NICK other", ":other!ana@host NICK Ana"]


def test_somebody_else_with_an_account_is_refused_too(net: World) -> None:
    register(net, "ana").says("QUIT")
    register(net, "bob").says("QUIT")
    heard = "\n".join(log_in(net, "bob", "ana").hears())
    assert f"433 * ana {KEPT}" in heard
    come_back(net, "bob", "robert")
