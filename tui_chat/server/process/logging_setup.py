"""How the server's log looks: coloured on a terminal, plain lines or JSON elsewhere."""

import contextlib
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Final, TextIO

import msgspec

from tui_chat.server.process.log_writer import LogWriter
from tui_chat.wire.text.sanitize import sanitize
from tui_chat.wire.timestamps import format_time

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

_LAST_MOMENT: Final = 1.0
"""Seconds that the reader has for the last lines."""
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


class LogHandler(logging.Handler):
    """Writes log records: at once, or information in one piece for each tick of a loop.

    A write costs as much as all the rest of a line, and many clients at once log many lines. It
    never waits for the reader (see `log_writer`).
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._writer = LogWriter(stream, self._missing)
        self._schedule: Callable[[Callable[[], None]], object] | None = None
        self._thread = 0
        self._waiting: list[str] = []

    def batch(self, schedule: Callable[[Callable[[], None]], object] | None) -> None:
        """Write this thread's records in batches; `schedule` calls a function soon; None ends it.

        Records of other threads, and warnings and errors, are written at once.
        """
        self.flush()
        self._schedule = schedule
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Handle one record."""
        try:
            self._waiting.append(f"{self.format(record)}\n")
        except Exception as error:  # noqa: BLE001 - logging's own rule: what is logged never fails
            self._waiting.append(
                self._told(f"a line of the log is missing ({type(error).__name__})")
            )
        if (
            self._schedule is None
            or record.levelno > logging.INFO
            or threading.get_ident() != self._thread
        ):
            self.flush()
        elif len(self._waiting) == 1:
            try:
                self._schedule(self.flush)
            except RuntimeError:  # the loop has ended
                self.flush()

    def flush(self) -> None:
        """Write the records of this batch."""
        with self.lock or contextlib.nullcontext():
            lines, self._waiting = self._waiting, []
            if lines:
                self._writer.write("".join(lines))

    def drain(self) -> None:
        """At the end, give the reader a moment."""
        self.flush()
        self._writer.drain(_LAST_MOMENT)

    def _missing(self, count: int) -> str:
        return self._told(f"{count} lines of this log were lost while nobody read it")

    def _told(self, sentence: str) -> str:
        """A line of our own."""
        record = logging.LogRecord(__name__, logging.WARNING, __file__, 0, sentence, (), None)
        return f"{self.format(record)}\n"


@contextlib.contextmanager
def batched(schedule: Callable[[Callable[[], None]], object]) -> Iterator[None]:
    """Within, the records of this thread are written once for each tick; see `LogHandler`."""
    handlers = [one for one in logging.getLogger().handlers if isinstance(one, LogHandler)]
    for handler in handlers:
        handler.batch(schedule)
    try:
        yield
    finally:
        for handler in handlers:
            handler.batch(None)
            handler.drain()


def set_up(stream: TextIO = sys.stderr, style: str = "auto") -> None:
    """Log to `stream`.

    In the style `plain` or `json`; `auto` has colours if it is a terminal and NO_COLOR is not
    set, and is else plain.
    """
    colours = style == "auto" and stream.isatty() and not os.environ.get("NO_COLOR")
    handler = LogHandler(stream)
    if style == "json":
        handler.setFormatter(JsonFormatter())
    else:
        handler.setFormatter(ColourFormatter() if colours else PlainFormatter())
    # None of our lines says them, nor where in our code it was logged: half of what a line costs.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # noqa: SLF001 - so says logging's manual
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)


def safe_message(record: logging.LogRecord) -> str:
    """The text of a record, sanitized: words of strangers in it cannot control a terminal."""
    return sanitize(record.getMessage(), keep_newlines=True)


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

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        if record.levelno == logging.INFO and not record.exc_info:  # most: a third of the time
            return f"{self.formatTime(record, self.datefmt)} {safe_message(record)}"
        return super().format(record)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """One line; a message of several stays several."""
        record.message = safe_message(record)
        line = super().formatMessage(record)
        if record.levelno > logging.INFO:
            return line.replace(record.message, f"{record.levelname}: {record.message}", 1)
        return line


class ColourFormatter(SafeFormatter):
    """The same for eyes: the time dim and short, each kind of entry in its colour."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s", "%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """One line with ANSI colours of the terminal's own palette."""
        colour = _COLOURS.get(record.levelno) or _WHAT_COLOURS.get(getattr(record, "what", ""), "")
        message = safe_message(record)
        return f"{_DIM}{record.asctime}{_RESET}  {colour}{message}{_RESET if colour else ''}"


class JsonFormatter(SafeFormatter):
    """An object on a line: `time` (UTC), `level`, `message`.

    `what` and its fields for an entry of the audit log, `error` with the traceback where
    something went wrong.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        said: dict[str, object] = {
            "time": format_time(int(record.created * 1000)),
            "level": record.levelname.lower(),
            "message": safe_message(record),
        }
        what = getattr(record, "what", "")
        if what:
            said |= {"what": what, **getattr(record, "fields", {})}
        if record.exc_info:
            said["error"] = self.formatException(record.exc_info)
        # What is no plain text, such as a `Source`, is told as text all the same.
        return msgspec.json.encode(said, enc_hook=str).decode()
