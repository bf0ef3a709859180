"""Messages that belong together (IRCv3 batch)."""

from collections.abc import Iterable
from typing import Final

from tui_chat.server.core.context import Context
from tui_chat.server.core.events import ClientId
from tui_chat.wire.capability_enum import Capability
from tui_chat.wire.message import Message

_BATCH: Final = Capability.BATCH.bit


def send_batch(
    ctx: Context, client: ClientId, kind: str, params: Iterable[str], messages: Iterable[Message]
) -> None:
    """Show a client these messages as one batch; without the capability, just the messages."""
    reference = f"b{ctx.next_msgid()}"
    server = ctx.network.name
    ctx.tell((client,), Message("BATCH", (f"+{reference}", kind, *params), server), _BATCH)
    for message in messages:
        tags = {**message.tags, "batch": reference}
        ctx.tell((client,), Message(message.command, message.params, message.source, tags))
    ctx.tell((client,), Message("BATCH", (f"-{reference}",), server), _BATCH)
