"""Standard input, line by line, without blocking the loop."""

import asyncio
import codecs
import contextlib
import locale
import os
import sys
import threading
from collections.abc import AsyncIterator
from typing import Final

from tui_chat.client.language.i18n import _

_CHUNK: Final = 65_536
_AHEAD: Final = 1_000
"""The most lines that are read ahead: a long pipe must not fill the memory."""


class NotTextError(Exception):
    """The input is not text in the encoding of this machine; the message is one sentence."""

    def __init__(self, line: int) -> None:
        text = _("Standard input is not UTF-8 (line {line}). Convert it: iconv -f latin1 -t utf8")
        super().__init__(text.format(line=line))


def decoded(data: bytes, *, line: int = 1) -> str:
    """A text that is UTF-8 or, where another encoding is used here, that.

    `line` is the number of its first line, 1 where a byte order mark may stand. Raises
    NotTextError.
    """
    try:
        return data.decode("utf-8-sig" if line == 1 else "utf-8")
    except UnicodeDecodeError as error:
        usual = _usual_encoding()
        if codecs.lookup(usual).name != "utf-8":
            with contextlib.suppress(UnicodeDecodeError):
                return data.decode(usual)
        raise NotTextError(line + data.count(b"\n", 0, error.start)) from error


def _usual_encoding() -> str:
    """The encoding of the terminal, or that of the locale if there is no standard input."""
    encoding = getattr(sys.stdin, "encoding", None)
    return encoding or locale.getpreferredencoding(do_setlocale=False)


class TypedLines:
    """The lines of a file descriptor as `async for line in lines`, without their ends.

    `next` raises NotTextError for a line that is no text, and goes on behind it when asked again.

    A thread reads them, since files and terminals cannot be waited for otherwise; it reads below
    Python's own buffers, whose locks would hold the program up at its end.
    """

    def __init__(self, descriptor: int = 0) -> None:
        self._descriptor = descriptor
        self._queue: asyncio.Queue[str | NotTextError | None] = asyncio.Queue()
        self._room = threading.Semaphore(_AHEAD)
        self._thread: threading.Thread | None = None

    async def next(self) -> str | None:
        """The next line, None at the end."""
        if self._thread is None:
            loop = asyncio.get_running_loop()
            self._thread = threading.Thread(target=self._read, args=(loop,), daemon=True)
            self._thread.start()
        line = await self._queue.get()
        if line is None:
            self._queue.put_nowait(None)
        self._room.release()
        if isinstance(line, NotTextError):
            raise line
        return line

    async def __aiter__(self) -> AsyncIterator[str]:
        while (line := await self.next()) is not None:
            yield line

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        rest = b""
        number = 0
        try:
            while data := self._chunk():
                *lines, rest = (rest + data).split(b"\n")
                for number, line in enumerate(lines, number + 1):  # noqa: B020 - it goes on
                    self._room.acquire()
                    read = _read(line.removesuffix(b"\r"), number)
                    loop.call_soon_threadsafe(self._queue.put_nowait, read)
            if rest:
                loop.call_soon_threadsafe(self._queue.put_nowait, _read(rest, number + 1))
            loop.call_soon_threadsafe(self._queue.put_nowait, None)
        except RuntimeError:  # the loop is closed: nobody wants to know any more
            return

    def _chunk(self) -> bytes:
        try:
            return os.read(self._descriptor, _CHUNK)
        except OSError:  # a terminal that is gone
            return b""


def _read(line: bytes, number: int) -> str | NotTextError:
    try:
        return decoded(line, line=number)
    except NotTextError as error:
        return error
