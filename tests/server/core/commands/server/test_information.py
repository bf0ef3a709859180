import pytest

from tests.server.world import World


def test_version_names_the_server_and_what_it_supports(net: World) -> None:
    alice = net.enter("alice")
    alice.says("VERSION")
    version, *features = alice.hears()
    assert version == ":tui-chat.local 351 alice tui-chat tui-chat.local :"
    assert features
    assert all(line.startswith(":tui-chat.local 005 alice ") for line in features)


@pytest.mark.parametrize("command", ["VERSION", "MOTD", "TIME"])
def test_there_is_no_other_server(net: World, command: str) -> None:
    alice = net.enter("alice")
    alice.says(f"{command} far.example")
    assert alice.hears() == [":tui-chat.local 402 alice far.example :No such server"]
    alice.says(f"{command} tui-*")
    assert " 402 " not in alice.hears()[0]


def test_time_is_that_of_the_event(net: World) -> None:
    alice = net.enter("alice")
    alice.says("TIME")
    assert alice.hears() == [
        ":tui-chat.local 391 alice tui-chat.local 1763640000 0 :2025-11-20 12:00:00 UTC"
    ]


@pytest.mark.parametrize("asked", ["alice nobody BOB", ":alice nobody BOB"])
def test_ison_names_those_who_are_here(net: World, asked: str) -> None:
    alice = net.enter("alice")
    net.enter("bob")
    alice.says(f"ISON {asked}")
    assert alice.hears() == [":tui-chat.local 303 alice :alice bob"]
    assert net.is_quiet()


def test_ison_of_nobody_is_an_empty_answer(net: World) -> None:
    alice = net.enter("alice")
    alice.says("ISON nobody")
    assert alice.hears() == [":tui-chat.local 303 alice :"]


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
    alice.says("USERHOST b c d e f alice")
    assert alice.hears()[0].count("=") == 5


@pytest.mark.parametrize("command", ["ISON", "USERHOST"])
def test_a_nickname_must_be_given(net: World, command: str) -> None:
    alice = net.enter("alice")
    alice.says(command)
    assert alice.hears() == [f":tui-chat.local 461 alice {command} :Not enough parameters"]
