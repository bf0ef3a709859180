"""The topic and the members of a channel as numerics."""

from typing import Final

from tui_chat.server.core.context import Context
from tui_chat.server.core.effects import Send
from tui_chat.server.core.state.ranks import prefixes
from tui_chat.server.core.state.users_and_channels import Channel
from tui_chat.server.core.state.visibility import sees_in
from tui_chat.wire.capability_enum import NO_CAPABILITIES, Capabilities
from tui_chat.wire.message import Message
from tui_chat.wire.numerics import Numeric
from tui_chat.wire.text.splitting import pack

_USUAL_NICK: Final = 64
"""Bytes of a nickname for which the lines are kept ready."""


def reply_topic(ctx: Context, channel: Channel) -> None:
    """The topic, who set it and when."""
    if channel.topic is None:
        return ctx.reply(Numeric.RPL_NOTOPIC, channel.name)
    ctx.reply(Numeric.RPL_TOPIC, channel.name, channel.topic.text)
    seconds = str(channel.topic.at // 1000)
    return ctx.reply(Numeric.RPL_TOPICWHOTIME, channel.name, channel.topic.by, seconds)


def reply_names(ctx: Context, channel: Channel, *, lacks: Capabilities = NO_CAPABILITIES) -> None:
    """The members of a channel in as many lines as they need, then the end of them.

    Not for clients that have one of `lacks`.
    """
    reply_members(ctx, channel, lacks)
    _send(ctx, lacks, Numeric.RPL_ENDOFNAMES, channel.name, Numeric.RPL_ENDOFNAMES.text)


def reply_members(ctx: Context, channel: Channel, lacks: Capabilities = NO_CAPABILITIES) -> None:
    """The members of a channel in as many lines as they need."""
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
