"""Reports of errors for the operator: where and after which event, without the text of messages.

An event may hold a password or a private message; an exception may quote it.
"""

import errno
import logging
import traceback
from typing import Final

from tui_chat.server import SetupError
from tui_chat.server.core.commands import COMMANDS
from tui_chat.server.core.events import Event, Received

_log: Final = logging.getLogger(__name__)
_SCARCE: Final = {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOSPC, errno.EDQUOT}
"""Errors of a machine that has run out of something: a traceback would not help."""


def report(what: str, error: BaseException, event: Event | None = None) -> None:
    """Tell the operator what failed, where, and after which event. Never raises."""
    try:
        after = "" if event is None else f": {describe_event(event)}"
        if isinstance(error, OSError) and error.errno in _SCARCE:
            _log.error("%s%s: %s", what, after, error.strerror)
        elif isinstance(error, ImportError | SetupError):  # late imports fail for the same reasons
            _log.error("%s%s: %s", what, after, error)
        else:
            _log.error("%s", f"{what}{after}\n{traceback_lines(error)}")
    except Exception:  # noqa: BLE001 - a failure is reported so that everything else goes on
        _log.error("%s (%s)", what, type(error).__name__)


def describe_event(event: Event) -> str:
    """An event in words, without anything that its client wrote except the command."""
    kind = type(event).__name__
    if isinstance(event, Received):
        # Of an unknown command even the name may be a slip: a password typed in the wrong place.
        command = event.message.command
        kind = f"{kind} {command if command in COMMANDS else 'of an unknown command'}"
    return f"{kind}, client {event.client}, at {event.at}"


def traceback_lines(error: BaseException) -> str:
    """The traceback and the type of an exception, without its text and the last newline."""
    return "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__
