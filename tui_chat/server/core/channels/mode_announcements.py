"""Telling the members of a channel that its modes or ranks have changed."""

from collections.abc import Iterable
from typing import Final

from tui_chat.server.core.accounts import always_on
from tui_chat.server.core.channels import auto_join_channel_ranks_and_topic
from tui_chat.server.core.context import Context
from tui_chat.server.core.state.users_and_channels import Channel, User
from tui_chat.wire.message import Message
from tui_chat.wire.modes import ModeChange, format_modes

_ROOM: Final = 280
"""Bytes of a MODE line's letters and parameters; the rest of its 512 is source and channel."""


def give_rank(
    ctx: Context, channel: Channel, target: User, rank: str, source: str, *, held: bool
) -> bool:
    """Give a member a rank or take it, and tell all; whether that changed anything."""
    changed = channel.set_rank(target, rank, held=held)
    if changed:
        always_on.keep(ctx, target)
        auto_join_channel_ranks_and_topic.keep_ranks(ctx, channel, target)
        tell_modes(ctx, channel, (ModeChange(held, rank, target.nick),), source)
    return changed


def tell_modes(ctx: Context, channel: Channel, made: Iterable[ModeChange], source: str) -> None:
    """Tell all members the changes of modes, in as many lines as they need."""
    lot: list[ModeChange] = []
    used = 0
    for change in made:
        size = len((change.param or "").encode()) + 3
        if lot and used + size > _ROOM:
            ctx.publish(channel, Message("MODE", (channel.name, *format_modes(lot)), source))
            lot, used = [], 0
        lot.append(change)
        used += size
    if lot:
        ctx.publish(channel, Message("MODE", (channel.name, *format_modes(lot)), source))
