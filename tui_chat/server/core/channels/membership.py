"""Membership of a channel: a user enters it and leaves it, and the others are told."""

from tui_chat.server.core.accounts import always_on
from tui_chat.server.core.channels import (
    auto_join_channel_ranks_and_topic,
    empty_channel_entry_rules,
)
from tui_chat.server.core.channels.registered_channels import recognise
from tui_chat.server.core.channels.rights import is_founder, join_message
from tui_chat.server.core.context import Context
from tui_chat.server.core.effects import Publish, Subscribe, Unsubscribe
from tui_chat.server.core.state.users_and_channels import Channel, User
from tui_chat.server.core.users import away_status, metadata_updates
from tui_chat.wire.capability_enum import NO_CAPABILITIES, Capabilities, Capability
from tui_chat.wire.message import Message


def enter(ctx: Context, channel: Channel, user: User) -> None:
    """Make a user a member and tell everybody.

    The first one in a channel is its operator, unless others have a right to that: the founder of
    a registered channel, whoever runs the server in a first channel.
    """
    is_taken = channel.members or channel.founder
    channel.admit(
        user,
        "" if is_taken else auto_join_channel_ranks_and_topic.newcomer_rank(ctx.network, channel),
    )
    channel.invited.pop(user, None)
    user.uninvite(channel.folded)
    user.channels[channel.folded] = channel
    join = _kept(ctx, join_message(ctx.network, user, channel), channel, user)
    announce(ctx, channel, user, join)
    if user.away:
        away = Message("AWAY", (away_status.told(ctx.network, user, channel),), user.source)
        announce(ctx, channel, user, away, Capability.AWAY_NOTIFY.bit)
    if channel.founder and is_founder(ctx, channel, user):
        recognise(ctx, channel, user)
    auto_join_channel_ranks_and_topic.recognise(ctx, channel, user, new=True)
    ctx.tell(user.clients, join)
    ctx.effects.extend(Subscribe(client, channel.folded) for client in user.clients)
    always_on.keep(ctx, user)


def announce(
    ctx: Context,
    channel: Channel,
    user: User,
    message: Message,
    needs: Capabilities = NO_CAPABILITIES,
) -> None:
    """Show a message to those members who may know that the user is there."""
    if channel.hides(user):
        witnesses = channel.witnesses(user)
        ctx.tell(tuple(client for one in witnesses for client in one.clients), message, needs)
    else:
        ctx.effects.append(Publish(channel.folded, message, needs=needs))


def depart(ctx: Context, channel: Channel, user: User, message: Message) -> None:
    """End a membership, and show the user and the others the message that says so."""
    message = _kept(ctx, message, channel, user)
    announce(ctx, channel, user, message)
    if channel.hides(user):
        ctx.tell(user.clients, message)
    leave(ctx, channel, user)


def _kept(ctx: Context, message: Message, channel: Channel, user: User) -> Message:
    """The message with an id; it is stored, unless some members may not know what it tells."""
    return ctx.kept(message) if channel.hides(user) else ctx.kept(message, channel.folded)


def leave(ctx: Context, channel: Channel, user: User) -> None:
    """End a membership silently; an unregistered channel without members is deleted."""
    channel.dismiss(user)
    del user.channels[channel.folded]
    ctx.effects.extend(Unsubscribe(client, channel.folded) for client in user.clients)
    if not (channel.members or channel.founder):
        del ctx.network.channels[channel.folded]
        empty_channel_entry_rules.end(ctx, channel)
        metadata_updates.forget(ctx.network, channel)
        for guest in channel.invited:
            guest.uninvite(channel.folded)
    always_on.keep(ctx, user)
