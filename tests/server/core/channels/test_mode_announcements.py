"""Changes of a channel's modes and ranks, as its members are told them."""

from tests.server.world import World
from tui_chat.server.core.channels.mode_announcements import give_rank, tell_modes
from tui_chat.server.core.context import Context
from tui_chat.server.core.effects import Publish
from tui_chat.server.core.events import Millis
from tui_chat.wire.message import Message
from tui_chat.wire.modes import ModeChange


def context_in_tea(net: World) -> Context:
    """alice, the operator of #tea, where bob is too."""
    alice, _bob = net.join("#tea", "alice", "bob")
    network = net.node.network
    return Context(network, network.sessions[alice.id], Millis(net.now), Message("MODE"))


def told(context: Context) -> list[str]:
    return [
        str(one.message).partition(" ")[2]  # without tags
        for one in context.effects
        if isinstance(one, Publish)
    ]


def test_many_changes_are_told_in_lines_that_fit(net: World) -> None:
    context = context_in_tea(net)
    masks = [f"{'é' * 40}{number}" for number in range(20)]
    changes = [ModeChange(adding=True, letter="b", param=mask) for mask in masks]
    tell_modes(context, context.channel("#tea"), changes, "alice!alice@host")
    lines = told(context)
    assert len(lines) > 1
    assert all(len(line.encode()) <= 400 for line in lines)
    assert [word for line in lines for word in line.split() if word.startswith("é")] == masks


def test_one_long_change_is_told_by_itself(net: World) -> None:
    context = context_in_tea(net)
    long, short = (ModeChange(adding=True, letter="b", param=size * "x") for size in (400, 1))
    tell_modes(context, context.channel("#tea"), [short, long, short], "alice!alice@host")
    assert [line.split()[3] for line in told(context)] == ["+b", "+b", "+b"]


def test_without_changes_nothing_is_told(net: World) -> None:
    context = context_in_tea(net)
    tell_modes(context, context.channel("#tea"), [], "alice!alice@host")
    assert told(context) == []


def test_a_rank_is_given_and_told_once(net: World) -> None:
    context = context_in_tea(net)
    channel, bob = context.channel("#tea"), context.other("bob")
    given = [
        give_rank(context, channel, bob, "v", "alice!alice@host", held=held)
        for held in (True, True, False, False)
    ]
    assert given == [True, False, True, False]
    assert told(context) == [
        ":alice!alice@host MODE #tea +v bob",
        ":alice!alice@host MODE #tea -v bob",
    ]
