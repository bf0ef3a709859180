"""Attaching a further connection to a user who is already on the network."""

from tui_chat.server.core.channels.join_channel import show_channel
from tui_chat.server.core.channels.rights import join_message
from tui_chat.server.core.context import Context
from tui_chat.server.core.effects import CloseHungUp, Subscribe
from tui_chat.server.core.messages.playback import replay
from tui_chat.server.core.state.session import Registration
from tui_chat.server.core.state.users_and_channels import Channel, User
from tui_chat.server.core.users import away_status, metadata_updates, session_start_and_end, welcome
from tui_chat.server.core.users.operators import make_operator


def may_attach(ctx: Context, registration: Registration, user: User) -> bool:
    """Whether a connection that has logged in may become one of this user's.

    If the account does not share its nickname, it may only while the user has no other connection.
    """
    if not registration.account or registration.account != user.account:
        return False
    account = ctx.network.accounts.find(user.account)
    if account is None:
        return False
    preferred = ctx.network.settings.accounts.multiclient
    shares = preferred if account.multiclient is None else account.multiclient
    return shares or not user.clients


def attach(ctx: Context, user: User) -> None:
    """Make the connection one of the user's, and show it where the user is."""
    if user.clients:
        ctx.effects.append(CloseHungUp(user.clients))
    session_start_and_end.attach(ctx, user)
    ctx.log("attached", nick=user.nick, host=ctx.session.host)
    welcome.greet(ctx)
    away_status.settle(ctx, user)
    if ctx.session.owner:
        make_operator(ctx, "runs this server, and is an operator")
    for channel in user.channels.values():
        _show(ctx, channel)


def _show(ctx: Context, channel: Channel) -> None:
    user = ctx.user
    ctx.effects.append(Subscribe(ctx.client, channel.folded))
    ctx.send(join_message(ctx.network, user, channel))
    show_channel(ctx, channel)
    metadata_updates.sync_channel(ctx, channel, ctx.client)
    replay(ctx, channel)
