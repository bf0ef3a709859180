"""What a channel's modes and lists allow: to come in, to speak, to take another nickname."""

from tui_chat.server.core.channel import Channel
from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.user import User
from tui_chat.wire.numerics import Numeric


def check_may_enter(ctx: Context, channel: Channel, key: str) -> None:
    """Raise Refused unless the user may join: invited, or not kept out by any mode.

    The founder comes in whatever the modes say.
    """
    user = ctx.user
    if user in channel.invited or is_founder(ctx, channel):
        return
    if channel.limit and len(channel.members) >= channel.limit:
        raise Refused(Numeric.ERR_CHANNELISFULL, channel.name)
    if channel.key and key != channel.key:
        raise Refused(Numeric.ERR_BADCHANNELKEY, channel.name)
    expected = channel.lists["I"].names(user, ctx.network.fold)
    if "i" in channel.flags and not expected:
        raise Refused(Numeric.ERR_INVITEONLYCHAN, channel.name)
    if is_banned(ctx, channel, user) and not expected:
        raise Refused(Numeric.ERR_BANNEDFROMCHAN, channel.name)
    if "R" in channel.flags and not user.account:
        raise Refused(Numeric.ERR_NEEDREGGEDNICK, channel.name)


def check_may_speak(ctx: Context, channel: Channel) -> None:
    """Raise Refused unless what the user says may be passed on.

    Called only for outsiders, and where `channel.hushes`.
    """
    user = ctx.user
    flags = channel.flags
    if "C" in flags and _is_ctcp(ctx.param(1)):
        raise _unspeakable(channel, "CTCP is not passed on here (+C)")
    if channel.members.get(user):
        return
    if "m" in flags or ("n" in flags and user not in channel.members):
        raise _unspeakable(channel)
    if not user.account and ("M" in flags or "R" in flags):
        raise _unspeakable(channel, "Only those who are logged in may speak here (+M)")
    if is_muted(ctx, channel, user) or (
        user not in channel.members and is_banned(ctx, channel, user)
    ):
        raise _unspeakable(channel, "You are banned from speaking here (+b)")


def check_may_rename(ctx: Context, user: User, nick: str) -> None:
    """Raise Refused if the user is muted in a channel: another name would be a way around it."""
    for channel in user.channels.values():
        if channel.hushes and not channel.members[user] and is_muted(ctx, channel, user):
            raise Refused(Numeric.ERR_BANNICKCHANGE, nick, channel.name)


def is_founder(ctx: Context, channel: Channel, user: User | None = None) -> bool:
    """Whether the channel is registered to the account of the user, by default who asks."""
    fold = ctx.network.fold
    account = (user or ctx.user).account
    return bool(account and channel.founder) and fold(account) == fold(channel.founder)


def is_banned(ctx: Context, channel: Channel, user: User) -> bool:
    """Whether the user is to be kept out (+b), and not exempt (+e)."""
    fold = ctx.network.fold
    return channel.lists["b"].names(user, fold) and not channel.lists["e"].names(user, fold)


def is_muted(ctx: Context, channel: Channel, user: User) -> bool:
    """Whether the user is to be silent (+b m:), and not exempt (+e, with or without m:)."""
    fold = ctx.network.fold
    exempt = channel.lists["e"]
    return channel.lists["b"].names(user, fold, mutes=True) and not (
        exempt.names(user, fold) or exempt.names(user, fold, mutes=True)
    )


def _is_ctcp(text: str) -> bool:
    return text.startswith("\x01") and not text.startswith("\x01ACTION ")


def _unspeakable(channel: Channel, text: str = "") -> Refused:
    return Refused(Numeric.ERR_CANNOTSENDTOCHAN, channel.name, text=text)
