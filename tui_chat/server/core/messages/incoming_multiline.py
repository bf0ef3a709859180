"""Messages of several lines, as clients send them: a batch (IRCv3 draft/multiline)."""

from typing import Final

from tui_chat.server.core.context import Context, Failed, Refused
from tui_chat.server.core.service_names_and_replies import find_service
from tui_chat.server.core.state.session import OpenBatch
from tui_chat.wire.message import SAID, SPOKEN, Message
from tui_chat.wire.multiline_text_and_batches import BATCH_TYPE, CONCAT_TAG
from tui_chat.wire.numerics import Numeric

TOKEN_BATCH: Final = "draft/authtoken"  # noqa: S105 - the name of a batch
"""A token in pieces (IRCv3 draft/authtoken)."""
"""Commands that must belong to the batch while one is open."""


def open_batch(ctx: Context) -> OpenBatch:
    """The batch that the client opens. Raises Failed."""
    reference = ctx.param(0)[1:]
    if ctx.session.batch is not None:
        ctx.session.batch.failed = True
        raise _invalid("A batch is open already")
    if ctx.param(1) == TOKEN_BATCH:
        # Our own tokens fit into a line, so whatever comes in pieces is none: it is not kept.
        service = (ctx.param(2), ctx.param(3))
        batch = OpenBatch(reference, "", {}, failed=True, token_for=service)
        ctx.session.batch = batch
        return batch
    if ctx.session.user is None:
        raise Refused(Numeric.ERR_NOTREGISTERED)
    tags = {key: value for key, value in ctx.message.tags.items() if key[0] == "+"}
    batch = OpenBatch(reference, ctx.param(2), tags)
    ctx.session.batch = batch
    if ctx.param(1) != BATCH_TYPE or not batch.target or not reference:
        batch.failed = True
        raise _invalid("Only draft/multiline batches with a target can be opened")
    if any(map(find_service, batch.target.split(","))):
        batch.failed = True
        text = "Services are asked in single lines"
        raise Failed("BATCH", "MULTILINE_INVALID_TARGET", batch.target, text=text)
    return batch


def takes(batch: OpenBatch, message: Message) -> bool:
    """Whether a message is a line of an open batch, even one that the batch has to refuse."""
    if message.command == "BATCH":
        return False
    if message.tags.get("batch") == batch.reference:
        return True
    return not batch.failed and (message.command in SAID or "batch" in message.tags)


def take(ctx: Context) -> bool:
    """Add the message to the open batch of the client; False if it is no line of it."""
    batch, message = ctx.session.batch, ctx.message
    assert batch is not None, "asked only while a batch is open"  # noqa: S101 - see above
    if not takes(batch, message):
        return False
    if batch.failed:
        return True
    try:
        _check(ctx, batch)
    except Failed as failure:
        batch.failed = True
        batch.lines.clear()
        ctx.answer(failure)
        return True
    text = ctx.param(1)
    goes_on = CONCAT_TAG in message.tags
    batch.command = message.command
    batch.bytes += len(text.encode()) + (1 if batch.lines and not goes_on else 0)
    batch.lines.append((text, goes_on))
    return True


def check_complete(batch: OpenBatch) -> None:
    """Raise Failed unless the batch says something."""
    if not any(line for line, _ in batch.lines):
        raise _invalid("A message may not be of empty lines alone")


def _check(ctx: Context, batch: OpenBatch) -> None:
    message = ctx.message
    if message.tags.get("batch") != batch.reference:
        raise _invalid("A batch is open, and this is not part of it")
    if message.command not in SPOKEN or batch.command not in {"", message.command}:
        raise _invalid("The lines of a batch are PRIVMSG, or all NOTICE")
    if len(message.params) < 2:
        raise _invalid("A line of a batch has a target and a text")
    target, text = message.params[0], message.params[1]
    if target != batch.target:
        code = "MULTILINE_INVALID_TARGET"
        raise Failed("BATCH", code, batch.target, target, text="Mismatched target in a batch")
    goes_on = CONCAT_TAG in message.tags
    if goes_on and (not text or not batch.lines):
        raise _invalid("An empty or first line cannot go on with the one before")
    limits = ctx.network.settings.limits
    if len(batch.lines) >= limits.multiline_lines:
        limit = str(limits.multiline_lines)
        raise Failed("BATCH", "MULTILINE_MAX_LINES", limit, text="Too many lines in a batch")
    if batch.bytes + len(text.encode()) + (not goes_on) > limits.multiline_bytes:
        limit = str(limits.multiline_bytes)
        raise Failed("BATCH", "MULTILINE_MAX_BYTES", limit, text="Too many bytes in a batch")


def _invalid(text: str) -> Failed:
    return Failed("BATCH", "MULTILINE_INVALID", text=text)
