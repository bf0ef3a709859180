"""The tables of handlers: which function handles a command, a numeric or a whole batch."""

from collections.abc import Callable
from typing import Final

from tui_chat.client.session.model.incoming import Batch, Incoming
from tui_chat.client.session.model.state import State

Handler = Callable[[State, Incoming], None]

HANDLERS: Final[dict[str, tuple[int, Handler]]] = {}
"""Command or numeric -> the fewest parameters it can have, and its handler."""


def on(*commands: str, least: int = 0) -> Callable[[Handler], Handler]:
    """The decorated function handles these commands; with fewer parameters they are dropped."""

    def register(handler: Handler) -> Handler:
        for command in commands:
            HANDLERS[command] = (least, handler)
        return handler

    return register


BatchHandler = Callable[[State, Batch], None]

BATCH_HANDLERS: Final[dict[str, BatchHandler]] = {}
"""Kind of batch -> its handler, which is called when the batch is complete."""


def on_batch(*kinds: str) -> Callable[[BatchHandler], BatchHandler]:
    """The decorated function handles complete batches of these kinds."""

    def register(handler: BatchHandler) -> BatchHandler:
        for kind in kinds:
            BATCH_HANDLERS[kind] = handler
        return handler

    return register
