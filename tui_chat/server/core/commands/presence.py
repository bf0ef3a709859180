"""AWAY and SETNAME: what people are told about a user that is not a message."""

from tui_chat.server.core.context import Context, Failed
from tui_chat.server.core.registry import command
from tui_chat.wire.capabilities import Capability
from tui_chat.wire.message import Message
from tui_chat.wire.numerics import Numeric


@command("AWAY")
def away(ctx: Context) -> None:
    """AWAY [<text>]: be away, or without a text be back. RFC 2812 4.1, IRCv3 away-notify."""
    text = ctx.param(0)[: ctx.network.settings.limits.away]
    changed = text != ctx.user.away
    ctx.user.away = text
    ctx.reply(Numeric.RPL_NOWAWAY if text else Numeric.RPL_UNAWAY)
    if changed:
        message = Message("AWAY", (text,) if text else (), ctx.user.source)
        ctx.tell(ctx.user.peers(), message, Capability.AWAY_NOTIFY.bit)


@command("SETNAME", min_params=1)
def setname(ctx: Context) -> None:
    """SETNAME <realname>: take another real name. IRCv3 setname."""
    text = ctx.param(0)
    if not text or len(text) > ctx.network.settings.limits.realname:
        raise Failed("SETNAME", "INVALID_REALNAME", text="That real name is empty or too long")
    ctx.user.realname = text
    message = Message("SETNAME", (text,), ctx.user.source)
    ctx.tell((*ctx.user.clients, *ctx.user.peers()), message, Capability.SETNAME.bit)
