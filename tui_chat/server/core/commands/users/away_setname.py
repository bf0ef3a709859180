"""AWAY and SETNAME: a user's absence and real name."""

from tui_chat.server.core.accounts import always_on
from tui_chat.server.core.channels.rights import silencing_channel
from tui_chat.server.core.context import Context, Failed, Refused
from tui_chat.server.core.handler_registry import command
from tui_chat.server.core.users import away_status
from tui_chat.server.core.users.monitor_notices import tell_about
from tui_chat.wire.capability_enum import Capability
from tui_chat.wire.message import Message
from tui_chat.wire.numerics import Numeric


@command("AWAY", unregistered=True)
def away(ctx: Context) -> None:
    """AWAY [<text>]: set or (without a text) end being away. RFC 2812 4.1, IRCv3 away-notify.

    Before registration is complete, this needs the capability pre-away. It applies to this
    connection; a user with several is away once all of them are.
    """
    session = ctx.session
    if session.user is None and not session.held & Capability.PRE_AWAY.bit:
        raise Refused(Numeric.ERR_NOTREGISTERED)
    session.away = ctx.param(0)[: ctx.network.settings.limits.away]
    ctx.reply(Numeric.RPL_NOWAWAY if session.away else Numeric.RPL_UNAWAY)
    if session.user is not None:
        away_status.settle(ctx, session.user)


@command("SETNAME", min_params=1)
def setname(ctx: Context) -> None:
    """SETNAME <realname>: change your real name. IRCv3 setname."""
    text = ctx.param(0)
    if not text or len(text) > ctx.network.settings.limits.realname:
        raise Failed("SETNAME", "INVALID_REALNAME", text="That real name is empty or too long")
    channel = silencing_channel(ctx.network, ctx.user)
    if channel is not None:
        text = f"You are muted in {channel.name}"
        raise Failed("SETNAME", "CANNOT_CHANGE_REALNAME", text=text)
    ctx.user.realname = text
    always_on.keep(ctx, ctx.user)
    message = Message("SETNAME", (text,), ctx.user.source)
    ctx.tell(ctx.user.clients, message, Capability.SETNAME.bit)
    tell_about(ctx, ctx.user, message, Capability.SETNAME.bit, words=text)
