"""Permissions in a channel, by its modes and lists: to enter, to speak, to change nickname."""

from typing import Final

from tui_chat.server.core.channels.auto_join_channel_ranks_and_topic import is_owner
from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.users_and_channels import Channel, User
from tui_chat.wire.message import Message
from tui_chat.wire.numerics import Numeric

_ACTION: Final = "\x01ACTION "


def check_may_enter(ctx: Context, channel: Channel, key: str) -> None:
    """Raise Refused unless the user may join: invited, or not kept out by any mode.

    The founder and the owner come in whatever the modes say; so do operators of the server, of whom
    the members and the log are told.
    """
    try:
        _check_is_let_in(ctx, channel, key)
    except Refused:
        if not is_server_operator(ctx.user):
            raise
        note_override(ctx, f"joined {channel.name} in spite of its modes")
        text = (
            f"{ctx.user.nick} joins as an operator of the server, in spite of the channel's modes"
        )
        ctx.publish(channel, Message("NOTICE", (channel.name, text), ctx.network.name))


def is_server_operator(user: User) -> bool:
    """Whether the user is an operator of the server, whom no mode of a channel binds."""
    return "o" in user.modes


def note_override(ctx: Context, did: str) -> None:
    """Log that an operator of the server did what its ranks in the channel do not allow."""
    ctx.log("audit", by=ctx.user.source, did=did)


def _check_is_let_in(ctx: Context, channel: Channel, key: str) -> None:
    user = ctx.user
    if user in channel.invited or is_founder(ctx, channel) or is_owner(ctx.network, channel, user):
        return
    if channel.limit and len(channel.members) >= channel.limit:
        raise Refused(Numeric.ERR_CHANNELISFULL, channel.name)
    if channel.key and key != channel.key:
        raise Refused(Numeric.ERR_BADCHANNELKEY, channel.name)
    if "i" in channel.flags and not channel.lists["I"].names(user, ctx.network.fold):
        raise Refused(Numeric.ERR_INVITEONLYCHAN, channel.name)
    if is_banned(ctx.network, channel, user):
        raise Refused(Numeric.ERR_BANNEDFROMCHAN, channel.name)
    if "R" in channel.flags and not user.account:
        raise Refused(Numeric.ERR_NEEDREGGEDNICK, channel.name)


def silence(network: Network, channel: Channel, user: User, *texts: str) -> Refused | None:
    """The reason why the user may not say this in a channel; None if it may.

    To be asked about all text for a channel: messages, topics, and reasons for leaving. For
    members it can be skipped unless `channel.restricts_speech`.
    """
    flags = channel.flags
    if "C" in flags and any(map(holds_ctcp, texts)):
        return _unspeakable(channel, "CTCP is not passed on here (+C)")
    ranks = channel.members.get(user)
    if ranks:
        return None
    text = ""
    if "n" in flags and ranks is None:
        text = "Only members can write here (+n)"
    elif "m" in flags:
        text = "Only people with voice can write here (+m)"
    elif not user.account and ("M" in flags or "R" in flags):
        text = "Only people who are logged in can write here (+M)"
    elif _is_kept_silent(network, channel, user):
        text = "You are muted here: you can read, but not write (+b)"
    return _unspeakable(channel, text) if text else None


def check_may_speak(ctx: Context, channel: Channel, text: str) -> None:
    """Raise Refused unless the user may say this in the channel."""
    if channel.restricts_speech or ctx.user not in channel.members:
        refusal = silence(ctx.network, channel, ctx.user, text)
        if refusal is not None:
            raise refusal


def is_for_operators(channel: Channel, user: User) -> bool:
    """Whether only operators see what the user says: the channel has mode U, the user no rank."""
    return "U" in channel.flags and not channel.members.get(user)


def spoken(network: Network, user: User, text: str, *channels: Channel) -> str:
    """The text, such as a reason for leaving; "" if the user may not say it in all `channels`.

    The user is a member of all of them.
    """
    if text and any(
        one.restricts_speech and _is_blocked_for_some(network, one, user, text) for one in channels
    ):
        return ""
    return text


def join_message(network: Network, user: User, channel: Channel) -> Message:
    """The JOIN of a member, as clients with extended-join read it.

    It shows the nickname instead of the real name if the member may not say that text in the
    channel.
    """
    realname = spoken(network, user, user.realname, channel) or user.nick
    return Message("JOIN", (channel.name, user.account or "*", realname), user.source)


def channels_to_hear(network: Network, user: User, text: str) -> tuple[Channel, ...]:
    """The channels of the user in which it may say this text to all members."""
    return tuple(
        one
        for one in user.channels.values()
        if not (one.restricts_speech and _is_blocked_for_some(network, one, user, text))
    )


def is_silenced(network: Network, user: User, channel: Channel) -> bool:
    """Whether a member is banned or muted, and has no rank to speak nevertheless."""
    return (
        channel.restricts_speech
        and not channel.members[user]
        and _is_kept_silent(network, channel, user)
    )


def silencing_channel(network: Network, user: User) -> Channel | None:
    """A channel in which the user is banned or muted, and has no rank to speak nevertheless.

    Its members would see a new nickname or real name: such a user may change neither.
    """
    channels = user.channels.values()
    return next((one for one in channels if is_silenced(network, user, one)), None)


def check_may_rename(ctx: Context, user: User, nick: str) -> None:
    """Raise Refused if the user is banned or muted in a channel: a new name would evade that."""
    channel = silencing_channel(ctx.network, user)
    if channel is not None:
        raise Refused(Numeric.ERR_BANNICKCHANGE, nick, channel.name)


def is_founder(ctx: Context, channel: Channel, user: User | None = None) -> bool:
    """Whether the channel is registered to the account of the user, by default of the client."""
    fold = ctx.network.fold
    account = (user or ctx.user).account
    return bool(account and channel.founder) and fold(account) == fold(channel.founder)


def is_banned(network: Network, channel: Channel, user: User) -> bool:
    """Whether a ban (+b) keeps the user out, and neither an exception (+e) nor +I lets it in."""
    fold, lists = network.fold, channel.lists
    return lists["b"].names(user, fold) and not (
        lists["e"].names(user, fold) or lists["I"].names(user, fold)
    )


def is_muted(network: Network, channel: Channel, user: User) -> bool:
    """Whether a mute (+b m:) and no exception (+e, with or without m:) applies to the user."""
    fold = network.fold
    exempt = channel.lists["e"]
    return channel.lists["b"].names(user, fold, mutes=True) and not (
        exempt.names(user, fold) or exempt.names(user, fold, mutes=True)
    )


def _is_blocked_for_some(network: Network, channel: Channel, user: User, text: str) -> bool:
    return is_for_operators(channel, user) or silence(network, channel, user, text) is not None


def _is_kept_silent(network: Network, channel: Channel, user: User) -> bool:
    # Most are on no list: that is one look at it.
    return any(channel.lists["b"].verdict(user, network.fold)) and (
        is_muted(network, channel, user) or is_banned(network, channel, user)
    )


def holds_ctcp(text: str) -> bool:
    """Whether a line of the text, or a piece of one that is too long for a line, may be CTCP."""
    return any("\x01" in _without_action(line) for line in text.split("\n"))


def _without_action(line: str) -> str:
    """A line without the marks of a CTCP ACTION, which is an ordinary way to speak."""
    return line[len(_ACTION) :].removesuffix("\x01") if line.startswith(_ACTION) else line


def _unspeakable(channel: Channel, text: str = "") -> Refused:
    return Refused(Numeric.ERR_CANNOTSENDTOCHAN, channel.name, text=text)
