"""The server's ends of a visitor's terminal, or of pipes: bytes both ways, never without bound."""

import asyncio
import contextlib
import fcntl
import os
import struct
import termios
from collections.abc import Callable
from typing import Final

MOST_COLUMNS: Final = 500
MOST_ROWS: Final = 200
"""A larger terminal is used in part: each cell of it costs the server's machine a moment."""
_USUAL_COLUMNS: Final = 80
_USUAL_ROWS: Final = 24
_CHUNK: Final = 1 << 14
_MOST_TYPED: Final = 1 << 16
"""Bytes typed that may wait for the client; then the visitor is not read."""
_NOTHING: Final = -1


class Terminal:
    """A pseudo-terminal, or with `pipes` three pipes, whose other ends are `child_ends`.

    `painted` gets what the client writes. `hold` is told whether the visitor is to be read no more
    for now. Once either side is closed, all calls do nothing.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        painted: Callable[[bytes], None],
        hold: Callable[[bool], None],
        *,
        pipes: bool = False,
    ) -> None:
        self._loop = loop
        self._painted = painted
        self._hold = hold
        self._typed = bytearray()
        self._is_held = self._is_paused = self._ends_input = False
        if pipes:
            theirs_in, self._to = os.pipe()
            self._from, theirs_out = os.pipe()
            self.child_ends: tuple[int, ...] = (theirs_in, theirs_out, os.dup(theirs_out))
        else:
            self._from, slave = os.openpty()
            self._to = self._from
            self.child_ends = (slave,)
        for end in {self._from, self._to}:
            os.set_blocking(end, False)

    def start(self) -> None:
        """The client has its ends: close ours of them, and carry bytes."""
        self._close_child_ends()
        if not self._is_paused:
            self._loop.add_reader(self._from, self._read)

    def resize(self, columns: int, rows: int) -> None:
        """The visitor's terminal has another size; 0 is unknown, and too large is cut."""
        if self._from != self._to or self._from == _NOTHING:
            return
        columns = min(columns or _USUAL_COLUMNS, MOST_COLUMNS)
        rows = min(rows or _USUAL_ROWS, MOST_ROWS)
        fcntl.ioctl(self._from, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, data: bytes) -> None:
        """Give the client what the visitor has typed."""
        if self._to == _NOTHING or self._ends_input:
            return
        if not self._typed:
            self._typed += data
            self._write()
        else:
            self._typed += data
        if len(self._typed) > _MOST_TYPED and not self._is_held:
            self._is_held = True
            self._hold(True)

    def end_input(self) -> None:
        """The visitor types nothing more: a pipe ends once all before is written."""
        self._ends_input = True
        if not self._typed:
            self._close_input()

    def pause(self) -> None:
        """Read nothing from the client: what it has painted has not gone out yet."""
        if not self._is_paused:
            self._is_paused = True
            if self._from != _NOTHING:
                self._loop.remove_reader(self._from)

    def resume(self) -> None:
        """Go on."""
        if self._is_paused:
            self._is_paused = False
            if self._from != _NOTHING:
                self._loop.add_reader(self._from, self._read)

    def drain(self) -> None:
        """Give out what the client has written until it ended."""
        self._close_child_ends()
        while self._from != _NOTHING and self._read():
            pass

    def close(self) -> None:
        """Close our ends: the client's terminal is gone."""
        self._close_child_ends()
        for end in {self._from, self._to} - {_NOTHING}:
            self._loop.remove_reader(end)
            self._loop.remove_writer(end)
            os.close(end)
        self._from = self._to = _NOTHING
        self._typed.clear()

    def _close_child_ends(self) -> None:
        for end in self.child_ends:
            os.close(end)
        self.child_ends = ()

    def _read(self) -> bool:
        """Pass on the output that is there; gives whether there may be more."""
        try:
            data = os.read(self._from, _CHUNK)
        except BlockingIOError:
            return False
        except OSError:  # the client has closed its end
            data = b""
        if data:
            self._painted(data)
        else:
            self._loop.remove_reader(self._from)
        return bool(data)

    def _write(self) -> None:
        try:
            sent = os.write(self._to, self._typed)
        except BlockingIOError:
            sent = 0
        except OSError:  # the client has closed its end
            sent = len(self._typed)
        del self._typed[:sent]
        if self._typed:
            self._loop.add_writer(self._to, self._write)
            return
        self._loop.remove_writer(self._to)
        if self._ends_input:
            self._close_input()
        if self._is_held:
            self._is_held = False
            self._hold(False)

    def _close_input(self) -> None:
        if self._to != self._from:
            with contextlib.suppress(OSError):
                self._loop.remove_writer(self._to)
                os.close(self._to)
            self._to = _NOTHING
