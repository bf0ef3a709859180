"""What was said behind a closed door: it goes with the channel, unless that is registered.

Nobody can tell who was in a channel that is gone. So what is kept of one that only guests or
holders of its key could enter is dropped with it; else whoever made it anew could read it.
"""

from typing import TYPE_CHECKING, Any

from tui_chat.server.core.channel import Channel
from tui_chat.server.core.effects import DropHistory, Keep
from tui_chat.server.core.registry import restores
from tui_chat.wire.names import Folded

if TYPE_CHECKING:
    from tui_chat.server.core.context import Context
    from tui_chat.server.core.network import Network


def note(ctx: "Context", channel: Channel) -> None:
    """The channel's modes have changed: remember over restarts whether it is closed."""
    closed = not channel.founder and bool(channel.key or "i" in channel.flags)
    if closed is (channel.folded in ctx.network.closed):
        return
    if closed:
        ctx.network.closed[channel.folded] = None
        ctx.effects.append(Keep("closed", channel.folded, {}))
    else:
        _open(ctx, channel.folded)


def rename(ctx: "Context", channel: Channel, before: Folded) -> None:
    """The channel has another name: what is remembered of its door is about that."""
    if before in ctx.network.closed:
        _open(ctx, before)
        note(ctx, channel)


def end(ctx: "Context", name: Folded) -> None:
    """A channel is gone, or one of its name is made: what was said behind its door is dropped."""
    if name in ctx.network.closed:
        _open(ctx, name)
        ctx.effects.append(DropHistory(name))


@restores("closed")
def restore(network: "Network", key: str, _value: dict[str, Any]) -> None:
    """Take back in that a channel was closed."""
    network.closed[Folded(key)] = None


def _open(ctx: "Context", name: Folded) -> None:
    del ctx.network.closed[name]
    ctx.effects.append(Keep("closed", name, None))
