"""Channels that last: registered to an account, they outlive their members and our restarts."""

from typing import Any, Final

import msgspec

from tui_chat.server.core.accounts import always_on
from tui_chat.server.core.accounts.account_persistence import fits_casemapping, other_casemapping
from tui_chat.server.core.channels import (
    auto_join_channel_ranks_and_topic,
    empty_channel_entry_rules,
)
from tui_chat.server.core.context import Context
from tui_chat.server.core.effects import Keep
from tui_chat.server.core.events import Millis
from tui_chat.server.core.handler_registry import RestoreError, restores
from tui_chat.server.core.service_names_and_replies import CHANSERV, source_of
from tui_chat.server.core.state.mask_list import EXCEPTIONS, KeptMasks
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.users_and_channels import Channel, Forward, Topic, User
from tui_chat.server.core.users import metadata_updates
from tui_chat.wire.message import Message

_KIND: Final = "channel"
FOUNDER: Final = "q"
"""The rank of whoever the channel is registered to."""


class KeptChannel(msgspec.Struct, frozen=True):
    """The stored data of a registered channel."""

    name: str
    founder: str
    registered: Millis | None
    created: Millis
    topic: Topic | None
    flags: str
    key: str
    limit: int
    lists: dict[str, KeptMasks]
    guarded: Millis = Millis(0)
    closed: Millis = Millis(0)
    forward: Forward | None = None


def keep(ctx: Context, channel: Channel) -> None:
    """Store the channel as it is now if it is registered; of a first channel, store the topic."""
    auto_join_channel_ranks_and_topic.keep(ctx, channel)
    if not channel.founder:
        return
    kept = KeptChannel(
        *(channel.name, channel.founder, channel.registered, channel.created, channel.topic),
        *(channel.flags, channel.key, channel.limit),
        *(channel.kept_masks(), channel.guarded, channel.closed),
        forward=channel.forward,
    )
    ctx.effects.append(Keep(_KIND, channel.folded, msgspec.to_builtins(kept)))


def forget(ctx: Context, channel: Channel) -> None:
    """Keep it no longer under the name it has."""
    ctx.effects.append(Keep(_KIND, channel.folded, None))


@restores(_KIND)
def restore(network: Network, key: str, value: dict[str, Any]) -> None:
    """Make a stored channel again; users who are always on may be in it already."""
    kept = msgspec.convert(value, KeptChannel)
    if not fits_casemapping(network, key, kept.name):
        raise RestoreError(other_casemapping(network, f"The channel {kept.name}"))
    folded = network.fold(kept.name)
    channel = network.channels.get(folded)
    if channel is None:
        channel = network.channels[folded] = Channel(kept.name, folded, kept.created)
    channel.founder, channel.registered = kept.founder, kept.registered
    channel.created, channel.topic = kept.created, kept.topic
    channel.limit, channel.forward = kept.limit, kept.forward
    channel.restore_modes(kept.flags, kept.key, kept.lists, network.fold)
    # Older versions did not store the time: then the channel counts as always closed.
    if empty_channel_entry_rules.is_guarded(channel):
        channel.guarded = kept.guarded or kept.created
    if channel.key or "i" in channel.flags:
        channel.closed = kept.closed or kept.created


def register(ctx: Context, channel: Channel) -> None:
    """Register the channel to the account of the user, who is its founder from now on."""
    channel.founder = ctx.user.account
    channel.registered = ctx.at
    recognise(ctx, channel, ctx.user)
    keep(ctx, channel)
    empty_channel_entry_rules.note(ctx, channel)
    metadata_updates.keep(ctx, channel)


def unregister(ctx: Context, channel: Channel) -> None:
    """End the registration of a channel, which is deleted if it has no members.

    Members with the founder's rank become operators instead.
    """
    forget(ctx, channel)
    metadata_updates.drop(ctx, channel)
    channel.founder = ""
    empty_channel_entry_rules.note(ctx, channel)
    for member, ranks in channel.members.items():
        if FOUNDER in ranks:
            changes = "-q+o" if channel.set_rank(member, "o", held=True) else "-q"
            channel.set_rank(member, FOUNDER, held=False)
            always_on.keep(ctx, member)
            auto_join_channel_ranks_and_topic.keep_ranks(ctx, channel, member)
            _tell(ctx, channel, changes, *([member.nick] * (len(changes) // 2)))
    if not channel.members:
        del ctx.network.channels[channel.folded]
        empty_channel_entry_rules.end(ctx, channel)
        metadata_updates.forget(ctx.network, channel)
        for guest in channel.invited:
            guest.uninvite(channel.folded)


def account_dropped(ctx: Context, account: str) -> None:
    """Unregister all channels of a deleted account, and remove exceptions for it elsewhere."""
    for channel in channels_of(ctx.network, account):
        unregister(ctx, channel)
    for channel in ctx.network.channels.values():
        _withdraw_exceptions(ctx, channel, account)
    empty_channel_entry_rules.account_dropped(ctx, ctx.network.fold(account))


def logged_in(ctx: Context, user: User) -> None:
    """Give a user who has just logged in the ranks of a founder and of first channels."""
    for channel in channels_of(ctx.network, user.account):
        if user in channel.members:
            recognise(ctx, channel, user)
    for channel in user.channels.values():
        auto_join_channel_ranks_and_topic.recognise(ctx, channel, user)


def recognise(ctx: Context, channel: Channel, user: User) -> None:
    """Give a member the founder's rank, and tell the members."""
    if channel.set_rank(user, FOUNDER, held=True):
        always_on.keep(ctx, user)
        auto_join_channel_ranks_and_topic.keep_ranks(ctx, channel, user)
        _tell(ctx, channel, f"+{FOUNDER}", user.nick)


def channels_of(network: Network, account: str) -> list[Channel]:
    """The channels that are registered to an account."""
    wanted = network.fold(account)
    return [
        channel
        for channel in network.channels.values()
        if channel.founder and network.fold(channel.founder) == wanted
    ]


def _withdraw_exceptions(ctx: Context, channel: Channel, account: str) -> None:
    """Remove the masks that name a deleted account: a later account of that name is not meant."""
    folded = ctx.network.fold(account)
    for letter in EXCEPTIONS:
        masks = [one.mask for one in channel.lists[letter] if one.mask.is_exactly(folded)]
        for mask in masks:
            _tell(ctx, channel, f"-{letter}", channel.remove_mask(letter, mask))
        if masks:
            keep(ctx, channel)
            empty_channel_entry_rules.note(ctx, channel)


def _tell(ctx: Context, channel: Channel, *words: str) -> None:
    source = source_of(ctx, CHANSERV)
    ctx.publish(channel, Message("MODE", (channel.name, *words), source))
