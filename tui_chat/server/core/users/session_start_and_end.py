"""A session begins or ends: a connection becomes one of a user, and the last one ends the user."""

from tui_chat.server.core.accounts import always_on
from tui_chat.server.core.channels import membership
from tui_chat.server.core.context import Context
from tui_chat.server.core.effects import Publish, Unsubscribe
from tui_chat.server.core.messages import read_markers
from tui_chat.server.core.state.users_and_channels import User
from tui_chat.server.core.users import away_status, metadata_updates, monitor_notices
from tui_chat.wire.message import Message


def attach(ctx: Context, user: User) -> None:
    """Make the connection one of the user's."""
    ctx.session.user = user
    ctx.session.registration = None
    user.clients = (*user.clients, ctx.session.id)
    ctx.network.missing.pop(user, None)


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
        membership.leave(ctx, channel, user)
    for channel in user.invitations.values():
        channel.invited.pop(user, None)
    ctx.network.remove_user(user)
    ctx.network.invisible -= "i" in user.modes
    ctx.network.operators.pop(user, None)
    ctx.network.missing.pop(user, None)
    ctx.network.whowas.add(user, ctx.at)
    metadata_updates.forget(ctx.network, user)
    if crowd is not None:
        # Not to each by itself: when a thousand leave at once, that would be half a million.
        ctx.effects.append(Publish(crowd.folded, ctx.signed(message)))
    ctx.tell(others, message)
    monitor_notices.notify_offline(ctx, user)
    ctx.log("left", nick=user.nick, host=user.host, reason=reason)
