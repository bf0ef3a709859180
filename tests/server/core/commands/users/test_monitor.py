import pytest

from tests.server.world import World
from tui_chat.server.core.state.state_digest import attributes

ONLINE = ":tui-chat.local 730 {} {}"
OFFLINE = ":tui-chat.local 731 {} {}"


def test_monitor_tells_who_is_here_and_who_is_not(net: World) -> None:
    net.enter("bob")
    alice = net.enter("alice")
    assert alice.asks("MONITOR + bob,Carol") == [
        ":tui-chat.local 730 alice bob!bob@host",
        ":tui-chat.local 731 alice Carol",
    ]
    assert net.is_quiet()


def test_who_watches_is_told_of_coming_and_going(net: World) -> None:
    alice, watcher = net.enter("alice"), net.enter("watcher")
    watcher.says("MONITOR + BOB")
    net.settle()
    bob = net.enter("bob")
    assert watcher.hears() == [":tui-chat.local 730 * bob!bob@host"]
    bob.says("QUIT")
    assert watcher.hears() == [":tui-chat.local 731 * bob"]
    assert alice.hears() == []


def test_a_new_nickname_is_one_going_and_another_coming(net: World) -> None:
    watcher, other = net.enter("watcher"), net.enter("baz")
    watcher.says("MONITOR + qux")
    watcher.hears()
    other.says("NICK qux")
    assert watcher.hears() == [":tui-chat.local 730 * qux!baz@host"]
    other.says("NICK QUX")
    assert watcher.hears() == []
    other.says("NICK bazbat")
    assert watcher.hears() == [":tui-chat.local 731 * QUX"]


def test_what_is_no_longer_watched_is_not_told(net: World) -> None:
    watcher = net.enter("watcher")
    watcher.says("MONITOR + bob,carol", "MONITOR - BOB")
    watcher.hears()
    net.enter("bob")
    assert watcher.hears() == []
    watcher.says("MONITOR C")
    net.enter("carol")
    assert watcher.hears() == []


def test_the_list_and_its_status_can_be_read(net: World) -> None:
    net.enter("bob")
    watcher = net.enter("watcher")
    watcher.says("MONITOR + bob,Carol")
    watcher.hears()
    assert watcher.asks("MONITOR L", "MONITOR s") == [
        ":tui-chat.local 732 watcher bob,Carol",
        ":tui-chat.local 733 watcher :End of MONITOR list",
        ":tui-chat.local 730 watcher bob!bob@host",
        ":tui-chat.local 731 watcher Carol",
    ]


def test_masks_cannot_be_watched(net: World) -> None:
    watcher = net.enter("watcher")
    assert watcher.asks("MONITOR + *!*@host,*") == []
    net.enter("bob")
    assert watcher.hears() == []


def test_a_full_list_takes_no_more(net: World) -> None:
    watcher = net.enter("watcher")
    nicks = [f"n{number}" for number in range(100)]
    for start in range(0, 100, 25):
        watcher.says(f"MONITOR + {','.join(nicks[start : start + 25])}")
    watcher.hears()
    assert watcher.asks("MONITOR + n1,one,two") == [
        ":tui-chat.local 731 watcher n1",
        ":tui-chat.local 734 watcher 100 one,two :Monitor list is full",
    ]


@pytest.mark.parametrize("line", ["MONITOR", "MONITOR +", "MONITOR -"])
def test_monitor_without_what_it_needs_is_refused(net: World, line: str) -> None:
    alice = net.enter("alice")
    assert alice.asks(line) == [":tui-chat.local 461 alice MONITOR :Not enough parameters"]


def test_lists_end_with_their_connections(net: World) -> None:
    watcher = net.enter("watcher")
    before = attributes(net.node.network.monitors)
    watcher.says("MONITOR + bob", "QUIT")
    assert attributes(net.node.network.monitors) == before
    assert not any(before.values())


def test_extended_monitor_tells_more_to_those_who_asked(net: World) -> None:
    far = net.enter("far", "extended-monitor", "away-notify", "setname")
    near = net.enter("near", "extended-monitor", "away-notify", "setname")
    plain = net.enter("plain", "away-notify", "setname")
    bare = net.enter("bare", "extended-monitor")
    bob = net.enter("bob")
    net.join("#tea", bob, near)
    for watcher in far, near, plain, bare:
        watcher.says("MONITOR + bob")
    net.settle()
    bob.says("AWAY :lunch", "SETNAME :Bob Ross")
    told = [":bob!bob@host AWAY lunch", ":bob!bob@host SETNAME :Bob Ross"]
    assert far.hears() == near.hears() == told
    assert plain.hears() == bare.hears() == []
