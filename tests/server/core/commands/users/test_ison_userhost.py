import pytest

from tests.server.world import World


@pytest.mark.parametrize("asked", ["alice nobody BOB", ":alice nobody BOB"])
def test_ison_names_those_who_are_here(net: World, asked: str) -> None:
    alice = net.enter("alice")
    net.enter("bob")
    assert alice.asks(f"ISON {asked}") == [":tui-chat.local 303 alice :alice bob"]
    assert net.is_quiet()


def test_ison_of_nobody_is_an_empty_answer(net: World) -> None:
    alice = net.enter("alice")
    assert alice.asks("ISON nobody") == [":tui-chat.local 303 alice :"]


def test_userhost_tells_hosts_and_who_is_away(net: World) -> None:
    alice, bob = net.enter("alice"), net.enter("bob")
    bob.says("AWAY lunch")
    net.settle()
    alice.says("USERHOST Alice nobody bob")
    assert alice.hears() == [":tui-chat.local 302 alice :alice=+alice@host bob=-bob@host"]


def test_userhost_answers_for_five_at_most(net: World) -> None:
    alice = net.enter("alice")
    for nick in "bcdef":
        net.enter(nick)
    assert alice.asks("USERHOST b c d e f alice")[0].count("=") == 5


@pytest.mark.parametrize("command", ["ISON", "USERHOST"])
def test_a_nickname_must_be_given(net: World, command: str) -> None:
    alice = net.enter("alice")
    assert alice.asks(command) == [f":tui-chat.local 461 alice {command} :Not enough parameters"]


def test_userip_shows_where_users_come_from(net: World) -> None:
    alice, bob = net.enter("alice"), net.enter("bob")
    bob.says("AWAY lunch")
    assert alice.asks("USERIP alice Bob nobody", "USERIP") == [
        ":tui-chat.local 340 alice :alice=+alice@host bob=-bob@host",
        ":tui-chat.local 461 alice USERIP :Not enough parameters",
    ]


@pytest.mark.parametrize("command", ["USERHOST", "USERIP"])
def test_no_address_is_cut_in_two(net: World, command: str) -> None:
    alice = net.enter("a" * 30)
    nicks = [letter * 30 for letter in "bcdef"]
    for nick in nicks:
        net.enter(nick, host="h" * 63)
    answers = alice.asks(f"{command} {' '.join(nicks)}")
    assert len(answers) == 2
    told = " ".join(line.partition(" :")[2] or line.split()[-1] for line in answers).split()
    assert told == [f"{nick}=+{nick[:10]}@{'h' * 63}" for nick in nicks]


def test_half_a_nickname_is_not_taken_for_one_who_is_here(net: World) -> None:
    alice = net.enter("a" * 30)
    nicks = [f"n{number:02}" + "x" * 27 for number in range(16)]
    for nick in nicks:
        net.enter(nick)
    (answer,) = alice.asks(f"ISON {' '.join(nicks)}")
    assert answer.partition(" :")[2].split() == nicks[:14]
