"""The real program in a terminal of its own (a pty), with a home of its own."""

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import re
import struct
import sys
import termios
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

from tests.client.shell import Shell

PATIENCE: Final = 60.0
_MODE: Final = re.compile(rb"\x1b\[\?([\d;]+)([hl])")
# The program is the leader of its session, with the terminal as the one that hangs up on it.
_BEGIN: Final = """
import fcntl, sys, termios
fcntl.ioctl(sys.stdin if sys.stdin.isatty() else sys.stderr, termios.TIOCSCTTY, 0)
{before}
from tui_chat.cli.main import main
sys.argv[0] = "tui-chat"
main()
"""


class Terminal:
    """A terminal: the output of a program so far, and a keyboard."""

    def __init__(self, master: int, slave: int) -> None:
        self.master = master
        self._slave = slave
        self.shown = b""
        self.before = termios.tcgetattr(slave)
        self._news = asyncio.Event()
        self.program: asyncio.subprocess.Process
        asyncio.get_running_loop().add_reader(master, self._read)

    def _read(self) -> None:
        try:
            data = os.read(self.master, 65_536)
        except OSError:
            data = b""
        if not data:
            asyncio.get_running_loop().remove_reader(self.master)
        self.shown += data
        self._news.set()

    def type(self, keys: bytes) -> None:
        os.write(self.master, keys)

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until something holds of what is shown, or of anything that changes meanwhile."""
        async with asyncio.timeout(PATIENCE):
            while not holds():
                self._news.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), 0.1)

    async def status(self) -> int:
        async with asyncio.timeout(PATIENCE):
            status = await self.program.wait()
        if self.master >= 0:
            self._drain()
        return status

    def _drain(self) -> None:
        os.set_blocking(self.master, False)
        with suppress(OSError):
            while data := os.read(self.master, 65_536):
                self.shown += data

    def hang_up(self) -> None:
        """Close the window."""
        asyncio.get_running_loop().remove_reader(self.master)
        os.close(self._slave)
        self._slave = -1
        os.close(self.master)
        self.master = -1

    @property
    def modes(self) -> set[int]:
        """The private modes that are on."""
        on: set[int] = set()
        for numbers, state in _MODE.findall(self.shown):
            for number in map(int, numbers.split(b";")):
                (on.add if state == b"h" else on.discard)(number)
        return on

    @property
    def edits_as_before(self) -> bool:
        """Whether lines are echoed and edited as at the beginning."""
        return termios.tcgetattr(self._slave) == self.before

    @property
    def is_restored(self) -> bool:
        """Whether mouse, paste, focus and the other screen are off, and typing is as before."""
        mouse_and_more = {9, 47, 1000, 1002, 1003, 1004, 1006, 1015, 1016, 1049, 2004, 2048}
        return self.edits_as_before and not self.modes & mouse_and_more and 25 in self.modes

    def close(self) -> None:
        for descriptor in (self.master, self._slave):
            if descriptor >= 0:
                with suppress(ValueError, OSError):
                    asyncio.get_running_loop().remove_reader(descriptor)
                os.close(descriptor)


@asynccontextmanager
async def terminal(
    home: Path,
    *words: object,
    environment: dict[str, str] | None = None,
    before: str = "",
    **streams: Any,
) -> AsyncIterator[Terminal]:
    """A program that runs in a terminal; it is killed at the end if it still does.

    `before` is Python that the process runs first. `streams` are others than the terminal.
    """
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    made = Terminal(master, slave)
    surroundings = {**Shell(home).environment, "TERM": "xterm-256color", **(environment or {})}
    surroundings.pop("TMUX", None)
    made.program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _BEGIN.replace("{before}", before),
        *map(str, words),
        env=surroundings,
        start_new_session=True,
        **{"stdin": slave, "stdout": slave, "stderr": slave, **streams},
    )
    try:
        yield made
    finally:
        if made.program.returncode is None:
            made.program.kill()
            await made.program.wait()
        made.close()
