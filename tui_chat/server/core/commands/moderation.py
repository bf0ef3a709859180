"""KICK and INVITE: who is put out and who is asked in."""

from tui_chat.server.core import membership
from tui_chat.server.core.channel import Channel
from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.registry import command
from tui_chat.wire.message import Message
from tui_chat.wire.numerics import Numeric


@command("KICK", min_params=2)
def kick(ctx: Context) -> None:
    """KICK <channel> <nick>{,<nick>} [<reason>]. RFC 2812 3.2.8."""
    channel = ctx.operated_channel(ctx.param(0))
    reason = (ctx.param(2) or ctx.user.nick)[: ctx.network.settings.limits.kick]
    ctx.each(ctx.param(1), lambda nick: _kick(ctx, channel, nick, reason))


@command("INVITE", min_params=2)
def invite(ctx: Context) -> None:
    """INVITE <nick> <channel>: let somebody in, whatever the channel's modes. RFC 2812 3.2.7."""
    guest = ctx.other(ctx.param(0))
    channel = ctx.own_channel(ctx.param(1))
    if guest in channel.members:
        raise Refused(Numeric.ERR_USERONCHANNEL, guest.nick, channel.name)
    if "i" in channel.flags and not channel.is_operator(ctx.user):
        raise Refused(Numeric.ERR_CHANOPRIVSNEEDED, channel.name)
    channel.invited[guest] = None
    guest.invitations[channel.folded] = channel
    ctx.reply(Numeric.RPL_INVITING, guest.nick, channel.name)
    ctx.tell(guest.clients, Message("INVITE", (guest.nick, channel.name), ctx.user.source))
    if guest.away:
        ctx.reply(Numeric.RPL_AWAY, guest.nick, guest.away)


def _kick(ctx: Context, channel: Channel, nick: str, reason: str) -> None:
    target = ctx.other(nick)
    if target not in channel.members:
        raise Refused(Numeric.ERR_USERNOTINCHANNEL, target.nick, channel.name)
    ctx.publish(channel, Message("KICK", (channel.name, target.nick, reason), ctx.user.source))
    membership.leave(ctx, channel, target)
    ctx.log("kicked", nick=target.nick, channel=channel.name, by=ctx.user.nick)
