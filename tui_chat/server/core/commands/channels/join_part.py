"""JOIN and PART: entering channels and leaving them."""

from tui_chat.server.core.channels import membership
from tui_chat.server.core.channels.join_channel import enter_channel
from tui_chat.server.core.channels.rights import spoken
from tui_chat.server.core.context import Context
from tui_chat.server.core.handler_registry import command
from tui_chat.server.core.state.users_and_channels import Channel
from tui_chat.wire.message import Message


@command("JOIN", min_params=1)
def join(ctx: Context) -> None:
    """JOIN <channel>{,<channel>} [<key>{,<key>}], or JOIN 0 to leave all. RFC 2812 3.2.1."""
    if ctx.param(0) == "0":
        for channel in tuple(ctx.user.channels.values()):
            _depart(ctx, channel, ctx.user.nick)
        return
    keys = dict(zip(ctx.param(0).split(","), ctx.param(1).split(","), strict=False))
    ctx.each(ctx.param(0), lambda name: enter_channel(ctx, name, keys.get(name, "")))


@command("PART", min_params=1)
def part(ctx: Context) -> None:
    """PART <channel>{,<channel>} [<reason>]: leave channels. RFC 2812 3.2.2."""
    ctx.each(ctx.param(0), lambda name: _depart(ctx, ctx.own_channel(name), ctx.param(1)))


def _depart(ctx: Context, channel: Channel, reason: str) -> None:
    reason = spoken(ctx.network, ctx.user, reason, channel)
    words = (channel.name, reason) if reason else (channel.name,)
    membership.depart(ctx, channel, ctx.user, Message("PART", words, ctx.user.source))
    ctx.log("parted", nick=ctx.user.nick, channel=channel.name)
