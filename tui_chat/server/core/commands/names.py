"""NAMES: who is in a channel."""

from tui_chat.server.core.channels.channel_replies import reply_names
from tui_chat.server.core.context import Context
from tui_chat.server.core.registry import command
from tui_chat.server.core.state.visibility import sees
from tui_chat.server.core.word_limits import check_number
from tui_chat.wire.numerics import Numeric


@command("NAMES", reads=True)
def names(ctx: Context) -> None:
    """NAMES <channel>{,<channel>}: who is there. RFC 2812 3.2.5."""
    if not ctx.param(0):
        return ctx.reply(Numeric.RPL_ENDOFNAMES, "*")
    check_number(ctx, ctx.distinct(ctx.param(0).split(",")))
    return ctx.each(ctx.param(0), lambda name: _names(ctx, name))


def _names(ctx: Context, name: str) -> None:
    channel = ctx.network.find_channel(name)
    if channel is None or not sees(ctx.user, channel):
        ctx.reply(Numeric.RPL_ENDOFNAMES, name)
    else:
        reply_names(ctx, channel)
