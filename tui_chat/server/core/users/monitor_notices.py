"""Telling connections about the users that they watch (IRCv3 monitor, extended-monitor)."""

from collections.abc import Iterable
from typing import Final

from tui_chat.server.core.channels.rights import channels_to_hear
from tui_chat.server.core.context import Context
from tui_chat.server.core.state.users_and_channels import User
from tui_chat.wire.capability_enum import NO_CAPABILITIES, Capabilities, Capability
from tui_chat.wire.message import Message
from tui_chat.wire.names import Folded
from tui_chat.wire.numerics import Numeric
from tui_chat.wire.text.splitting import pack

_EXTENDED: Final = Capability.EXTENDED_MONITOR.bit
_ROOM: Final = 360
"""Bytes of targets in one line; the rest of its 512 is the head."""


def notify_online(ctx: Context, user: User) -> None:
    """Tell those who watch the nickname that its user is here."""
    watchers = ctx.network.monitors.watchers(user.folded)
    if watchers:
        ctx.tell(watchers, notice(ctx, Numeric.RPL_MONONLINE, "*", user.source))


def notify_offline(ctx: Context, user: User) -> None:
    """Tell those who watch the nickname that its user is gone."""
    watchers = ctx.network.monitors.watchers(user.folded)
    if watchers:
        ctx.tell(watchers, notice(ctx, Numeric.RPL_MONOFFLINE, "*", user.nick))


def tell_about(
    ctx: Context,
    user: User,
    message: Message,
    needs: Capabilities = NO_CAPABILITIES,
    *,
    words: str = "",
    without_words: Message | None = None,
) -> None:
    """Tell a user's peers, and those who watch it with extended-monitor, each once.

    `words` is the text of the user's own in it. Whoever shares only channels with the user in
    which it may not say them is shown `without_words` instead, or nothing.
    """
    peers = hearing = user.peers()
    if words:
        among = channels_to_hear(ctx.network, user, words)
        if len(among) < len(user.channels):
            hearing = user.peers(among=among)
    ctx.tell(hearing, message, needs)
    if hearing is not peers and without_words is not None:
        others = set(peers).difference(hearing)
        ctx.tell(tuple(client for client in peers if client in others), without_words, needs)
    known = {*peers, *user.clients}
    watchers = ctx.network.monitors.watchers(user.folded)
    rest = tuple(client for client in watchers if client not in known)
    ctx.tell(rest, message, Capabilities(needs | _EXTENDED))


def reply_status(ctx: Context, folded: Iterable[Folded], *, names: dict[Folded, str]) -> None:
    """Tell the client which of these nicknames are here and which are not."""
    users = ctx.network.users
    wanted = tuple(folded)
    here = [users[one].source for one in wanted if one in users]
    gone = [names[one] for one in wanted if one not in users]
    for numeric, targets in (Numeric.RPL_MONONLINE, here), (Numeric.RPL_MONOFFLINE, gone):
        for line in pack(targets, _ROOM):
            ctx.send(notice(ctx, numeric, ctx.session.nick, line.replace(" ", ",")))


def notice(ctx: Context, numeric: Numeric, to: str, targets: str) -> Message:
    """One of the numerics of MONITOR; `to` is a nickname, or `*` for several clients."""
    return Message(numeric.value, (to, targets), ctx.network.name)
