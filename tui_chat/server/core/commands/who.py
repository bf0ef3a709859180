"""WHO and WHOIS: about users."""

from fnmatch import translate
from re import IGNORECASE
from re import compile as compile_pattern

from tui_chat.server.core.channel import Channel, prefixes
from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.registry import command
from tui_chat.server.core.user import User
from tui_chat.wire.message import Message
from tui_chat.wire.names import is_channel
from tui_chat.wire.numerics import Numeric


@command("WHO", reads=True)
def who(ctx: Context) -> None:
    """WHO <channel>|<mask>: the users there. RFC 2812 3.6.1."""
    mask = ctx.param(0) or "*"
    if is_channel(mask):
        channel = ctx.network.find_channel(mask)
        for user in channel.members if channel else ():
            if _visible(ctx, user):
                _reply(ctx, user, channel)
    else:
        exact = ctx.network.find_user(mask)
        for user in (exact,) if exact else _matching(ctx, mask):
            _reply(ctx, user, None)
    ctx.reply(Numeric.RPL_ENDOFWHO, mask)


@command("WHOIS", reads=True)
def whois(ctx: Context) -> None:
    """WHOIS [<server>] <nick>: all about one user. RFC 2812 3.6.2."""
    nick = (ctx.param(1) or ctx.param(0)).partition(",")[0]
    if not nick:
        raise Refused(Numeric.ERR_NONICKNAMEGIVEN)
    user = ctx.network.find_user(nick)
    if user is None:
        ctx.reply(Numeric.ERR_NOSUCHNICK, nick)
    else:
        _whois(ctx, user)
        nick = user.nick
    ctx.reply(Numeric.RPL_ENDOFWHOIS, nick)


def _whois(ctx: Context, user: User) -> None:
    nick = user.nick
    settings = ctx.network.settings
    ctx.reply(Numeric.RPL_WHOISUSER, nick, user.username, user.host, "*", user.realname)
    channels = [
        prefixes(channel.members[user]) + channel.name
        for channel in user.channels.values()
        if _visible(ctx, user) or ctx.user in channel.members
    ]
    if channels:
        ctx.reply(Numeric.RPL_WHOISCHANNELS, nick, " ".join(channels))
    ctx.reply(Numeric.RPL_WHOISSERVER, nick, settings.server, settings.network)
    if user.away:
        ctx.reply(Numeric.RPL_AWAY, nick, user.away)
    if user.account:
        ctx.reply(Numeric.RPL_WHOISACCOUNT, nick, user.account)
    idle = str((ctx.at - user.spoke_at) // 1000)
    ctx.reply(Numeric.RPL_WHOISIDLE, nick, idle, str(user.signed_on // 1000))


def _visible(ctx: Context, user: User) -> bool:
    """Whether the asker may find the user: itself, not invisible, or in a common channel."""
    return (
        user is ctx.user
        or "i" not in user.modes
        or not ctx.user.channels.keys().isdisjoint(user.channels)
    )


def _matching(ctx: Context, mask: str) -> list[User]:
    # fnmatch's [...] is no wildcard in IRC, where brackets are letters of nicknames.
    pattern = compile_pattern(translate(mask.replace("[", "[[]")), IGNORECASE)
    return [
        user
        for user in ctx.network.users.values()
        if _visible(ctx, user) and (pattern.match(user.nick) or pattern.match(user.host))
    ]


def _reply(ctx: Context, user: User, channel: Channel | None) -> None:
    channel = channel or next(iter(user.channels.values()), None)
    flags = ("G" if user.away else "H") + (prefixes(channel.members[user]) if channel else "")
    name = channel.name if channel else "*"
    server = ctx.network.name
    params = (name, user.username, user.host, server, user.nick, flags, f"0 {user.realname}")
    ctx.send(Message(Numeric.RPL_WHOREPLY.value, (ctx.user.nick, *params), server))
