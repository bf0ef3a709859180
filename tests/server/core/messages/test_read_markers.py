"""How far people have read: theirs alone, kept with their account, and not without end."""

from collections.abc import Callable

from tests.server.account_holders import PASSWORD, come_back, register
from tests.server.world import World
from tui_chat.server.core.settings import HistoryPolicy, Settings

EARLY, LATE = "timestamp=2020-01-01T00:00:00.000Z", "timestamp=2021-01-01T00:00:00.000Z"


def test_joining_tells_the_marker_before_the_names_end(net: World) -> None:
    alice, bob = net.enter("alice", "draft/read-marker"), net.enter("bob")
    alice.says(f"MARKREAD #tea {LATE}")
    net.settle()
    for person in (alice, bob):
        person.says("JOIN #tea")
    commands = [line.split()[1] for line in alice.hears()]
    assert commands.index("JOIN") < commands.index("MARKREAD") < commands.index("366")
    assert "MARKREAD" not in "".join(bob.hears())


def test_who_takes_a_nickname_over_does_not_get_its_markers(net: World) -> None:
    alice = net.enter("alice")
    alice.says(f"MARKREAD #tea {LATE}")
    alice.drops()
    again = net.enter("alice")
    assert again.asks("MARKREAD #tea") == [":tui-chat.local MARKREAD #tea *"]


def test_an_account_finds_its_markers_after_a_restart(net: World) -> None:
    alice = register(net, "alice")
    alice.says(f"MARKREAD #tea {LATE}")
    net.settle()
    again = net.restarted()
    elsewhere = come_back(again, "alice", "alison")
    assert elsewhere.asks("MARKREAD #tea") == [f":tui-chat.local MARKREAD #tea {LATE}"]


def test_only_so_many_markers_are_kept(world: Callable[[Settings], World]) -> None:
    net = world(Settings(auto_join=(), history=HistoryPolicy(markers=2)))
    alice = register(net, "alice")
    for channel in ("#a", "#b", "#c"):
        alice.says(f"MARKREAD {channel} {LATE}")
    net.settle()
    kept = [key for kind, key, _ in net.node.records.all() if kind == "marker"]
    assert [key.split()[1] for key in kept] == ["#b", "#c"]


def test_the_markers_of_a_stay_end_with_it(net: World) -> None:
    alice = net.enter("alice")
    alice.says(f"MARKREAD #tea {LATE}", f"NS REGISTER {PASSWORD}")
    net.settle()
    alice.drops()
    assert not net.node.network.markers


def test_those_of_a_dropped_account_are_forgotten(net: World) -> None:
    alice = register(net, "alice")
    alice.says(f"MARKREAD #tea {LATE}", f"NS DROP {PASSWORD}")
    net.settle()
    assert not net.node.network.markers
    assert "marker" not in [kind for kind, _, _ in net.node.records.all()]
