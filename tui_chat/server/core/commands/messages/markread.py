"""MARKREAD: how far a person has read (IRCv3 draft/read-marker)."""

from tui_chat.server.core.context import Context, Failed
from tui_chat.server.core.events import Millis
from tui_chat.server.core.handler_registry import command
from tui_chat.server.core.messages import read_markers
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.timestamps import parse_time


@command("MARKREAD")
def markread(ctx: Context) -> None:
    """MARKREAD <target> [timestamp=<time>]: show or set how far you have read."""
    target = ctx.param(0)
    if not target:
        raise Failed("MARKREAD", "NEED_MORE_PARAMS", text="Missing parameters")
    if " " in target or target[0] == ":":
        raise Failed("MARKREAD", "INVALID_PARAMS", "*", text="Invalid parameters")
    folded = ctx.network.fold(target)
    if len(ctx.params) > 1:
        at = _time(ctx, target)
        if read_markers.advance(ctx, folded, at):
            others = tuple(client for client in ctx.user.clients if client != ctx.client)
            read_markers.tell(ctx, others, target)
    ctx.send(read_markers.marked(ctx, target, read_markers.marker(ctx.network, ctx.user, folded)))


def _time(ctx: Context, target: str) -> Millis:
    kind, _, value = ctx.param(1).partition("=")
    try:
        at = parse_time(value if kind == "timestamp" else "")
    except ProtocolError as error:
        text = "Invalid parameters"
        raise Failed("MARKREAD", "INVALID_PARAMS", target, ctx.param(1), text=text) from error
    return Millis(min(at, ctx.at))  # nobody has read messages of the future
