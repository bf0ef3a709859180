"""A user's host changes: CHGHOST, or the user leaves and comes back (IRCv3 chghost)."""

from typing import Final

from tui_chat.server.core.channels.rights import join_message
from tui_chat.server.core.context import Context
from tui_chat.server.core.effects import Send
from tui_chat.server.core.events import ClientId
from tui_chat.server.core.state.users_and_channels import Channel, User
from tui_chat.server.core.users import away_status
from tui_chat.server.core.users.monitor_notices import tell_about
from tui_chat.wire.capability_enum import NO_CAPABILITIES, Capabilities, Capability
from tui_chat.wire.message import Message
from tui_chat.wire.numerics import Numeric

_CHGHOST: Final = Capability.CHGHOST.bit
_AWAY: Final = Capability.AWAY_NOTIFY.bit


def change_host(ctx: Context, user: User, username: str, host: str) -> None:
    """Show the user as `username@host` from now on, and tell everybody who sees it."""
    if (user.username, user.host) == (username, host):
        return
    before = user.source
    user.username, user.host = username, host
    user.rename(user.nick, user.folded)
    message = Message("CHGHOST", (username, host), before)
    ctx.tell(user.clients, message, _CHGHOST)
    tell_about(ctx, user, message, _CHGHOST)
    _lacking(ctx, user.peers(), Message("QUIT", ("Changing host",), before))
    for channel in user.channels.values():
        _come_back(ctx, user, channel)
    numeric = Numeric.RPL_VISIBLEHOST
    params = (user.nick, f"{username}@{host}", numeric.text)
    ctx.tell(user.clients, Message(numeric.value, params, ctx.network.name))


def _come_back(ctx: Context, user: User, channel: Channel) -> None:
    others = tuple(
        client
        for member in channel.witnesses(user)
        if member is not user
        for client in member.clients
    )
    _lacking(ctx, others, join_message(ctx.network, user, channel))
    ranks = channel.members[user]
    if ranks:
        params = (channel.name, f"+{ranks}", *(user.nick for _ in ranks))
        _lacking(ctx, others, Message("MODE", params, ctx.network.name))
    if user.away:
        words = away_status.told(ctx.network, user, channel)
        _lacking(ctx, others, Message("AWAY", (words,), user.source), _AWAY)


def _lacking(
    ctx: Context,
    clients: tuple[ClientId, ...],
    message: Message,
    needs: Capabilities = NO_CAPABILITIES,
) -> None:
    """Show this to the clients that do not understand CHGHOST."""
    if clients:
        ctx.effects.append(Send(clients, message, needs, _CHGHOST))
