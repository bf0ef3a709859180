"""RENAME: another name for a channel, in which everything stays as it is."""

from typing import Final

import msgspec

from tui_chat.server.core.accounts import always_on
from tui_chat.server.core.channels import empty_channel_entry_rules
from tui_chat.server.core.channels.join_channel import show_channel
from tui_chat.server.core.channels.registered_channels import FOUNDER, forget, keep
from tui_chat.server.core.channels.rights import join_message, spoken
from tui_chat.server.core.context import Context, Failed, Refused
from tui_chat.server.core.effects import Ask, MoveHistory, Publish, Send, Subscribe, Unsubscribe
from tui_chat.server.core.events import ClientId, Millis
from tui_chat.server.core.handler_registry import answered, command
from tui_chat.server.core.messages.history_request_types import Beginnings
from tui_chat.server.core.state.ranks import is_at_least
from tui_chat.server.core.state.users_and_channels import Channel, User
from tui_chat.server.core.users import metadata_updates
from tui_chat.wire.capability_enum import Capability
from tui_chat.wire.message import Message
from tui_chat.wire.names import Folded, is_channel_name
from tui_chat.wire.numerics import Numeric

_RENAME: Final = Capability.CHANNEL_RENAME.bit
_MOST_NAMES: Final = 1_000_000
"""Names of members that one change may show, to all clients without RENAME together.

Each of those is shown the names of all members. In a channel of a thousand that takes 60 ms, in one
of five thousand a second.
"""


@command("RENAME", min_params=2)
def rename(ctx: Context) -> None:
    """RENAME <channel> <new name> [<reason>]: rename a channel. IRCv3 draft/channel-rename."""
    channel = ctx.own_channel(ctx.param(0))
    wanted = ctx.param(1)
    reason = spoken(ctx.network, ctx.user, ctx.param(2), channel)
    reason = reason[: ctx.network.settings.limits.kick]
    folded = ctx.network.fold(wanted)
    _check(ctx, channel, wanted, folded)
    if folded == channel.folded:
        return _rename(ctx, channel, wanted, reason)
    ctx.effects.append(Ask(ctx.client, Beginnings(channel.folded, folded, wanted, reason)))
    return None


@answered(Beginnings)
def _found(ctx: Context, asked: Beginnings, begun: tuple[Millis, Millis] | None) -> None:
    """Rename the channel, unless the kept history of either name forbids it.

    The first user in an empty channel is its operator, but has no right to the history of earlier
    users; nor have the members of this channel to the history of another name.
    """
    channel = ctx.own_channel(asked.channel)
    wanted = asked.name
    _check(ctx, channel, wanted, ctx.network.fold(wanted))
    if begun is None:
        raise _refusal(channel, wanted, "CANNOT_RENAME", "The history cannot be read just now")
    own, other = begun
    if other:
        text = "There are still records of a channel with that name"
        raise _refusal(channel, wanted, "CHANNEL_NAME_IN_USE", text)
    if 0 < own < channel.created and "o" not in ctx.user.modes:
        text = "Its history is older than the channel: only an operator of the server may rename it"
        raise _refusal(channel, wanted, "CANNOT_RENAME", text)
    _rename(ctx, channel, wanted, asked.reason)


def _rename(ctx: Context, channel: Channel, wanted: str, reason: str) -> None:
    name, before = channel.name, channel.folded
    message = Message("RENAME", (name, wanted, reason), ctx.user.source)
    message = ctx.kept(message, before)
    ctx.effects.append(Publish(before, message, needs=_RENAME))
    folded = ctx.network.fold(wanted)
    if folded == before:
        channel.name = wanted
        for member in channel.members:
            always_on.keep(ctx, member)
    else:
        _move(ctx, channel, wanted, folded)
        for member in channel.members:
            for client in member.clients:
                _leave_and_join(ctx, channel, member, client, (name, reason))
    keep(ctx, channel)
    ctx.log("channel renamed", channel=name, to=wanted, by=ctx.user.nick)


def _check(ctx: Context, channel: Channel, wanted: str, folded: Folded) -> None:
    ranks = channel.members[ctx.user]
    if not is_at_least(ranks, "o"):
        raise Refused(Numeric.ERR_CHANOPRIVSNEEDED, channel.name)
    if not is_channel_name(wanted, ctx.network.settings.limits.channel):
        shown = "*" if " " in wanted or wanted[:1] in {"", ":"} else wanted
        raise _refusal(channel, shown, "CANNOT_RENAME", "A channel cannot have that name")
    if wanted == channel.name:
        raise _refusal(channel, wanted, "CANNOT_RENAME", "It has that name already")
    if channel.founder and FOUNDER not in ranks:
        text = "Only its founder may rename a registered channel"
        raise _refusal(channel, wanted, "CANNOT_RENAME", text)
    if folded == channel.folded:
        return
    connections = sum(len(member.clients) for member in channel.members)
    if connections * len(channel.members) > _MOST_NAMES and "o" not in ctx.user.modes:
        text = "Only an operator of the server can rename such a large channel"
        raise _refusal(channel, wanted, "CANNOT_RENAME", text)
    if folded in ctx.network.channels:
        raise _refusal(channel, wanted, "CHANNEL_NAME_IN_USE", "That name is taken")
    if folded in ctx.network.first_names and "o" not in ctx.user.modes:
        # Else its operators would become operators of a channel that everybody enters.
        text = "New users are put in the channel with that name"
        raise _refusal(channel, wanted, "CHANNEL_NAME_IN_USE", text)
    if folded in ctx.network.empty_channel_rules:
        text = "There are still records of a channel with that name"
        raise _refusal(channel, wanted, "CHANNEL_NAME_IN_USE", text)


def _refusal(channel: Channel, wanted: str, code: str, text: str) -> Failed:
    return Failed("RENAME", code, channel.name, wanted, text=text)


def _move(ctx: Context, channel: Channel, wanted: str, folded: Folded) -> None:
    """Give all data of the channel the new name as key."""
    network, before = ctx.network, channel.folded
    if channel.founder:
        forget(ctx, channel)
    ctx.effects.append(MoveHistory(before, folded))
    del network.channels[before]
    channel.name, channel.folded = wanted, folded
    network.channels[folded] = channel
    metadata_updates.rename(ctx, channel, before)
    empty_channel_entry_rules.rename(ctx, channel, before)
    for guest in channel.invited:
        guest.uninvite(before)
        guest.invite(channel)
    for member in channel.members:
        member.channels[folded] = member.channels.pop(before)
        always_on.keep(ctx, member)
        for client in member.clients:
            ctx.effects += (Unsubscribe(client, before), Subscribe(client, folded))


def _leave_and_join(
    ctx: Context, channel: Channel, member: User, client: ClientId, left: tuple[str, str]
) -> None:
    """Tell a client without RENAME that its user left one channel and entered the other."""
    name, reason = left
    beside = ctx.beside(client)
    beside.effects = []
    words = (name, reason) if reason else (name,)
    beside.send(Message("PART", words, member.source))
    beside.send(join_message(ctx.network, member, channel))
    show_channel(beside, channel)
    ctx.effects.extend(
        msgspec.structs.replace(effect, lacks=effect.lacks | _RENAME)
        for effect in beside.effects
        if isinstance(effect, Send)
    )
