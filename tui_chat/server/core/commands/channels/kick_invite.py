"""KICK and INVITE: who is put out and who is asked in."""

from typing import Final

from tui_chat.server.core.channels import auto_join_channel_ranks_and_topic, membership
from tui_chat.server.core.channels.rights import spoken
from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.handler_registry import command
from tui_chat.server.core.state.ranks import from_rank_up, is_at_least, may_act_on
from tui_chat.server.core.state.users_and_channels import Channel, User
from tui_chat.wire.capability_enum import Capability
from tui_chat.wire.message import Message
from tui_chat.wire.numerics import Numeric

_MOST_INVITATIONS: Final = 100
"""Invitations that one channel, or one guest, is known to have."""


@command("KICK", min_params=2)
def kick(ctx: Context) -> None:
    """KICK <channel> <nick>{,<nick>} [<reason>], or as many channels as nicks. RFC 2812 3.2.8."""
    channels, nicks = ctx.param(0).split(","), ctx.param(1).split(",")
    if len(channels) == 1:
        channel, ranks = _moderated(ctx, channels[0])
        return ctx.each(ctx.param(1), lambda nick: _kick(ctx, channel, ranks, nick))
    if len(channels) != len(nicks):
        raise Refused(Numeric.ERR_NEEDMOREPARAMS, "KICK")
    for name, nick in zip(channels, nicks, strict=True):
        ctx.attempt(lambda name=name, nick=nick: _kick(ctx, *_moderated(ctx, name), nick))  # type: ignore[misc]
    return None


@command("INVITE")
def invite(ctx: Context) -> None:
    """INVITE [<nick> <channel>]: invite somebody, or list your invitations. RFC 2812 3.2.7."""
    if not ctx.params:
        return _list_invitations(ctx)
    if len(ctx.params) < 2:
        raise Refused(Numeric.ERR_NEEDMOREPARAMS, "INVITE")
    guest = ctx.other(ctx.param(0))
    channel = ctx.own_channel(ctx.param(1))
    if guest in channel.members and channel.shows(ctx.user, guest):
        raise Refused(Numeric.ERR_USERONCHANNEL, guest.nick, channel.name)
    if channel.is_operator(ctx.user):
        # Only an operator's word opens what its modes close.
        _let_in(channel, guest)
    elif "i" in channel.flags:
        raise Refused(Numeric.ERR_CHANOPRIVSNEEDED, channel.name)
    ctx.reply(Numeric.RPL_INVITING, guest.nick, channel.name)
    message = Message("INVITE", (guest.nick, channel.name), ctx.user.source)
    ctx.tell(guest.clients, message)
    watchers = channel.rank_clients(from_rank_up("h"))
    others = tuple(client for client in watchers if client not in ctx.user.clients)
    ctx.tell(others, message, Capability.INVITE_NOTIFY.bit)
    if guest.away:
        ctx.reply(Numeric.RPL_AWAY, guest.nick, guest.away)
    return None


def _let_in(channel: Channel, guest: User) -> None:
    """Remember an invitation; the oldest of the channel, and of the guest, make room for it."""
    channel.invited.pop(guest, None)
    if len(channel.invited) >= _MOST_INVITATIONS:
        oldest = next(iter(channel.invited))
        del channel.invited[oldest]
        oldest.uninvite(channel.folded)
    if len(guest.invitations) >= _MOST_INVITATIONS:
        name, other = next(iter(guest.invitations.items()))
        guest.uninvite(name)
        del other.invited[guest]
    channel.invited[guest] = None
    guest.invite(channel)


def _moderated(ctx: Context, name: str) -> tuple[Channel, str]:
    """The channel of this name and the user's ranks there, with which it may kick somebody."""
    channel = ctx.own_channel(name)
    ranks = channel.members[ctx.user]
    if not is_at_least(ranks, "h"):
        raise Refused(Numeric.ERR_CHANOPRIVSNEEDED, channel.name)
    return channel, ranks


def _kick(ctx: Context, channel: Channel, ranks: str, nick: str) -> None:
    target = ctx.other(nick)
    if target not in channel.members:
        raise Refused(Numeric.ERR_USERNOTINCHANNEL, target.nick, channel.name)
    if target is not ctx.user and not may_act_on(ranks, channel.members[target]):
        raise Refused(Numeric.ERR_CHANOPRIVSNEEDED, channel.name)
    reason = spoken(ctx.network, ctx.user, ctx.param(2), channel) or ctx.user.nick
    reason = reason[: ctx.network.settings.limits.kick]
    message = Message("KICK", (channel.name, target.nick, reason), ctx.user.source)
    auto_join_channel_ranks_and_topic.kicked(ctx, channel, target)
    membership.depart(ctx, channel, target, message)
    ctx.log("kicked", nick=target.nick, channel=channel.name, by=ctx.user.nick)


def _list_invitations(ctx: Context) -> None:
    for channel in ctx.user.invitations.values():
        ctx.reply(Numeric.RPL_INVITELIST, channel.name)
    ctx.reply(Numeric.RPL_ENDOFINVITELIST)
