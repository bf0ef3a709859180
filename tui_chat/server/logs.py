"""How the server's log looks: coloured on a terminal, plain lines elsewhere."""

import logging
import os
import sys
from typing import Final, TextIO

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


def set_up(stream: TextIO = sys.stderr) -> None:
    """Log to `stream`, with colours if it is a terminal and NO_COLOR is not set."""
    colours = stream.isatty() and not os.environ.get("NO_COLOR")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(ColourFormatter() if colours else PlainFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)


class PlainFormatter(logging.Formatter):
    """`2026-11-20 21:15:03 ana joined #lobby`; the level only where it is not information."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """One line; a message of several stays several."""
        line = super().formatMessage(record)
        if record.levelno > logging.INFO:
            return line.replace(record.message, f"{record.levelname}: {record.message}", 1)
        return line


class ColourFormatter(logging.Formatter):
    """The same for eyes: the time dim and short, each kind of news in its colour."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s", "%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """One line with ANSI colours of the terminal's own palette."""
        colour = _COLOURS.get(record.levelno) or _WHAT_COLOURS.get(getattr(record, "what", ""), "")
        return f"{_DIM}{record.asctime}{_RESET}  {colour}{record.message}{_RESET if colour else ''}"
