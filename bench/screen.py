"""A program under a pseudo-terminal: when it paints a text, and what it takes."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import tempfile
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.process import cpu_seconds, environment, memory_kb
from bench.servers import ROOT

COLUMNS: Final = 100
ROWS: Final = 30
ENVIRONMENT: Final = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
ESCAPES: Final = re.compile(
    rb"\x1b(?:"
    rb"\[[0-?]*[ -/]*[@-~]|"  # ECMA-48 5.4: control sequences
    rb"[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|"  # 5.6: strings, such as a title
    rb"[ -/]+[0-~]|"  # ECMA-35 13.2: character sets
    rb"[0-OQ-WYZ\\`-~])"
)


@dataclass
class Screen:
    """A running program and what it paints, escape sequences left out."""

    pid: int
    terminal: int
    started: float
    painted: bytes = b""
    """Since the start, or since `forget`."""
    total: int = 0
    """Bytes written since the start."""
    _unfinished: bytes = b""

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

    def seconds_from_key(self, key: str) -> float:
        """Press a key, and wait until it is painted. Nothing else may paint that letter."""
        self.forget()
        pressed = time.perf_counter()
        self.type(key)
        return self.started + self.seconds_until(key) - pressed

    def bytes_within(self, seconds: float) -> int:
        """How many bytes the program writes in that time."""
        deadline, before = time.perf_counter() + seconds, self.total
        while self._read(deadline - time.perf_counter()):
            pass
        return self.total - before

    def forget(self) -> None:
        """What was painted so far does not count."""
        self.painted = b""

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
            data = os.read(self.terminal, 65536)
        except OSError:  # the program has ended
            return False
        self.total += len(data)
        text = ESCAPES.sub(b"", self._unfinished + data)
        whole, escape, rest = text.partition(b"\x1b")
        self.painted += whole
        self._unfinished = escape + rest
        return True


@contextmanager
def showing(
    command: Sequence[str], core: int | None = None, files: Mapping[str, str] | None = None
) -> Iterator[Screen]:
    """Starts a program in a terminal of 100 by 30, on one core, and ends it afterwards.

    It is at home in a folder that holds nothing but `files`: no configuration of anybody's counts.
    """
    size = struct.pack("HHHH", ROWS, COLUMNS, 0, 0)
    with tempfile.TemporaryDirectory(prefix="tui-chat-home-") as home:
        for name, text in (files or {}).items():
            path = Path(home, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        inherited = {k: v for k, v in environment().items() if not k.startswith("XDG_")}
        whole = {**inherited, **ENVIRONMENT, "HOME": home}
        started = time.perf_counter()
        pid, terminal = pty.fork()
        if pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, size)
            os.chdir(ROOT)
            if core is not None:
                os.sched_setaffinity(0, {core})
            # The commands of the bench; only a fork of the terminal gives the program control.
            os.execvpe(command[0], list(command), whole)  # noqa: S606
        try:
            yield Screen(pid, terminal, started)
        finally:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            os.close(terminal)
