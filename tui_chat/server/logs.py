"""How the server's log looks: coloured on a terminal, plain lines or JSON elsewhere."""

import logging
import os
import sys
from types import TracebackType
from typing import Final, TextIO

import msgspec

from tui_chat.wire.sanitize import sanitize
from tui_chat.wire.timestamps import format_time

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

_DIM: Final = "\x1b[2m"
_RESET: Final = "\x1b[0m"
_COLOURS: Final = {logging.WARNING: "\x1b[33m", logging.ERROR: "\x1b[31m"}
_WHAT_COLOURS: Final = {
    "came": "\x1b[32m",
    "joined": "\x1b[32m",
    "left": "\x1b[33m",
    "parted": "\x1b[33m",
    "kicked": "\x1b[33m",
    "turned away": "\x1b[31m",
}


def set_up(stream: TextIO = sys.stderr, style: str = "auto") -> None:
    """Log to `stream`.

    In the style `plain` or `json`; `auto` has colours if it is a terminal and NO_COLOR is not
    set, and is else plain.
    """
    colours = style == "auto" and stream.isatty() and not os.environ.get("NO_COLOR")
    handler = logging.StreamHandler(stream)
    if style == "json":
        handler.setFormatter(JsonFormatter())
    else:
        handler.setFormatter(ColourFormatter() if colours else PlainFormatter())
    # None of our lines says them: a fifth of what a line costs, and a crowd comes in many lines.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)


class SafeFormatter(logging.Formatter):
    """Nothing in a traceback steers the terminal: exceptions may quote what a client sent."""

    _second = -1
    _shown = ""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's name
        """The time, which many records share: worked out once for each second."""
        second = int(record.created)
        if second != self._second:
            self._second, self._shown = second, super().formatTime(record, datefmt)
        return self._shown

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - logging's name
        """The traceback, in its lines."""
        return sanitize(super().formatException(ei), keep_newlines=True)


class PlainFormatter(SafeFormatter):
    """`2026-11-20 21:15:03 ana joined #lobby`; the level only where it is not information."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """One line; a message of several stays several."""
        line = super().formatMessage(record)
        if record.levelno > logging.INFO:
            return line.replace(record.message, f"{record.levelname}: {record.message}", 1)
        return line


class ColourFormatter(SafeFormatter):
    """The same for eyes: the time dim and short, each kind of news in its colour."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s", "%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """One line with ANSI colours of the terminal's own palette."""
        colour = _COLOURS.get(record.levelno) or _WHAT_COLOURS.get(getattr(record, "what", ""), "")
        return f"{_DIM}{record.asctime}{_RESET}  {colour}{record.message}{_RESET if colour else ''}"


class JsonFormatter(SafeFormatter):
    """An object on a line: `time` (UTC), `level`, `message`.

    And `what` with its fields where it is news (see news.py), `error` with the traceback where
    something went wrong.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        said: dict[str, object] = {
            "time": format_time(int(record.created * 1000)),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        what = getattr(record, "what", "")
        if what:
            said |= {"what": what, **getattr(record, "fields", {})}
        if record.exc_info:
            said["error"] = self.formatException(record.exc_info)
        return msgspec.json.encode(said).decode()
