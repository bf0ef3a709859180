import pytest

from tests.server.world import World


@pytest.mark.parametrize("token", ["1234", ":two words", "LAG:99"])
def test_ping_is_answered_with_its_token(net: World, token: str) -> None:
    alice = net.enter("alice")
    alice.says(f"PING {token} ignored" if token[0] != ":" else f"PING {token}")
    assert alice.hears() == [f":tui-chat.local PONG tui-chat.local {token}"]


def test_ping_is_answered_before_registration_too(net: World) -> None:
    stranger = net.connect()
    assert stranger.asks("PING x") == [":tui-chat.local PONG tui-chat.local x"]


@pytest.mark.parametrize("line", ["PING", "PING :"])
def test_ping_without_a_token_is_refused(net: World, line: str) -> None:
    alice = net.enter("alice")
    assert alice.asks(line) == [":tui-chat.local 461 alice PING :Not enough parameters"]


def test_pong_is_not_answered(net: World) -> None:
    alice = net.enter("alice")
    alice.says("PONG", "PONG tui-chat.local")
    assert net.is_quiet()


def test_who_quits_is_told_so_and_closed_and_its_peers_are_told(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    net.join("#coffee", alice, bob)
    net.enter("carol")
    assert bob.asks("QUIT :good night") == [
        ":bob!bob@host QUIT :Quit: good night",
        "ERROR :Closing link: host (Quit: good night)",
    ]
    assert bob.closed
    assert alice.hears() == [":bob!bob@host QUIT :Quit: good night"]
    assert net.is_quiet()


def test_a_quit_without_a_reason(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    bob.says("QUIT")
    assert alice.hears() == [":bob!bob@host QUIT Quit"]


def test_quitting_before_registration_is_answered_and_told_to_nobody(net: World) -> None:
    net.join("#tea", "alice")
    stranger = net.connect()
    assert stranger.asks("QUIT :never mind") == ["ERROR :Closing link: host (Quit: never mind)"]
    assert stranger.closed
    assert net.is_quiet()


def test_who_has_quit_is_heard_no_more(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    bob.says("QUIT", "PRIVMSG #tea :and another thing")
    bob.drops()
    assert alice.hears() == [":bob!bob@host QUIT Quit"]
    assert len(bob.hears()) == 2


def test_what_was_said_to_somebody_before_their_quit_reaches_them(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    alice.says("PRIVMSG #tea bye")
    assert bob.asks("QUIT") == [
        ":alice!alice@host PRIVMSG #tea bye",
        ":bob!bob@host QUIT Quit",
        "ERROR :Closing link: host (Quit)",
    ]


def test_a_lost_connection_is_told_with_its_reason(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    bob.drops("Ping timeout")
    assert alice.hears() == [":bob!bob@host QUIT :Ping timeout"]
    assert bob.hears() == []
    bob.drops("again")
    assert net.is_quiet()
