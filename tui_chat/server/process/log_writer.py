"""Writes to a stream that perhaps nobody reads: the log must never stop the server."""

import contextlib
import os
import select
import stat
import threading
from collections import deque
from collections.abc import Callable
from typing import Final, TextIO

MOST: Final = 1 << 20
"""Bytes that are kept for a reader who does not read."""
_PIECE: Final = 4096
"""Bytes that are written at once: a pipe that has room at all has room for these."""


class LogWriter:
    """Writes text, and never waits for its reader.

    If the reader is slow, up to MOST bytes are kept; further lines are dropped and counted. A
    thread writes the kept bytes as soon as the stream is read again, and then the text that
    `missing` gives for the number of dropped lines. A stream without a descriptor is written to
    directly.
    """

    def __init__(self, stream: TextIO, missing: Callable[[int], str]) -> None:
        self._stream = stream
        self._missing = missing
        self._descriptor = _open_nonblocking(stream)
        self._lock = threading.Lock()
        self._kept: deque[bytes] = deque()
        self._size = 0
        """How many bytes that is."""
        self._lost = 0
        self._thread: threading.Thread | None = None
        """Hands on what is kept; None while nothing is."""

    def write(self, text: str) -> None:
        """Write whole lines. Never waits, never raises."""
        if self._descriptor is None:
            with contextlib.suppress(OSError, ValueError):  # there is nobody to tell it
                self._stream.write(text)
                self._stream.flush()
            return
        with self._lock:
            data = text.encode(errors="backslashreplace")
            if not self._kept:
                data = self._pass_on(data)
            if data:
                self._keep(data)

    def drain(self, seconds: float) -> None:
        """Wait for the reader, so many seconds at most."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)

    def _pass_on(self, data: bytes) -> bytes:
        """Write as much as the reader takes now; the rest of it. Nothing is left if it is gone."""
        assert self._descriptor is not None  # noqa: S101 - else nothing is kept, or comes here
        try:
            while data and _is_ready(self._descriptor, 0):
                data = data[os.write(self._descriptor, data[:_PIECE]) :]
        except BlockingIOError:
            pass
        except OSError:
            return b""  # there is nobody to tell it
        return data

    def _keep(self, data: bytes) -> None:
        # Once some are lost, so are those behind them: what is missing is told in one place.
        if self._lost or (self._kept and self._size + len(data) > MOST):
            self._lost += data.count(b"\n")
        else:
            self._kept.append(data)
            self._size += len(data)
        if self._thread is None:
            thread = threading.Thread(target=self._write_kept_lines, name="log", daemon=True)
            with contextlib.suppress(RuntimeError):  # no thread is to be had: the next line tries
                thread.start()
                self._thread = thread

    def _write_kept_lines(self) -> None:
        assert self._descriptor is not None  # noqa: S101 - see `_pass_on`
        while _is_ready(self._descriptor, None):
            with self._lock:
                rest = self._pass_on(self._kept[0])
                self._size -= len(self._kept[0]) - len(rest)
                if rest:
                    self._kept[0] = rest
                    continue
                self._kept.popleft()
                if self._kept:
                    continue
                if not self._lost:
                    self._thread = None
                    return
                lost, self._lost = self._lost, 0
                notice = self._missing(lost).encode(errors="backslashreplace")
                self._kept.append(notice)
                self._size = len(notice)


def _open_nonblocking(stream: TextIO) -> int | None:
    """A descriptor for the same file on which writing does not wait; None for none."""
    try:
        descriptor = stream.fileno()
        kind = os.fstat(descriptor).st_mode
        stream.flush()
    except (OSError, ValueError, AttributeError):
        return None
    if stat.S_ISREG(kind) or not hasattr(select, "poll"):
        return None  # a disk is always ready; where there is no poll, there is no server either
    # Opened anew, for the flag belongs to the open file, which other programs may share with us.
    with contextlib.suppress(OSError):
        return os.open(f"/proc/self/fd/{descriptor}", os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
    return descriptor


def _is_ready(descriptor: int, seconds: float | None) -> bool:
    """Whether a write does not wait, or fails; waits for that so many seconds, None for ever."""
    poll = select.poll()
    poll.register(descriptor, select.POLLOUT)
    return bool(poll.poll(None if seconds is None else seconds * 1000))
