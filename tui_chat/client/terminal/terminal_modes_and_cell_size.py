"""The modes of the terminal, restored however the screen ends; and the size of its cells."""

import os
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

MODES_OFF: Final = (
    "\x1b[?2004l"  # bracketed paste
    "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1016l"  # the mouse
    "\x1b[?2048l\x1b[?2026l"  # reports of size, and output that is held back
    "\x1b[<u"  # the kitty keyboard protocol
    "\x1b[?1004l"  # focus
    "\x1b[?1049l"  # the other screen
    "\x1b[?7h\x1b[?25h\x1b[0m"  # wrapping, the cursor, colours
)
"""The sequences that turn off every mode that a full screen turns on."""


@contextmanager
def restored() -> Iterator[None]:
    """Restore the terminal at the end, whatever happens meanwhile."""
    before = _line_discipline()
    try:
        yield
    except BaseException:
        _write(MODES_OFF)
        raise
    finally:
        _use(before)


def _line_discipline() -> list[Any] | None:
    """The line discipline of the terminal; None if it cannot be read."""
    try:
        import termios  # noqa: PLC0415 - not there on Windows

        return termios.tcgetattr(sys.__stdin__.fileno())  # type: ignore[union-attr]
    except (ImportError, AttributeError, OSError, ValueError):
        return None
    except termios.error:
        return None


def _use(state: list[Any] | None) -> None:
    if state is None:
        return
    import termios  # noqa: PLC0415 - as above

    with suppress(OSError, ValueError, termios.error):
        termios.tcsetattr(sys.__stdin__.fileno(), termios.TCSANOW, state)  # type: ignore[union-attr]


def _write(sequences: str) -> None:
    """Write past Python's buffers, which may hold half of a frame, or fail."""
    with suppress(OSError, ValueError, AttributeError):
        os.write(sys.__stderr__.fileno(), sequences.encode())  # type: ignore[union-attr]


def cell_size(descriptor: int = 2) -> tuple[int, int]:
    """The width and height of a cell in dots; (0, 0) where the terminal does not say.

    The screen is drawn on the error output. Nothing is sent to the terminal: the system knows.
    """
    try:
        import fcntl  # noqa: PLC0415 - Windows has neither
        import termios  # noqa: PLC0415
    except ImportError:
        return 0, 0
    try:
        answer = fcntl.ioctl(descriptor, termios.TIOCGWINSZ, bytes(8))
    except OSError:  # no terminal
        return 0, 0
    rows, columns, width, height = struct.unpack("HHHH", answer)
    return (width // columns, height // rows) if rows and columns else (0, 0)
