import pytest

from tests.server.world import World
from tui_chat.server.core.state.visibility import finds, reads, sees, sees_in


@pytest.mark.parametrize(
    ("viewer", "mode", "found", "seen"),
    [
        ("alice", "", True, True),
        ("bob", "", True, True),
        ("carol", "", True, True),
        ("alice", "i", True, True),
        ("bob", "i", True, True),
        ("carol", "i", False, False),
        ("root", "i", True, True),
    ],
)
def test_who_finds_alice_and_sees_her_in_the_channel(
    net: World, viewer: str, mode: str, found: bool, seen: bool
) -> None:
    net.join("#tea", "alice", "bob")
    net.enter("carol")
    net.enter("root")
    network = net.node.network
    users = {user.nick: user for user in network.users.values()}
    users["alice"].modes, users["root"].modes = mode, "o"
    (channel,) = network.channels.values()
    assert finds(users[viewer], users["alice"]) is found
    assert sees_in(users[viewer], users["alice"], channel) is seen


@pytest.mark.parametrize(
    ("viewer", "flags", "key", "seen", "read"),
    [
        ("alice", "s", "", True, True),
        ("carol", "s", "", False, False),
        ("carol", "", "", True, True),
        ("root", "s", "", True, True),
        ("alice", "i", "word", True, True),
        ("carol", "i", "", True, False),
        ("carol", "", "word", True, False),
        ("root", "i", "word", True, True),
    ],
)
def test_who_sees_the_channel_and_reads_its_topic(
    net: World, viewer: str, flags: str, key: str, seen: bool, read: bool
) -> None:
    net.join("#tea", "alice")
    net.enter("carol")
    net.enter("root")
    network = net.node.network
    users = {user.nick: user for user in network.users.values()}
    users["root"].modes = "o"
    (channel,) = network.channels.values()
    channel.flags, channel.key = flags, key
    assert sees(users[viewer], channel) is seen
    assert reads(users[viewer], channel) is read
