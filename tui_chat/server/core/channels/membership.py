"""Coming and going: how a user enters a channel, leaves it, and leaves the network."""

from tui_chat.server.core.accounts import always_on
from tui_chat.server.core.channels import emptied_channels, first_channels
from tui_chat.server.core.channels.registered_channels import recognise
from tui_chat.server.core.channels.rights import is_founder
from tui_chat.server.core.context import Context
from tui_chat.server.core.effects import Publish, Subscribe, Unsubscribe
from tui_chat.server.core.messages import read_markers
from tui_chat.server.core.state.users_and_channels import Channel, User
from tui_chat.server.core.users import away_status, metadata_updates, monitor_notices
from tui_chat.wire.capabilities import NO_CAPABILITIES, Capabilities, Capability
from tui_chat.wire.message import Message


def enter(ctx: Context, channel: Channel, user: User) -> None:
    """Make a user a member and tell everybody.

    The first one in a channel is its operator, unless somebody else has a right to that: the
    founder of a registered channel, the owner or a kept operator of a first one.
    """
    is_taken = channel.members or channel.founder
    channel.admit(user, "" if is_taken else first_channels.newcomer_rank(ctx.network, channel))
    channel.invited.pop(user, None)
    user.invitations.pop(channel.folded, None)
    user.channels[channel.folded] = channel
    join = Message("JOIN", (channel.name, user.account or "*", user.realname), user.source)
    join = _kept(ctx, join, channel, user)
    announce(ctx, channel, user, join)
    if user.away:
        away = Message("AWAY", (away_status.told(ctx.network, user),), user.source)
        announce(ctx, channel, user, away, Capability.AWAY_NOTIFY.bit)
    if channel.founder and is_founder(ctx, channel, user):
        recognise(ctx, channel, user)
    first_channels.recognise(ctx, channel, user, new=True)
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
    """The message with an id, and kept unless it tells what not all members may know."""
    return ctx.kept(message) if channel.hides(user) else ctx.kept(message, channel.folded)


def leave(ctx: Context, channel: Channel, user: User) -> None:
    """End a membership silently; a channel without members is gone, unless it is registered."""
    channel.dismiss(user)
    del user.channels[channel.folded]
    ctx.effects.extend(Unsubscribe(client, channel.folded) for client in user.clients)
    if not (channel.members or channel.founder):
        del ctx.network.channels[channel.folded]
        emptied_channels.end(ctx, channel)
        metadata_updates.forget(ctx.network, channel)
        for guest in channel.invited:
            guest.invitations.pop(channel.folded, None)
    always_on.keep(ctx, user)


def end_session(ctx: Context, reason: str) -> None:
    """Forget a connection; with its last one the user has quit, and its peers are told.

    Unless it is always on: then it is only away.
    """
    session = ctx.session
    user = session.user
    if user is None:
        ctx.network.strangers.pop(session.id, None)
        return
    del ctx.network.sessions[session.id]
    ctx.network.monitors.forget(session.id)
    rest = tuple(client for client in user.clients if client != session.id)
    if rest or user.lasting:
        ctx.effects.extend(Unsubscribe(session.id, name) for name in user.channels)
        user.clients = rest
        away_status.settle(ctx, user)
        return
    remove(ctx, user, reason)


def remove(ctx: Context, user: User, reason: str) -> None:
    """Take a user off the network, and tell its peers."""
    always_on.forget(ctx, user)
    shown_in = user.shown_in
    crowd = max(shown_in, key=lambda channel: len(channel.members), default=None)
    others = user.peers(besides=crowd)
    names = (channel.folded for channel in shown_in)
    message = ctx.kept(Message("QUIT", (reason,), user.source), *names)
    read_markers.forget(ctx.network, user)
    for channel in tuple(user.channels.values()):
        leave(ctx, channel, user)
    for channel in user.invitations.values():
        channel.invited.pop(user, None)
    ctx.network.remove_user(user)
    ctx.network.invisible -= "i" in user.modes
    ctx.network.operators.pop(user, None)
    ctx.network.whowas.add(user, ctx.at)
    metadata_updates.forget(ctx.network, user)
    if crowd is not None:
        # Not to each by itself: when a thousand leave at once, that would be half a million.
        ctx.effects.append(Publish(crowd.folded, ctx.signed(message)))
    ctx.tell(others, message)
    monitor_notices.tell_went(ctx, user)
    ctx.log("left", nick=user.nick, host=user.host, reason=reason)


def attach(ctx: Context, user: User) -> None:
    """Make the connection one of the user's."""
    ctx.session.user = user
    ctx.session.registration = None
    user.clients = (*user.clients, ctx.session.id)
