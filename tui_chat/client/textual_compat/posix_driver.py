"""The driver of Linux and macOS, so that no byte of the keyboard ends it, and no lost terminal.

It tells the application that its terminal is lost, by `terminal_lost`, where Textual's own prints
a traceback from its thread, spins, or waits for ever.
"""

import codecs
import os
import selectors
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import IO, Any, Final, Protocol, cast

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

_CHUNK: Final = 4096
_SCREEN: Final = 2
"""The descriptor that the screen is drawn on: the error output."""
_TICK: Final = 0.1
"""Seconds between two looks at what the parser still waits for."""


class LosesTerminal(Protocol):
    """An application that can be told that its terminal is gone."""

    def terminal_lost(self) -> None:
        """Leave: nobody sees us any more. On the application's own thread."""


class CellParser(XTermParser):
    """Reads the places of the mouse as cells, whatever the terminal tells of its pixels.

    Textual takes a terminal that reports its size for one that reports the mouse in pixels, too.
    Some that stand between us and the terminal know the one and not the other.
    """

    @property
    def mouse_pixels(self) -> bool:
        """False always."""
        return False

    @mouse_pixels.setter
    def mouse_pixels(self, value: bool) -> None:
        pass


class PosixDriver(LinuxDriver):
    """Reads any bytes, and outlives a terminal that goes away."""

    def __init__(self, app: Any, **options: Any) -> None:
        super().__init__(app, **options)
        lost = partial(self._loop.call_soon_threadsafe, cast("LosesTerminal", app).terminal_lost)
        self._lost = _once(lost)
        self._file = cast("Any", LossTolerantFile(cast("IO[str]", sys.__stderr__), self._lost))

    def run_input_thread(self) -> None:
        """Read keys until the program ends, or the terminal does."""
        try:
            ended = self._read_keys()
        except OSError:  # the terminal is gone
            ended = True
        if ended:
            self._lost()

    def _get_terminal_size(self) -> tuple[int, int]:
        """The size of the terminal as it is now.

        Textual's own believes COLUMNS and LINES, which containers, for one, are given once.
        """
        for descriptor in (self.fileno, _SCREEN):
            with suppress(OSError, ValueError):
                size = os.get_terminal_size(descriptor)
                if size.columns and size.lines:
                    return size.columns, size.lines
        return super()._get_terminal_size()

    def _enable_mouse_pixels(self) -> None:
        """Leave the mouse in cells, which `CellParser` reads."""

    def _read_keys(self) -> bool:
        """Give what is typed to the application. Gives whether the terminal has ended."""
        parser = CellParser(self._debug)
        decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(_TICK):
                    data = os.read(self.fileno, _CHUNK)
                    if not data:
                        return True
                    for message in parser.feed(decode(data)):
                        self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)
        return False


class LossTolerantFile:
    """A terminal to write to that may go away: then `lost` is called, and the rest is dropped.

    Textual writes in a thread of its own, and waits for it when thirty writes are not done.
    """

    def __init__(self, file: IO[str], lost: Callable[[], object]) -> None:
        self._file = file
        self._lost = lost
        self._gone = False

    def write(self, text: str) -> int:
        """Write, or drop."""
        if not self._gone:
            try:
                self._file.write(text)
            except (OSError, ValueError):
                self._give_up()
        return len(text)

    def flush(self) -> None:
        """Flush, or drop."""
        if not self._gone:
            try:
                self._file.flush()
            except (OSError, ValueError):
                self._give_up()

    def fileno(self) -> int:
        """The descriptor of the terminal."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Whether it is a terminal still."""
        return not self._gone and self._file.isatty()

    def _give_up(self) -> None:
        self._gone = True
        self._lost()


def _once(tell: Callable[[], object]) -> Callable[[], None]:
    """Call it the first time only; not when the loop is closed already."""
    told = False

    def tell_once() -> None:
        nonlocal told
        if told:
            return
        told = True
        try:
            tell()
        except RuntimeError:  # the loop is closed: we are leaving
            return

    return tell_once
