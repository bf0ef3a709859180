"""TOPIC: what a channel is about."""

from tui_chat.server.core.channels.registered_channels import keep
from tui_chat.server.core.channels.rights import check_may_speak, is_for_operators
from tui_chat.server.core.channels.topic_and_names_replies import reply_topic
from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.handler_registry import command
from tui_chat.server.core.state.ranks import is_at_least
from tui_chat.server.core.state.users_and_channels import Topic
from tui_chat.wire.message import Message
from tui_chat.wire.numerics import Numeric


@command("TOPIC", min_params=1)
def topic(ctx: Context) -> None:
    """TOPIC <channel> [<topic>]: show, set or (if empty) clear the topic. RFC 2812 3.2.4."""
    channel = ctx.own_channel(ctx.param(0))
    if len(ctx.params) == 1:
        return reply_topic(ctx, channel)
    if "t" in channel.flags and not is_at_least(channel.members[ctx.user], "h"):
        raise Refused(Numeric.ERR_CHANOPRIVSNEEDED, channel.name)
    check_may_speak(ctx, channel, ctx.param(1))
    if is_for_operators(channel, ctx.user):
        raise Refused(Numeric.ERR_CANNOTSENDTOCHAN, channel.name)
    text = ctx.param(1)[: ctx.network.settings.limits.topic]
    channel.topic = Topic(text, str(ctx.user.source), ctx.at) if text else None
    ctx.publish(channel, Message("TOPIC", (channel.name, text), ctx.user.source))
    return keep(ctx, channel)
