"""The one way out to a terminal or a pipe: nothing that is said here steers a terminal.

All that a program of ours writes to standard output or the error output goes through here; the
log of the server and the full screen have exits of their own (`server.logs`,
`client.safe_screen`). So no caller needs to know where a text comes from: whoever forgets to make
it safe has forgotten nothing.
"""

import json
import sys
import traceback
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Final, TypeVar

import msgspec

from tui_chat.wire.sanitize import sanitize

PROGRAM: Final = "tui-chat"

Result = TypeVar("Result")


def say(text: str = "", *, end: str = "\n") -> None:
    """Write a text of one line or several to standard output, at once."""
    print(sanitize(text, keep_newlines=True), end=end, flush=True)  # noqa: T201


def say_json(value: Any) -> None:
    """Write a value as one line of JSON, at once. What would steer a terminal is escaped in it."""
    text = msgspec.json.encode(value).decode()
    if sanitize(text) != text:
        text = json.dumps(json.loads(text), separators=(",", ":"))  # nothing but ASCII
    print(text, flush=True)  # noqa: T201


def complain(sentence: str) -> None:
    """Say on the error output what went wrong."""
    complain_without_name(f"{PROGRAM}: {sentence}")


def complain_without_name(text: str) -> None:
    """Write a text to the error output as it stands."""
    print(sanitize(text, keep_newlines=True), file=sys.stderr, flush=True)  # noqa: T201


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Do it to the end in a loop of its own; what that logs as a mistake is told through here."""
    import asyncio  # noqa: PLC0415 - help and mistakes on the command line do not wait for these
    import logging  # noqa: PLC0415

    class Formatter(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            return sanitize(super().format(record), keep_newlines=True)

    if logging.lastResort is not None:
        logging.lastResort.setFormatter(Formatter())
    return asyncio.run(work)


def tell_exceptions() -> None:
    """Have mistakes of ours, which may quote what others sent, told through here too."""
    sys.excepthook = _tell_exception


def _tell_exception(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    complain_without_name("".join(traceback.format_exception(kind, error, trace)).rstrip("\n"))
