"""The table of commands: every handler puts itself in with `@command`."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeVar

from tui_chat.server.core.context import Context
from tui_chat.server.core.events import Request
from tui_chat.server.core.state.network import Network

Handler = Callable[[Context], None]
Asked = TypeVar("Asked", bound=Request)
AnswerHandler = Callable[[Context, Asked, Any], None]
Restorer = Callable[[Network, str, dict[str, Any]], None]


class Command(NamedTuple):
    """A handler and what holds before it is called."""

    handler: Handler
    min_params: int
    unregistered: bool
    """Allowed before registration has ended."""
    reads: bool
    """It changes no state, and orders only answers to its client: `Send` and `Ask`.

    So its node answers it without telling the others.
    """
    strangers: bool
    """Allowed before the server's password is said, should there be one."""
    secret: bool
    """It contains a password: it is not put in the log, and at once changes nothing for others."""


COMMANDS: Final[dict[str, Command]] = {}
ANSWERS: Final[dict[type[Request], AnswerHandler[Any]]] = {}
RESTORERS: Final[dict[str, Restorer]] = {}


def command(
    name: str,
    min_params: int = 0,
    *,
    unregistered: bool = False,
    reads: bool = False,
    strangers: bool = False,
    secret: bool = False,
) -> Callable[[Handler], Handler]:
    """Make the decorated function the handler of `name`; fewer parameters are refused with 461."""

    def enter(handler: Handler) -> Handler:
        COMMANDS[name] = Command(handler, min_params, unregistered, reads, strangers, secret)
        return handler

    return enter


def answered(kind: type[Asked]) -> Callable[[AnswerHandler[Asked]], AnswerHandler[Asked]]:
    """Make the decorated function continue a command when its `Ask` is answered.

    It is given the context of the client that asked, the request, and the answer or None.
    """

    def enter(handler: AnswerHandler[Asked]) -> AnswerHandler[Asked]:
        ANSWERS[kind] = handler
        return handler

    return enter


class RestoreError(Exception):
    """A record cannot be restored with these settings; the message is a sentence."""


def restores(kind: str) -> Callable[[Restorer], Restorer]:
    """Make the decorated function restore records of this kind when the server starts.

    It is given the network, the key and the value, and may raise RestoreError. Kinds come in
    alphabetical order.
    """

    def enter(handler: Restorer) -> Restorer:
        RESTORERS[kind] = handler
        return handler

    return enter
