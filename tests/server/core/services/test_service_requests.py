"""How services are spoken to."""

import pytest

from tests.server.world import Person, World


def told(person: Person, service: str = "NickServ") -> list[str]:
    start = f":{service}!{service}@tui-chat.local NOTICE {person.nick} "
    heard = person.hears()
    assert all(line.startswith(start) for line in heard)
    return [line.removeprefix(start).removeprefix(":") for line in heard]


@pytest.mark.parametrize("way", ["PRIVMSG NickServ :", "PRIVMSG nickserv :", "NICKSERV ", "NS :"])
def test_there_are_many_ways_to_ask(net: World, way: str) -> None:
    bob = net.enter("bob")
    bob.says(f"{way}info nobody")
    assert told(bob) == ["No such account"]
    assert net.is_quiet()


@pytest.mark.parametrize("way", ["PRIVMSG NickServ :", "NS "])
def test_help_tells_what_there_is(net: World, way: str) -> None:
    bob = net.enter("bob")
    bob.says(f"{way}HELP")
    heard = told(bob)
    assert heard[0] == "NickServ registers accounts, which reserve your nickname."
    assert "REGISTER <password> [<email>] - keeps your nickname for you" in heard


def test_help_tells_more_about_one(net: World) -> None:
    bob = net.enter("bob")
    bob.says("NS HELP identify")
    assert told(bob) == ["IDENTIFY [<account>] <password>", "logs you in"]
    bob.says("NS HELP nonsense")
    assert told(bob) == ["Unknown command NONSENSE."]


def test_what_it_does_not_know_it_says_so(net: World) -> None:
    bob = net.enter("bob")
    bob.says("PRIVMSG NickServ :dance with me")
    assert told(bob) == ["Unknown command DANCE. Try: /msg NickServ HELP"]


def test_what_lacks_words_is_answered_with_how_to_say_it(net: World) -> None:
    bob = net.enter("bob")
    bob.says("NS REGISTER")
    assert told(bob) == ["Usage: REGISTER <password> [<email>]"]


def test_a_notice_is_not_answered(net: World) -> None:
    bob = net.enter("bob")
    bob.says("NOTICE NickServ :HELP")
    assert net.is_quiet()


def test_who_asked_for_echoes_gets_them_and_nobody_else(net: World) -> None:
    bob = net.enter("bob", "echo-message")
    bob.says("PRIVMSG NickServ :IDENTIFY secret")
    assert bob.hears()[0] == ":bob!bob@host PRIVMSG NickServ :IDENTIFY secret"
    assert "secret" not in repr(net.node.history)


def test_before_registration_there_are_no_services(net: World) -> None:
    stranger = net.connect()
    assert stranger.asks("NS HELP") == [":tui-chat.local 451 * :You have not registered"]


def test_chanserv_is_there_too(net: World) -> None:
    bob = net.enter("bob")
    bob.says("CS HELP")
    assert "ChanServ registers channels" in told(bob, "ChanServ")[0]
    bob.says("CHANSERV HELP")
    bob.hears()
