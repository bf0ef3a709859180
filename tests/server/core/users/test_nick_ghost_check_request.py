"""A nickname whose holder's wire was cut is there for whoever comes back."""

from tests.server.world import World


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
    stranger.says("NICK alice")
    stranger.says("USER s 0 * :s")
    assert stranger.hears() == [":tui-chat.local 433 * alice :Nickname is already in use"]
    assert alice.hears() == []
    stranger.says("NICK alice")
    assert stranger.hears() == [":tui-chat.local 433 * alice :Nickname is already in use"]


def test_what_is_said_meanwhile_waits_its_turn(net: World) -> None:
    ghost = net.enter("alice")
    ghost.is_dead = True
    newcomer = net.connect()
    for line in ("CAP LS 302", "NICK alice", "USER a 0 * :a", "CAP END", "PING :now"):
        newcomer.says(line)
    heard = newcomer.hears()
    assert any(" 001 alice " in line for line in heard)
    assert heard[-1].endswith("now")


def test_somebody_here_may_take_the_nickname_of_a_dead_connection(net: World) -> None:
    ghost, bob = net.enter("alice"), net.enter("bob")
    ghost.is_dead = True
    bob.says("NICK alice")
    assert bob.hears() == [":bob!bob@host NICK alice"]


def test_a_nickname_in_another_case_is_ones_own(net: World) -> None:
    alice = net.enter("alice")
    alice.says("NICK Alice")
    assert alice.hears() == [":alice!alice@host NICK Alice"]


def test_nobody_is_asked_about_a_nickname_that_is_not_to_be_had(net: World) -> None:
    alice = net.enter("alice")
    alice.says("NICK NickServ")
    assert "NICKNAME_RESERVED" in alice.hears()[0]
