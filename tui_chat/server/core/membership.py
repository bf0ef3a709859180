"""Coming and going: how a user enters a channel, leaves it, and leaves the network."""

from tui_chat.server.core.channel import RANKS, Channel
from tui_chat.server.core.context import Context
from tui_chat.server.core.effects import Publish, Subscribe, Unsubscribe
from tui_chat.server.core.user import User
from tui_chat.wire.capabilities import Capability
from tui_chat.wire.message import Message


def enter(ctx: Context, channel: Channel, user: User) -> None:
    """Make a user a member and tell everybody; the first one there is its operator."""
    channel.members[user] = "" if channel.members else next(iter(RANKS))
    channel.invited.pop(user, None)
    user.invitations.pop(channel.folded, None)
    user.channels[channel.folded] = channel
    join = Message("JOIN", (channel.name, user.account or "*", user.realname), user.source)
    ctx.publish(channel, join)
    ctx.tell(user.clients, join)
    ctx.effects.extend(Subscribe(client, channel.folded) for client in user.clients)
    if user.away:
        away = Message("AWAY", (user.away,), user.source)
        ctx.effects.append(Publish(channel.folded, away, ctx.client, Capability.AWAY_NOTIFY.bit))


def leave(ctx: Context, channel: Channel, user: User) -> None:
    """End a membership silently; a channel without members is gone."""
    del channel.members[user]
    del user.channels[channel.folded]
    ctx.effects.extend(Unsubscribe(client, channel.folded) for client in user.clients)
    if not channel.members:
        del ctx.network.channels[channel.folded]
        for guest in channel.invited:
            guest.invitations.pop(channel.folded, None)


def end_session(ctx: Context, reason: str) -> None:
    """Forget a connection; with its last one the user has quit, and its peers are told."""
    session = ctx.session
    del ctx.network.sessions[session.id]
    user = session.user
    if user is None:
        return
    ctx.network.attached -= 1
    rest = tuple(client for client in user.clients if client != session.id)
    if rest:
        ctx.effects.extend(Unsubscribe(session.id, name) for name in user.channels)
        user.clients = rest
        return
    _quit(ctx, user, reason)


def _quit(ctx: Context, user: User, reason: str) -> None:
    peers = user.peers()
    for channel in tuple(user.channels.values()):
        leave(ctx, channel, user)
    for channel in user.invitations.values():
        channel.invited.pop(user, None)
    del ctx.network.users[user.folded]
    ctx.network.invisible -= "i" in user.modes
    ctx.tell(peers, Message("QUIT", (reason,), user.source))
    ctx.log("left", nick=user.nick, host=user.host, reason=reason)


def attach(ctx: Context, user: User) -> None:
    """Make the connection one of the user's."""
    ctx.session.user = user
    ctx.session.registration = None
    user.clients = (*user.clients, ctx.session.id)
    ctx.network.attached += 1
