"""PING, PONG and QUIT: the connection itself."""

from tui_chat.server.core.channels.rights import spoken
from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.handler_registry import command
from tui_chat.server.core.users import session_start_and_end
from tui_chat.wire.message import Message
from tui_chat.wire.numerics import Numeric


@command("PING", unregistered=True, reads=True, strangers=True)
def ping(ctx: Context) -> None:
    """PING <token>: the server replies with PONG and the token. RFC 2812 3.7.2."""
    if not ctx.params or not ctx.params[0]:
        raise Refused(Numeric.ERR_NEEDMOREPARAMS, "PING")
    ctx.send(Message("PONG", (ctx.network.name, ctx.params[0]), ctx.network.name))


@command("PONG", unregistered=True, reads=True, strangers=True)
def pong(_ctx: Context) -> None:
    """PONG: ignored, because any input shows that the client is alive. RFC 2812 3.7.3."""


@command("QUIT", unregistered=True, strangers=True)
def quit_(ctx: Context) -> None:
    """QUIT [<reason>]: disconnect; the others see the reason. RFC 2812 3.1.7."""
    said, user = ctx.param(0), ctx.session.user
    if user is not None:
        said = spoken(ctx.network, user, said, *user.channels.values())
    reason = f"Quit: {said}" if said else "Quit"
    if user is not None:
        ctx.send(Message("QUIT", (reason,), user.source))
    ctx.close(reason)
    session_start_and_end.end_session(ctx, reason)
