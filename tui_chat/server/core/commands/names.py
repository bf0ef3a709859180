"""NAMES: who is in a channel."""

from typing import Final

from tui_chat.server.core.context import Context
from tui_chat.server.core.effects import Send
from tui_chat.server.core.packing import pack
from tui_chat.server.core.registry import command
from tui_chat.server.core.state.channel import Channel
from tui_chat.server.core.state.ranks import prefixes
from tui_chat.server.core.users.visibility import sees, sees_in
from tui_chat.server.core.word_limits import check_number
from tui_chat.wire.capabilities import NO_CAPABILITIES, Capabilities
from tui_chat.wire.message import Message
from tui_chat.wire.numerics import Numeric

_USUAL_NICK: Final = 64
"""Bytes of a nickname for which the lines are kept ready."""
_LONGEST_LIST: Final = 300
"""Bytes of channels that one RPL_ENDOFNAMES names; of more, each has its own."""


@command("NAMES", reads=True)
def names(ctx: Context) -> None:
    """NAMES <channel>{,<channel>}: who is there. RFC 2812 3.2.5."""
    if not ctx.param(0):
        return ctx.reply(Numeric.RPL_ENDOFNAMES, "*")
    check_number(ctx, ctx.distinct(ctx.param(0).split(",")))
    shown: list[str] = []
    ctx.each(ctx.param(0), lambda name: shown.append(_names(ctx, name)))
    listed = ",".join(shown)
    for ended in (listed,) if len(listed.encode()) <= _LONGEST_LIST else shown:
        ctx.reply(Numeric.RPL_ENDOFNAMES, ended)
    return None


def reply_names(ctx: Context, channel: Channel, *, lacks: Capabilities = NO_CAPABILITIES) -> None:
    """The members of a channel in as many lines as they need, then the end of them.

    Not for clients that have one of `lacks`.
    """
    _reply_members(ctx, channel, lacks)
    _send(ctx, lacks, Numeric.RPL_ENDOFNAMES, channel.name, Numeric.RPL_ENDOFNAMES.text)


def _reply_members(ctx: Context, channel: Channel, lacks: Capabilities = NO_CAPABILITIES) -> None:
    nick = ctx.session.nick
    size = len(nick.encode())
    head = len(f":{ctx.network.name} 353  = {channel.name} :\r\n".encode())
    if ctx.user in channel.members and channel.shows_all_to(ctx.user) and size <= _USUAL_NICK:
        lines = channel.names(512 - head - _USUAL_NICK)
    else:
        shown = (
            prefixes(ranks) + member.source
            for member, ranks in channel.members.items()
            if sees_in(ctx.user, member, channel) and (ranks or "u" not in channel.flags)
        )
        lines = list(pack(shown, 512 - head - size))
    if lines:
        # One message inside, its last parameter once for each line: a thousand newcomers are
        # shown up to a thousand names each, and the lines are made for all of them.
        symbol = "@" if "s" in channel.flags else "="
        _send(ctx, lacks, Numeric.RPL_NAMREPLY, symbol, channel.name, *lines)


def _send(ctx: Context, lacks: Capabilities, numeric: Numeric, *params: str) -> None:
    message = Message(numeric.value, (ctx.session.nick, *params), ctx.network.name)
    ctx.effects.append(Send((ctx.client,), message, lacks=lacks))


def _names(ctx: Context, name: str) -> str:
    """Show who is in a channel, should there be one; what the channel is called."""
    channel = ctx.network.find_channel(name)
    if channel is None or not sees(ctx.user, channel):
        return name
    _reply_members(ctx, channel)
    return channel.name
