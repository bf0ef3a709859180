"""What a newcomer is shown, and who may come."""

from collections.abc import Callable

import pytest

from tests.server.account_holders import come_back, register
from tests.server.world import World
from tui_chat.server.core.settings import Limits, Settings


def test_who_joins_is_shown_topic_and_names_and_the_others_the_newcomer(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    alice.says("TOPIC #tea :Assam")
    net.settle()
    bob = net.enter("bob")
    assert bob.asks("JOIN #TEA") == [
        ":bob!bob@host JOIN #tea",
        ":tui-chat.local 332 bob #tea Assam",
        ":tui-chat.local 333 bob #tea alice!alice@host 1763640000",
        ":tui-chat.local 353 bob = #tea :@alice bob",
        ":tui-chat.local 366 bob #tea :End of /NAMES list",
    ]
    assert alice.hears() == [":bob!bob@host JOIN #tea"]
    assert net.is_quiet()


def test_the_first_in_a_channel_is_its_operator_and_hears_no_topic(net: World) -> None:
    alice = net.enter("alice")
    assert alice.asks("JOIN #tea") == [
        ":alice!alice@host JOIN #tea",
        ":tui-chat.local 353 alice = #tea @alice",
        ":tui-chat.local 366 alice #tea :End of /NAMES list",
    ]


def test_nobody_is_in_more_channels_than_allowed(world: Callable[[Settings], World]) -> None:
    net = world(Settings(auto_join=(), limits=Limits(channels=2)))
    (alice,) = net.join("#a", "alice")
    alice.says("JOIN #b,#c")
    assert alice.hears()[-1] == ":tui-chat.local 405 alice #c :You have joined too many channels"
    assert "#c" not in net.node.network.channels


@pytest.mark.parametrize("capability", ["no-implicit-names", "draft/no-implicit-names"])
def test_who_wants_no_names_is_shown_them_when_asking(net: World, capability: str) -> None:
    alice, bob = net.enter("alice", capability), net.enter("bob")
    alice.says("JOIN #tea")
    bob.says("JOIN #tea")
    assert alice.hears() == [":alice!alice@host JOIN #tea", ":bob!bob@host JOIN #tea"]
    assert len(bob.hears()) == 3
    assert alice.asks("NAMES #tea") == [
        ":tui-chat.local 353 alice = #tea :@alice bob",
        ":tui-chat.local 366 alice #tea :End of /NAMES list",
    ]


def test_who_is_refused_leaves_no_channel_behind(net: World) -> None:
    alice = net.enter("alice")
    assert [line.split()[1] for line in alice.asks("JOIN #a\x07b,tea")] == ["403", "403"]
    assert not net.node.network.channels


def test_all_connections_of_a_user_are_shown_the_channel(net: World) -> None:
    ana = register(net, "ana")
    other = come_back(net, "ana", "ana")
    ana.says("JOIN #tea")
    shown = [
        ":ana!ana@host JOIN #tea",
        ":tui-chat.local 353 ana = #tea @ana",
        ":tui-chat.local 366 ana #tea :End of /NAMES list",
    ]
    assert ana.hears() == other.hears() == shown
