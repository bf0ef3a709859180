"""REDACT: taking back a message (IRCv3 draft/message-redaction)."""

from typing import Final

from tui_chat.server.core.channels.rights import spoken
from tui_chat.server.core.context import Context, Failed
from tui_chat.server.core.effects import Ask, Forget, Publish
from tui_chat.server.core.handler_registry import answered, command
from tui_chat.server.core.messages.history_request_types import Entry, Finding
from tui_chat.server.core.messages.history_target_names import readable
from tui_chat.server.core.state.users_and_channels import Channel
from tui_chat.wire.capability_enum import Capability
from tui_chat.wire.message import SAID, Message

_REDACTION: Final = Capability.MESSAGE_REDACTION.bit


@command("REDACT", min_params=2)
def redact(ctx: Context) -> None:
    """REDACT <target> <msgid> [<reason>]: delete a message: your own, or any as an operator.

    Server operators may delete messages in channels that they have not joined.
    """
    name, msgid = ctx.param(0), ctx.param(1)
    channel = ctx.network.find_channel(name)
    if channel is not None and "o" in ctx.user.modes:
        target, shown = str(channel.folded), channel.name
    else:
        target, shown = readable(ctx, "REDACT", name)
    reason = ctx.param(2)[: ctx.network.settings.limits.kick]
    ctx.effects.append(Ask(ctx.client, Finding(target, msgid, shown, reason)))


@answered(Finding)
def found(ctx: Context, wanted: Finding, entries: list[Entry] | None) -> None:
    """Take the message back, if it is there and the client may."""
    kept = [entry for entry in entries or () if entry.message.command in SAID]
    if not kept:
        text = "This message does not exist or is too old"
        raise Failed("REDACT", "UNKNOWN_MSGID", wanted.shown, wanted.msgid, text=text)
    channel = ctx.network.find_channel(wanted.target)
    if not _may_redact(ctx, channel, kept[0]):
        text = "You are not authorised to delete this message"
        raise Failed("REDACT", "REDACT_FORBIDDEN", wanted.shown, wanted.msgid, text=text)
    ctx.effects.append(Forget(wanted.target, wanted.msgid))
    reason = wanted.reason
    if channel is not None and ctx.user in channel.members:
        reason = spoken(ctx.network, ctx.user, reason, channel)
    words = (wanted.shown, wanted.msgid, *((reason,) if reason else ()))
    message = Message("REDACT", words, ctx.user.source, {"msgid": ctx.next_msgid()})
    if channel is not None:
        ctx.effects.append(Publish(channel.folded, message, needs=_REDACTION))
        if ctx.user not in channel.members:
            ctx.tell(ctx.user.clients, message, _REDACTION)
    else:
        _tell_both(ctx, wanted.shown, message)


def _may_redact(ctx: Context, channel: Channel | None, entry: Entry) -> bool:
    """Whether the user may redact it: its author, or an operator of the network or the channel.

    A user who became operator by entering an empty channel has no right to earlier messages.
    """
    user = ctx.user
    if channel is not None and "o" in user.modes:
        return True
    if channel is not None and channel.is_operator(user) and entry.at >= channel.created:
        return True
    if not ctx.network.settings.history.own_deletion:
        return False
    return entry.is_by(user, ctx.network.fold)


def _tell_both(ctx: Context, nick: str, message: Message) -> None:
    other = ctx.network.find_user(nick)
    clients = (*ctx.user.clients, *(other.clients if other is not None else ()))
    ctx.tell(tuple(dict.fromkeys(clients)), message, _REDACTION)
