"""JOIN, PART and NAMES: entering channels, leaving them, and who is in them."""

from collections.abc import Iterable, Iterator

from tui_chat.server.core import membership
from tui_chat.server.core.channel import Channel, prefixes
from tui_chat.server.core.commands.topic import reply_topic
from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.registry import command
from tui_chat.wire.message import Message
from tui_chat.wire.names import is_channel_name
from tui_chat.wire.numerics import Numeric


@command("JOIN", min_params=1)
def join(ctx: Context) -> None:
    """JOIN <channel>{,<channel>} [<key>{,<key>}], or JOIN 0 to leave all. RFC 2812 3.2.1."""
    if ctx.param(0) == "0":
        for channel in tuple(ctx.user.channels.values()):
            _depart(ctx, channel, ctx.user.nick)
        return
    keys = ctx.param(1).split(",")
    for number, name in enumerate(ctx.param(0).split(",")):
        if name:
            key = keys[number] if number < len(keys) else ""
            ctx.attempt(lambda name=name, key=key: enter_channel(ctx, name, key))  # type: ignore[misc]


def enter_channel(ctx: Context, name: str, key: str = "") -> None:
    """Put the user into a channel, made if there is none; tell all, then topic and names."""
    network, user = ctx.network, ctx.user
    limits = network.settings.limits
    channel = network.find_channel(name)
    if channel is None:
        if not is_channel_name(name, limits.channel):
            raise Refused(Numeric.ERR_NOSUCHCHANNEL, name)
    elif user in channel.members:
        return
    else:
        _check_may_enter(ctx, channel, key)
    if len(user.channels) >= limits.channels:
        raise Refused(Numeric.ERR_TOOMANYCHANNELS, name)
    if channel is None:
        folded = network.fold(name)
        channel = network.channels[folded] = Channel(name, folded, ctx.at)
    membership.enter(ctx, channel, user)
    ctx.log("joined", nick=user.nick, channel=channel.name)
    if channel.topic is not None:
        reply_topic(ctx, channel)
    reply_names(ctx, channel)


@command("PART", min_params=1)
def part(ctx: Context) -> None:
    """PART <channel>{,<channel>} [<reason>]. RFC 2812 3.2.2."""
    ctx.each(ctx.param(0), lambda name: _depart(ctx, ctx.own_channel(name), ctx.param(1)))


@command("NAMES", reads=True)
def names(ctx: Context) -> None:
    """NAMES <channel>{,<channel>}: who is there. RFC 2812 3.2.5."""
    if not ctx.param(0):
        return ctx.reply(Numeric.RPL_ENDOFNAMES, "*")
    return ctx.each(ctx.param(0), lambda name: _names(ctx, name))


def reply_names(ctx: Context, channel: Channel) -> None:
    """The members of a channel in as many lines as they need, then the end of them."""
    entries = (
        prefixes(ranks) + member.source
        for member, ranks in channel.members.items()
        if "i" not in member.modes or ctx.user in channel.members
    )
    room = 480 - len(ctx.network.name) - len(channel.name.encode()) - len(ctx.user.nick)
    for line in _lines(entries, room):
        ctx.reply(Numeric.RPL_NAMREPLY, "=", channel.name, line)
    ctx.reply(Numeric.RPL_ENDOFNAMES, channel.name)


def _lines(words: Iterable[str], room: int) -> Iterator[str]:
    """The words joined by spaces, in lines of at most `room` bytes (names are ASCII)."""
    line: list[str] = []
    used = 0
    for word in words:
        if used + len(word) > room and line:
            yield " ".join(line)
            line, used = [], 0
        line.append(word)
        used += len(word) + 1
    if line:
        yield " ".join(line)


def _names(ctx: Context, name: str) -> None:
    channel = ctx.network.find_channel(name)
    if channel is None:
        ctx.reply(Numeric.RPL_ENDOFNAMES, name)
    else:
        reply_names(ctx, channel)


def _check_may_enter(ctx: Context, channel: Channel, key: str) -> None:
    if ctx.user in channel.invited:
        return
    if "i" in channel.flags:
        raise Refused(Numeric.ERR_INVITEONLYCHAN, channel.name)
    if channel.key and key != channel.key:
        raise Refused(Numeric.ERR_BADCHANNELKEY, channel.name)
    if channel.limit and len(channel.members) >= channel.limit:
        raise Refused(Numeric.ERR_CHANNELISFULL, channel.name)


def _depart(ctx: Context, channel: Channel, reason: str) -> None:
    words = (channel.name, reason) if reason else (channel.name,)
    ctx.publish(channel, Message("PART", words, ctx.user.source))
    membership.leave(ctx, channel, ctx.user)
    ctx.log("parted", nick=ctx.user.nick, channel=channel.name)
