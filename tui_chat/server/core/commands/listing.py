"""LIST: the channels there are."""

from tui_chat.server.core.channel import Channel
from tui_chat.server.core.context import Context
from tui_chat.server.core.registry import command
from tui_chat.wire.numerics import Numeric


@command("LIST", reads=True)
def list_(ctx: Context) -> None:
    """LIST [<channel>{,<channel>}]: names, numbers of members and topics. RFC 2812 3.2.6."""
    network = ctx.network
    wanted = [name for name in ctx.param(0).split(",") if name]
    found = map(network.find_channel, wanted) if wanted else network.channels.values()
    ctx.reply(Numeric.RPL_LISTSTART, "Channel")
    for channel in found:
        if channel is not None:
            _entry(ctx, channel)
    ctx.reply(Numeric.RPL_LISTEND)


def _entry(ctx: Context, channel: Channel) -> None:
    topic = channel.topic.text if channel.topic else ""
    ctx.reply(Numeric.RPL_LIST, channel.name, str(len(channel.members)), topic)
