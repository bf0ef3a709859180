"""MODE: how a channel works, what its members may do, and a user's own switches."""

from tui_chat.server.core.channel import MODE_KINDS, Channel
from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.registry import command
from tui_chat.server.core.welcome import USER_MODES
from tui_chat.wire.message import Message
from tui_chat.wire.modes import ModeChange, ModeKind, format_modes, parse_modes
from tui_chat.wire.names import is_channel
from tui_chat.wire.numerics import Numeric


@command("MODE", min_params=1)
def mode(ctx: Context) -> None:
    """MODE <target> [<modes> [<parameter>...]]: read or change. RFC 2812 3.1.5 and 3.2.3."""
    if is_channel(ctx.param(0)):
        _channel_mode(ctx)
    else:
        _user_mode(ctx)


def _channel_mode(ctx: Context) -> None:
    channel = ctx.channel(ctx.param(0))
    if len(ctx.params) == 1:
        shown = channel.modes(with_key=ctx.user in channel.members)
        ctx.reply(Numeric.RPL_CHANNELMODEIS, channel.name, *shown)
        ctx.reply(Numeric.RPL_CREATIONTIME, channel.name, str(channel.created // 1000))
        return
    channel = ctx.operated_channel(channel.name)
    changes = list(parse_modes(ctx.params[1:], MODE_KINDS))
    most = ctx.network.settings.limits.modes
    made: list[ModeChange] = []
    for change in changes:
        if change.param is not None:
            most -= 1
        if most >= 0:
            ctx.attempt(lambda change=change: made.extend(_apply(ctx, channel, change)))  # type: ignore[misc]
    if made:
        words = format_modes(made)
        ctx.publish(channel, Message("MODE", (channel.name, *words), ctx.user.source))


def _apply(ctx: Context, channel: Channel, change: ModeChange) -> tuple[ModeChange, ...]:
    """Make one change; the change as the others are told it, nothing if it changed nothing."""
    kind = MODE_KINDS.get(change.letter)
    if kind is None:
        raise Refused(Numeric.ERR_UNKNOWNMODE, change.letter)
    if kind is ModeKind.FLAG:
        changed = channel.set_flag(change.letter, held=change.adding)
        return (change,) if changed else ()
    if change.letter == "k":
        return _key(ctx, channel, change)
    if change.letter == "l":
        return _limit(channel, change)
    return _rank(ctx, channel, change)


def _rank(ctx: Context, channel: Channel, change: ModeChange) -> tuple[ModeChange, ...]:
    if not change.param:
        raise Refused(Numeric.ERR_NEEDMOREPARAMS, "MODE")
    target = ctx.other(change.param)
    if target not in channel.members:
        raise Refused(Numeric.ERR_USERNOTINCHANNEL, target.nick, channel.name)
    changed = channel.set_rank(target, change.letter, held=change.adding)
    return (change._replace(param=target.nick),) if changed else ()


def _key(ctx: Context, channel: Channel, change: ModeChange) -> tuple[ModeChange, ...]:
    if not change.adding:
        if not channel.key:
            return ()
        channel.key = ""
        return (change._replace(param="*"),)
    key = change.param or ""
    longest = ctx.network.settings.limits.key
    if not (key.isascii() and key.isprintable()) or set(key) & set(" ,:") or len(key) > longest:
        raise Refused(Numeric.ERR_INVALIDKEY, channel.name, text=Numeric.ERR_INVALIDKEY.text)
    if not key:
        raise Refused(Numeric.ERR_NEEDMOREPARAMS, "MODE")
    if key == channel.key:
        return ()
    channel.key = key
    return (change,)


def _limit(channel: Channel, change: ModeChange) -> tuple[ModeChange, ...]:
    if not change.adding:
        if not channel.limit:
            return ()
        channel.limit = 0
        return (change._replace(param=None),)
    written = change.param or ""
    if not (written.isascii() and written.isdecimal()) or not 0 < int(written[:10]) < 10**9:
        text = "A limit is a number above 0"
        raise Refused(Numeric.ERR_INVALIDMODEPARAM, channel.name, "l", written or "*", text=text)
    limit = int(written)
    if limit == channel.limit:
        return ()
    channel.limit = limit
    return (change._replace(param=str(limit)),)


def _user_mode(ctx: Context) -> None:
    if ctx.other(ctx.param(0)) is not ctx.user:
        raise Refused(Numeric.ERR_USERSDONTMATCH)
    user = ctx.user
    if len(ctx.params) == 1:
        return ctx.reply(Numeric.RPL_UMODEIS, f"+{user.modes}")
    made: list[ModeChange] = []
    for change in parse_modes(ctx.params[1:], {}):
        if change.letter not in USER_MODES:
            ctx.reply(Numeric.ERR_UMODEUNKNOWNFLAG)
        elif (change.letter in user.modes) is not change.adding:
            user.modes = "".join(sorted(set(user.modes) ^ {change.letter}))
            ctx.network.invisible += 1 if change.adding else -1
            made.append(change)
    if made:
        ctx.tell(user.clients, Message("MODE", (user.nick, *format_modes(made)), user.source))
    return None
