"""PRIVMSG, NOTICE and TAGMSG: what people say."""

from typing import NoReturn

from tui_chat.server.core.channel import RANKS, Channel
from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.effects import Publish, Send
from tui_chat.server.core.registry import command
from tui_chat.server.core.user import User
from tui_chat.wire.capabilities import NO_CAPABILITIES, Capabilities, Capability
from tui_chat.wire.message import Message
from tui_chat.wire.names import is_channel
from tui_chat.wire.numerics import Numeric

_ECHO = Capability.ECHO_MESSAGE.bit
_TAGS = Capability.MESSAGE_TAGS.bit
_RANK_OF = {prefix: rank for rank, prefix in RANKS.items()}


@command("PRIVMSG")
def privmsg(ctx: Context) -> None:
    """PRIVMSG <target>{,<target>} <text>. RFC 2812 3.3.1."""
    params = ctx.params
    if len(params) < 2 or not params[0] or not params[1]:
        _refuse_incomplete(ctx)
    _say(ctx)


@command("NOTICE")
def notice(ctx: Context) -> None:
    """NOTICE <target>{,<target>} <text>: never answered, not even with an error. RFC 2812 3.3.2."""
    answers = len(ctx.effects)
    try:
        privmsg(ctx)
    except Refused:
        del ctx.effects[answers:]


@command("TAGMSG", min_params=1)
def tagmsg(ctx: Context) -> None:
    """TAGMSG <target>{,<target>}: only tags, for those who have tags. IRCv3 message-tags."""
    _say(ctx, needs=_TAGS)


def _refuse_incomplete(ctx: Context) -> NoReturn:
    if not ctx.param(0):
        raise Refused(
            Numeric.ERR_NORECIPIENT,
            text=Numeric.ERR_NORECIPIENT.text.format(ctx.message.command),
        )
    raise Refused(Numeric.ERR_NOTEXTTOSEND)


def _say(ctx: Context, needs: Capabilities = NO_CAPABILITIES) -> None:
    user = ctx.user
    user.spoke_at = ctx.at
    written = ctx.params[0]
    channel = ctx.network.find_channel(written)
    if channel is not None:
        return _say_in(ctx, user, channel, needs)
    if "," not in written:
        return _say_to(ctx, user, written, needs)
    targets = tuple(dict.fromkeys(filter(None, written.split(","))))
    if len(targets) > ctx.network.settings.limits.targets:
        raise Refused(Numeric.ERR_TOOMANYTARGETS, written)
    quiet = ctx.message.command == "NOTICE"
    for target in targets:
        try:
            _say_to(ctx, user, target, needs)
        except Refused as refused:
            if not quiet:
                ctx.answer(refused)
    return None


def _say_to(ctx: Context, user: User, target: str, needs: Capabilities) -> None:
    channel = ctx.network.find_channel(target)
    if channel is not None:
        _say_in(ctx, user, channel, needs)
    elif is_channel(target):
        raise Refused(Numeric.ERR_NOSUCHCHANNEL, target)
    elif target[:1] in _RANK_OF and is_channel(target[1:]):
        _say_to_ranks(ctx, user, target, needs)
    else:
        _say_to_user(ctx, user, target, needs)


def _say_in(ctx: Context, user: User, channel: Channel, needs: Capabilities) -> None:
    _check_may_speak(channel, user)
    message = _relayed(ctx, user, channel.name)
    ctx.effects.append(Publish(channel.folded, message, ctx.session.id, needs))


def _say_to_ranks(ctx: Context, user: User, target: str, needs: Capabilities) -> None:
    """To the members of a channel with this rank or a higher one (ISUPPORT STATUSMSG)."""
    channel = ctx.channel(target[1:])
    _check_may_speak(channel, user)
    ranks = "".join(RANKS)
    listeners = channel.rank_clients(ranks[: ranks.index(_RANK_OF[target[0]]) + 1])
    message = _relayed(ctx, user, target[0] + channel.name)
    ctx.tell(tuple(client for client in listeners if client != ctx.client), message, needs)
    ctx.tell((ctx.client,), message, Capabilities(needs | _ECHO))


def _say_to_user(ctx: Context, user: User, target: str, needs: Capabilities) -> None:
    receiver = ctx.other(target)
    message = _relayed(ctx, user, receiver.nick)
    ctx.tell((ctx.client,), message, Capabilities(needs | _ECHO))
    listeners = (*receiver.clients, *user.clients) if receiver is not user else user.clients
    ctx.effects.append(
        Send(tuple(client for client in listeners if client != ctx.client), message, needs),
    )
    if receiver is user:
        ctx.tell((ctx.client,), message, needs)
    if receiver.away and ctx.message.command == "PRIVMSG":
        ctx.reply(Numeric.RPL_AWAY, receiver.nick, receiver.away)


def _check_may_speak(channel: Channel, user: User) -> None:
    if not channel.may_speak(user):
        raise Refused(Numeric.ERR_CANNOTSENDTOCHAN, channel.name)


def _relayed(ctx: Context, user: User, target: str) -> Message:
    """The message as others are shown it: our tags, the client's own `+` tags, nothing else."""
    said = ctx.message
    tags = {"msgid": ctx.next_msgid()}
    if user.account:
        tags["account"] = user.account
    if said.tags:
        tags |= {key: value for key, value in said.tags.items() if key[0] == "+"}
    return Message(said.command, (target, *said.params[1:2]), user.source, tags)
