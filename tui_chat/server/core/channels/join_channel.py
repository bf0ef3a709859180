"""Putting a user into a channel: the checks, the change, and all that the user is then shown."""

from typing import Final

from tui_chat.server.core.channels import (
    auto_join_channel_ranks_and_topic,
    empty_channel_entry_rules,
    membership,
)
from tui_chat.server.core.channels.forwarding import resolve_forwarding
from tui_chat.server.core.channels.topic_and_names_replies import reply_names, reply_topic
from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.messages import read_markers
from tui_chat.server.core.messages.playback import replay
from tui_chat.server.core.state.users_and_channels import Channel
from tui_chat.server.core.users import metadata_updates
from tui_chat.wire.capability_enum import Capability, capability_set
from tui_chat.wire.names import is_channel_name
from tui_chat.wire.numerics import Numeric

_NO_NAMES: Final = capability_set(Capability.NO_IMPLICIT_NAMES, Capability.DRAFT_NO_IMPLICIT_NAMES)


def enter_channel(ctx: Context, name: str, key: str = "") -> None:
    """Put the user into a channel, made if there is none; tell all, then topic and names."""
    network, user = ctx.network, ctx.user
    limits = network.settings.limits
    channel = network.find_channel(name)
    if channel is None:
        if not is_channel_name(name, limits.channel):
            raise Refused(Numeric.ERR_NOSUCHCHANNEL, name)
    else:
        if user not in channel.members:
            channel = resolve_forwarding(ctx, channel, key)
        if user in channel.members:
            return
    if len(user.channels) >= limits.channels:
        raise Refused(Numeric.ERR_TOOMANYCHANNELS, name)
    if channel is None:
        folded = network.fold(name)
        channel = network.channels[folded] = empty_channel_entry_rules.make(ctx, name, folded, key)
        auto_join_channel_ranks_and_topic.begin_topic(network, channel, ctx.at)
    membership.enter(ctx, channel, user)
    ctx.log("joined", nick=user.nick, channel=channel.name)
    for each in ctx.everywhere():
        show_channel(each, channel)
    metadata_updates.sync_channel(ctx, channel)
    replay(ctx, channel)


def show_channel(ctx: Context, channel: Channel) -> None:
    """Show a client the topic and the members of a channel that its user is in."""
    if channel.topic is not None:
        reply_topic(ctx, channel)
    read_markers.tell(ctx, (ctx.client,), channel.name)
    reply_names(ctx, channel, lacks=_NO_NAMES)
