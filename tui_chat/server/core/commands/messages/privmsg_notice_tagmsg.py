"""PRIVMSG, NOTICE and TAGMSG: what people say."""

from typing import NoReturn

from tui_chat.server.core.channels.rights import check_may_speak, is_for_operators
from tui_chat.server.core.commands.messages import znc_playback
from tui_chat.server.core.context import Context, Failed, Refused
from tui_chat.server.core.effects import Ask, Publish, Remember, Send
from tui_chat.server.core.handler_registry import answered, command
from tui_chat.server.core.messages.channel_privmsg_fast_path import relayed
from tui_chat.server.core.messages.conversation_keys import conversation
from tui_chat.server.core.messages.direct_message_rights import check_may_address, expect_answer
from tui_chat.server.core.messages.history_request_types import Entry, FindingEdited
from tui_chat.server.core.service_names_and_replies import find_service
from tui_chat.server.core.services.service_requests import relay
from tui_chat.server.core.state.ranks import RANKS, from_rank_up
from tui_chat.server.core.state.users_and_channels import Channel, User
from tui_chat.server.core.state.visibility import sees
from tui_chat.wire.capability_enum import NO_CAPABILITIES, Capabilities, Capability
from tui_chat.wire.message import Message
from tui_chat.wire.names import CHANNEL_PREFIXES, is_channel
from tui_chat.wire.numerics import Numeric
from tui_chat.wire.tags import EDIT_TAG

_ECHO = Capability.ECHO_MESSAGE.bit
_TAGS = Capability.MESSAGE_TAGS.bit
_TYPING = frozenset({"+typing", "+draft/typing"})
_RANK_OF = {prefix: rank for rank, prefix in RANKS.items()}
_BEFORE_CHANNELS = frozenset(CHANNEL_PREFIXES) | _RANK_OF.keys()
"""How a target begins that is a channel, or the members of one with some rank."""


@command("PRIVMSG")
def privmsg(ctx: Context) -> None:
    """PRIVMSG <target>{,<target>} <text>: send a message. RFC 2812 3.3.1."""
    params = ctx.params
    if len(params) < 2 or not params[0] or not params[1]:
        _refuse_incomplete(ctx)
    _say(ctx)


@command("NOTICE")
def notice(ctx: Context) -> None:
    """NOTICE <target>{,<target>} <text>: send a message that is never answered. RFC 2812 3.3.2."""
    answers = len(ctx.effects)
    try:
        privmsg(ctx)
    except Refused:
        del ctx.effects[answers:]


@command("TAGMSG", min_params=1)
def tagmsg(ctx: Context) -> None:
    """TAGMSG <target>{,<target>}: send tags without a text. IRCv3 message-tags."""
    _say(ctx, needs=_TAGS)


def _refuse_incomplete(ctx: Context) -> NoReturn:
    if not ctx.param(0):
        raise _no_recipient(ctx)
    raise Refused(Numeric.ERR_NOTEXTTOSEND)


def _no_recipient(ctx: Context) -> Refused:
    text = Numeric.ERR_NORECIPIENT.text.format(ctx.message.command)
    return Refused(Numeric.ERR_NORECIPIENT, text=text)


def _say(ctx: Context, needs: Capabilities = NO_CAPABILITIES) -> None:
    user = ctx.user
    written = ctx.params[0]
    if EDIT_TAG in ctx.message.tags and not needs and ctx.network.keeps_history:
        return _ask_who_said(ctx, user, written)
    if "," not in written:
        return _say_to(ctx, user, written, needs)
    targets = ctx.distinct(written.split(","))
    if not targets:
        raise _no_recipient(ctx)
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


def _ask_who_said(ctx: Context, user: User, target: str) -> None:
    """Find the message that is to have a new text: only who said it may change it."""
    msgid = ctx.message.tags[EDIT_TAG]
    if "," in target:
        text = "A message can be edited only where it was said"
        raise Failed(ctx.message.command, "INVALID_TARGET", target, msgid, text=text)
    channel = ctx.network.find_channel(target) or _channel_of_ranks(ctx, target)
    receiver = ctx.network.find_user(target)
    if channel is not None and sees(user, channel):
        check_may_speak(ctx, channel, ctx.param(1))
        where = str(channel.folded)
    elif receiver is not None:
        where = conversation(user.identity, receiver.identity)
    else:
        return _say_to(ctx, user, target, NO_CAPABILITIES)
    ctx.effects.append(Ask(ctx.client, FindingEdited(where, msgid, target, said=ctx.message)))
    return None


def _channel_of_ranks(ctx: Context, target: str) -> Channel | None:
    """The channel of which `target` names the members with some rank."""
    return ctx.network.find_channel(target[1:]) if target[:1] in _RANK_OF else None


