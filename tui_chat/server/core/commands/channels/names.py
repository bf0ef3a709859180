"""NAMES: who is in a channel."""

from typing import Final

from tui_chat.server.core.channels.topic_and_names_replies import reply_members
from tui_chat.server.core.context import Context
from tui_chat.server.core.handler_registry import command
from tui_chat.server.core.state.visibility import sees
from tui_chat.wire.numerics import Numeric

_LONGEST_LIST: Final = 300
"""Bytes of channels that one RPL_ENDOFNAMES names; of more, each has its own."""


@command("NAMES", reads=True)
def names(ctx: Context) -> None:
    """NAMES <channel>{,<channel>}: list the members. RFC 2812 3.2.5."""
    if not ctx.param(0):
        return ctx.reply(Numeric.RPL_ENDOFNAMES, "*")
    ctx.check_number(ctx.distinct(ctx.param(0).split(",")))
    shown: list[str] = []
    ctx.each(ctx.param(0), lambda name: shown.append(_names(ctx, name)))
    listed = ",".join(shown)
    for ended in (listed,) if len(listed.encode()) <= _LONGEST_LIST else shown:
        ctx.reply(Numeric.RPL_ENDOFNAMES, ended)
    return None


def _names(ctx: Context, name: str) -> str:
    """Show the members of a channel, if it exists. Gives the channel's name."""
    channel = ctx.network.find_channel(name)
    if channel is None or not sees(ctx.user, channel):
        return name
    reply_members(ctx, channel)
    return channel.name
