"""A program under a pseudo-terminal: when it paints a text, and what it takes."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

from bench.process import cpu_seconds, memory_kb
from bench.servers import ROOT

COLUMNS: Final = 100
ROWS: Final = 30
ENVIRONMENT: Final = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
ESCAPES: Final = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -~])")


@dataclass
class Screen:
    """A running program and all that it has painted, escape sequences left out."""

    pid: int
    terminal: int
    started: float
    painted: bytes = b""
    _raw: bytes = b""

    def seconds_until(self, text: str, patience: float = 20.0) -> float:
        """From the program's start until `text` is painted.

        Raises RuntimeError with the end of what was painted, when it is not.
        """
        deadline = time.perf_counter() + patience
        while text.encode() not in self.painted:
            if not self._read(deadline - time.perf_counter()):
                last = self.painted[-300:].decode(errors="replace")
                raise RuntimeError(f"{text!r} was not painted, but: {last}")
        return time.perf_counter() - self.started

    def bytes_within(self, seconds: float) -> int:
        """How many bytes the program writes in that time."""
        deadline, before = time.perf_counter() + seconds, len(self._raw)
        while self._read(deadline - time.perf_counter()):
            pass
        return len(self._raw) - before

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self.terminal, keys.encode())

    def memory_kb(self) -> int:
        """Of the program and its children, now."""
        return memory_kb(self.pid)

    def cpu_seconds(self) -> float:
        """Of the program and its children, so far."""
        return cpu_seconds(self.pid)

    def _read(self, seconds: float) -> bool:
        if not select.select([self.terminal], [], [], max(seconds, 0))[0]:
            return False
        try:
            self._raw += os.read(self.terminal, 65536)
        except OSError:  # the program has ended
            return False
        self.painted = ESCAPES.sub(b"", self._raw)
        return True


@contextmanager
def showing(command: Sequence[str]) -> Iterator[Screen]:
    """Starts a program in a terminal of 100 by 30, and ends it afterwards."""
    size = struct.pack("HHHH", ROWS, COLUMNS, 0, 0)
    started = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, size)
        os.chdir(ROOT)
        # The commands of the bench; only a fork of the terminal gives the program control of it.
        os.execvpe(command[0], list(command), {**os.environ, **ENVIRONMENT})  # noqa: S606
    try:
        yield Screen(pid, terminal, started)
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)