@answered(FindingEdited)
def edited_found(ctx: Context, wanted: FindingEdited, entries: list[Entry] | None) -> None:
    """Show the new text to those who have the message, if its author says it."""
    said, user, target = wanted.said, ctx.user, wanted.shown
    own = [each.is_by(user, ctx.network.fold) for each in entries or ()]
    found = ctx.network.find_channel(target)
    channel = found or _channel_of_ranks(ctx, target)
    is_read = channel is None or user in channel.members  # others learn no ids of messages
    # What only some ranks hear is not kept: nobody knows who said it.
    is_unkept = is_read and found is None and channel is not None
    if not all(own or [is_unkept]):
        code = "EDIT_FORBIDDEN" if own and is_read else "UNKNOWN_MSGID"
        text = "Only your own messages that are still kept can be edited"
        raise Failed(said.command, code, target, wanted.msgid, text=text)
    inner = Context(ctx.network, ctx.session, ctx.at, said, ctx.next_msgid())
    inner.attempt(lambda: _say_to(inner, user, target, NO_CAPABILITIES))
    ctx.effects += inner.effects


def _say_to(ctx: Context, user: User, target: str, needs: Capabilities) -> None:
    if target[:1] not in _BEFORE_CHANNELS:
        return _say_to_user(ctx, user, target, needs)
    channel = ctx.network.find_channel(target)
    if channel is not None and sees(user, channel):
        _say_in(ctx, user, channel, needs)
    elif target[:1] in _RANK_OF and is_channel(target[1:]):
        _say_to_ranks(ctx, user, target, needs)
    elif is_channel(target):
        raise Refused(Numeric.ERR_NOSUCHCHANNEL, target)
    else:
        _say_to_user(ctx, user, target, needs)
    return None


def _say_in(ctx: Context, user: User, channel: Channel, needs: Capabilities) -> None:
    user.spoke_at = ctx.at
    check_may_speak(ctx, channel, ctx.param(1))
    message = _relayed(ctx, user, channel.name)
    if is_for_operators(channel, user):
        return _tell_operators(ctx, channel, message, needs)
    if ctx.network.keeps_history and not (needs and _is_only_typing(message)):
        msgid = message.tags["msgid"]
        ctx.effects.append(Remember(channel.folded, message, msgid, user.identity))
    ctx.effects.append(Publish(channel.folded, message, ctx.session.id, needs))
    return None


def _tell_operators(ctx: Context, channel: Channel, message: Message, needs: Capabilities) -> None:
    """Op-moderated (+U). It is not kept: others may not hear it, and so may not read it later."""
    listeners = dict.fromkeys((*channel.rank_clients(from_rank_up("h")), *ctx.user.clients))
    listeners.pop(ctx.client, None)
    ctx.tell(tuple(listeners), message, needs)
    ctx.tell((ctx.client,), message, Capabilities(needs | _ECHO))


def _say_to_ranks(ctx: Context, user: User, target: str, needs: Capabilities) -> None:
    """To the members of a channel with this rank or a higher one (ISUPPORT STATUSMSG)."""
    channel = ctx.channel(target[1:])
    user.spoke_at = ctx.at
    check_may_speak(ctx, channel, ctx.param(1))
    lowest = _RANK_OF[target[0]]
    if lowest == "v" and is_for_operators(channel, user):
        lowest = "h"
    listeners = channel.rank_clients(from_rank_up(lowest))
    message = _relayed(ctx, user, target[0] + channel.name)
    ctx.tell(tuple(client for client in listeners if client != ctx.client), message, needs)
    ctx.tell((ctx.client,), message, Capabilities(needs | _ECHO))


def _say_to_user(ctx: Context, user: User, target: str, needs: Capabilities) -> None:
    receiver = ctx.network.find_user(target)
    if receiver is None:
        return _say_to_nobody(ctx, target)
    user.spoke_at = ctx.at
    if receiver.modes:
        check_may_address(user, receiver, ctx.param(1))
    if user.modes:
        expect_answer(user, receiver)
    message = _relayed(ctx, user, receiver.nick)
    if ctx.network.keeps_history and not (needs and _is_only_typing(message)):
        talk = conversation(user.identity, receiver.identity)
        ctx.effects.append(Remember(talk, message, message.tags["msgid"], user.identity))
    mine = ctx.client
    listeners = (*receiver.clients, *user.clients) if receiver is not user else user.clients
    others = tuple([client for client in listeners if client != mine])
    ctx.effects.append(Send((mine,), message, Capabilities(needs | _ECHO)))
    ctx.effects.append(Send(others, message, needs))
    if receiver is user:
        ctx.tell((mine,), message, needs)
    if receiver.away and ctx.message.command == "PRIVMSG":
        ctx.reply(Numeric.RPL_AWAY, receiver.nick, receiver.away)
    return None


def _say_to_nobody(ctx: Context, target: str) -> None:
    if target.lower() == znc_playback.NAME and ctx.message.command == "PRIVMSG":
        return znc_playback.ask(ctx)
    service = find_service(target)
    if service is None:
        raise Refused(Numeric.ERR_NOSUCHNICK, target)
    return relay(ctx, service)


def _is_only_typing(message: Message) -> bool:
    """Whether a TAGMSG says nothing worth keeping: only that somebody is typing."""
    return all(key in _TYPING for key in message.tags if key[0] == "+")


def _relayed(ctx: Context, user: User, target: str) -> Message:
    return relayed(ctx.network, user, ctx.message, target, ctx.next_msgid())
