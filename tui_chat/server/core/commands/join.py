"""JOIN and PART: entering channels and leaving them."""

from typing import Final

from tui_chat.server.core.channels import membership, secrecy
from tui_chat.server.core.channels.rights import spoken
from tui_chat.server.core.commands.forwarding import find_way_in
from tui_chat.server.core.commands.names import reply_names
from tui_chat.server.core.commands.topic import reply_topic
from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.messages import read_markers
from tui_chat.server.core.messages.playback import replay
from tui_chat.server.core.registry import command
from tui_chat.server.core.state.channel import Channel, Topic
from tui_chat.server.core.users import metadata
from tui_chat.wire.capabilities import Capability, capability_set
from tui_chat.wire.message import Message
from tui_chat.wire.names import is_channel_name
from tui_chat.wire.numerics import Numeric

_NO_NAMES: Final = capability_set(Capability.NO_IMPLICIT_NAMES, Capability.DRAFT_NO_IMPLICIT_NAMES)


@command("JOIN", min_params=1)
def join(ctx: Context) -> None:
    """JOIN <channel>{,<channel>} [<key>{,<key>}], or JOIN 0 to leave all. RFC 2812 3.2.1."""
    if ctx.param(0) == "0":
        for channel in tuple(ctx.user.channels.values()):
            _depart(ctx, channel, ctx.user.nick)
        return
    keys = dict(zip(ctx.param(0).split(","), ctx.param(1).split(","), strict=False))
    ctx.each(ctx.param(0), lambda name: enter_channel(ctx, name, keys.get(name, "")))


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
            channel = find_way_in(ctx, channel, key)
        if user in channel.members:
            return
    if len(user.channels) >= limits.channels:
        raise Refused(Numeric.ERR_TOOMANYCHANNELS, name)
    if channel is None:
        folded = network.fold(name)
        channel = network.channels[folded] = secrecy.make(ctx, name, folded, key)
        if network.settings.welcome and name in network.settings.auto_join:
            channel.topic = Topic(network.settings.welcome, network.name, ctx.at)
    membership.enter(ctx, channel, user)
    ctx.log("joined", nick=user.nick, channel=channel.name)
    for each in ctx.everywhere():
        show_channel(each, channel)
    metadata.sync_channel(ctx, channel)
    replay(ctx, channel)


def show_channel(ctx: Context, channel: Channel) -> None:
    """Show a client whose user is in the channel what it is about and who is there."""
    if channel.topic is not None:
        reply_topic(ctx, channel)
    read_markers.tell(ctx, (ctx.client,), channel.name)
    reply_names(ctx, channel, lacks=_NO_NAMES)


@command("PART", min_params=1)
def part(ctx: Context) -> None:
    """PART <channel>{,<channel>} [<reason>]. RFC 2812 3.2.2."""
    ctx.each(ctx.param(0), lambda name: _depart(ctx, ctx.own_channel(name), ctx.param(1)))


def _depart(ctx: Context, channel: Channel, reason: str) -> None:
    reason = spoken(ctx.network, ctx.user, reason, channel)
    words = (channel.name, reason) if reason else (channel.name,)
    membership.depart(ctx, channel, ctx.user, Message("PART", words, ctx.user.source))
    ctx.log("parted", nick=ctx.user.nick, channel=channel.name)
