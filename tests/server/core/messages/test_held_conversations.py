"""Whose history is the last to go."""

import pytest

from tests.server.account_holders import register
from tests.server.world import World
from tui_chat.server.core.messages.conversation_keys import conversation, put_aside
from tui_chat.server.core.messages.held_conversations import is_held
from tui_chat.server.core.settings import Settings


@pytest.fixture
def net() -> World:
    return World(settings=Settings(auto_join=("#lobby",)), tick_per_line=True)


def test_a_channel_is_held_while_somebody_is_there(net: World) -> None:
    (carol,) = net.join("#tea", "carol")
    assert is_held(net.node.network, "#tea")
    carol.says("PART #tea")
    assert not is_held(net.node.network, "#tea")
    assert not is_held(net.node.network, put_aside("#tea", "1"))


@pytest.mark.parametrize("name", ["#lobby", "#ours"])
def test_channels_that_outlive_their_members_stay_held(net: World, name: str) -> None:
    ana = register(net, "ana")
    ana.says("JOIN #ours", "CS REGISTER #ours", f"PART {name}", "QUIT")
    net.flush()
    assert is_held(net.node.network, name)


def test_a_talk_is_held_by_two_accounts(net: World) -> None:
    ana, bob = (register(net, name).session.user for name in ("ana", "bob"))
    carol = net.enter("carol").session.user
    assert ana is not None
    assert bob is not None
    assert carol is not None
    network = net.node.network
    assert is_held(network, conversation(ana.identity, bob.identity))
    assert is_held(network, conversation(ana.identity, ana.identity))
    assert not is_held(network, conversation(ana.identity, carol.identity))
