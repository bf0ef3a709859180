"""What is told of our own mistakes: where they are and what led to them, never what was said.

An event may hold a password, or what people say to each other; an exception may quote it.
"""

import errno
import logging
import traceback
from typing import Final

from tui_chat.server.core.commands import COMMANDS
from tui_chat.server.core.events import Event, Received

_log: Final = logging.getLogger(__name__)
_SCARCE: Final = {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOSPC, errno.EDQUOT}
"""What the machine has not got is no mistake of ours: where it was missed helps nobody."""


def report(what: str, error: BaseException, event: Event | None = None) -> None:
    """Tell the operator what failed, where, and after which event. Never raises."""
    try:
        after = "" if event is None else f": {what_led_to_it(event)}"
        if isinstance(error, OSError) and error.errno in _SCARCE:
            _log.error("%s%s: %s", what, after, error.strerror)
        elif isinstance(error, ImportError):  # of a library that is loaded late: the same
            _log.error("%s%s: %s", what, after, error)
        else:
            _log.error("%s", f"{what}{after}\n{where(error)}")
    except Exception:  # noqa: BLE001 - a failure is reported so that everything else goes on
        _log.error("%s (%s)", what, type(error).__name__)


def what_led_to_it(event: Event) -> str:
    """An event in words, without anything that its client wrote but the command."""
    kind = type(event).__name__
    if isinstance(event, Received):
        # Of an unknown command even the name may be a slip: a password typed in the wrong place.
        command = event.message.command
        kind = f"{kind} {command if command in COMMANDS else 'of an unknown command'}"
    return f"{kind}, client {event.client}, at {event.at}"


def where(error: BaseException) -> str:
    """The way to the place where it was raised, and its kind: lines without the last newline."""
    return "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__
