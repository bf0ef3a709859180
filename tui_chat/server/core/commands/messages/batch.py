"""BATCH: a message of several lines begins and ends (IRCv3 draft/multiline)."""

from tui_chat.server.core.context import Context, Failed
from tui_chat.server.core.handler_registry import COMMANDS, command
from tui_chat.server.core.messages.incoming_multiline import check_complete, open_batch
from tui_chat.wire.message import Message


@command("BATCH", min_params=1, unregistered=True)
def batch(ctx: Context) -> None:
    """BATCH +<reference> draft/multiline <target>, then its lines, then BATCH -<reference>.

    Or draft/authtoken <service> <url> in place of these, with lines TOKEN VALIDATE <piece>.
    """
    word = ctx.param(0)
    if word.startswith("+"):
        open_batch(ctx)
    elif word.startswith("-"):
        _close(ctx, word[1:])
    else:
        raise Failed("BATCH", "MULTILINE_INVALID", text="A batch begins with + and ends with -")


def _close(ctx: Context, reference: str) -> None:
    opened = ctx.session.batch
    if opened is None or opened.reference != reference:
        raise Failed("BATCH", "MULTILINE_INVALID", text="No such batch is open")
    ctx.session.batch = None
    if opened.token_for is not None:
        said = Message("TOKEN", ("VALIDATE", *opened.token_for, ""))
        inner = Context(ctx.network, ctx.session, ctx.at, said, ctx.next_msgid())
        inner.attempt(lambda: COMMANDS["TOKEN"].handler(inner))
        ctx.effects += inner.effects
        return
    if opened.failed:
        return
    check_complete(opened)
    said = Message(opened.command, (opened.target, opened.text), None, opened.tags)
    inner = Context(ctx.network, ctx.session, ctx.at, said, ctx.next_msgid())
    inner.attempt(lambda: COMMANDS[opened.command].handler(inner))
    ctx.effects += inner.effects
