"""Standard input from a terminal, edited by us: what arrives never splits what is typed."""

import asyncio
import codecs
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from tui_chat import stdio
from tui_chat.client.headless.stdin_lines import TypedLines
from tui_chat.client.plain.line_editor import TypedLine
from tui_chat.wire.text.sanitize import sanitize

_CHUNK: Final = 4_096
_COLUMNS: Final = 80
"""Where the terminal does not say how wide it is."""


def can_edit() -> bool:
    """Whether there is a terminal on both sides that tells us each key, and can go back in a row.

    Emacs' shell, for one, has a line of its own, and says so with TERM=dumb.
    """
    both = sys.stdin.isatty() and sys.stdout.isatty() and os.name == "posix"
    in_utf8 = both and codecs.lookup(sys.stdin.encoding).name == "utf-8"
    return in_utf8 and os.environ.get("TERM", "dumb") != "dumb"


class TerminalInput(TypedLines):
    """The lines of a terminal; `write` writes lines above the one that is being typed."""

    def __init__(self, descriptor: int = 0) -> None:
        super().__init__(descriptor)
        self._terminal = descriptor
        self._line = TypedLine()
        self._letters = codecs.getincrementaldecoder("utf-8")("replace")
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()

    @contextmanager
    def editing(self) -> Iterator[None]:
        """Take each key from the terminal, and give it back as it was."""
        import termios  # noqa: PLC0415 - not on Windows
        import tty  # noqa: PLC0415

        before = termios.tcgetattr(self._terminal)
        loop = asyncio.get_running_loop()

        def take() -> None:
            with suppress(termios.error):  # a terminal that is gone: reading it says so
                tty.setcbreak(self._terminal, termios.TCSADRAIN)

        take()
        loop.add_reader(self._terminal, self._read_keys)
        loop.add_signal_handler(signal.SIGCONT, take)  # the shell has had it meanwhile
        try:
            yield
        finally:
            loop.remove_signal_handler(signal.SIGCONT)
            loop.remove_reader(self._terminal)
            with suppress(termios.error):
                termios.tcsetattr(self._terminal, termios.TCSADRAIN, before)

    async def next(self) -> str | None:
        """The next line, None at the end."""
        return await self._lines.get()

    def write(self, text: str) -> None:
        """Write a text of one line or several."""
        stdio.show(self._line.around(sanitize(text, keep_newlines=True), self._columns))

    def _read_keys(self) -> None:
        try:
            data = os.read(self._terminal, _CHUNK)
        except OSError:  # a terminal that is gone
            data = b""
        if not data:
            asyncio.get_running_loop().remove_reader(self._terminal)
            self._lines.put_nowait(None)
            return
        lines, echo = self._line.feed(self._letters.decode(data), self._columns)
        stdio.show(echo)
        for line in lines:
            self._lines.put_nowait(line)

    @property
    def _columns(self) -> int:
        try:
            return os.get_terminal_size(self._terminal).columns or _COLUMNS
        except OSError:
            return _COLUMNS
