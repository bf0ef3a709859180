"""The table of commands: every handler puts itself in with `@command`."""

from collections.abc import Callable
from typing import Final, NamedTuple

from tui_chat.server.core.context import Context

Handler = Callable[[Context], None]


class Command(NamedTuple):
    """A handler and what holds before it is called."""

    handler: Handler
    min_params: int
    unregistered: bool
    """Allowed before registration has ended."""
    reads: bool
    """Changes nothing: a node may answer it by itself, without the log."""


COMMANDS: Final[dict[str, Command]] = {}


def command(
    name: str,
    min_params: int = 0,
    *,
    unregistered: bool = False,
    reads: bool = False,
) -> Callable[[Handler], Handler]:
    """Make the decorated function the handler of `name`; fewer parameters are refused with 461."""

    def enter(handler: Handler) -> Handler:
        COMMANDS[name] = Command(handler, min_params, unregistered, reads)
        return handler

    return enter
