"""Standard input, line by line, beside everything else that happens."""

import asyncio
import codecs
import os
import threading
from collections.abc import AsyncIterator
from typing import Final

_CHUNK: Final = 65_536
_AHEAD: Final = 1_000
"""Lines that are read before they are wanted: a long pipe is not to fill the memory."""


class TypedLines:
    """The lines of a file descriptor as `async for line in lines`, without their ends.

    A thread reads them, since files and terminals cannot be waited for otherwise; it reads below
    Python's own buffers, whose locks would hold the program up at its end.
    """

    def __init__(self, descriptor: int = 0, encoding: str = "utf-8") -> None:
        self._descriptor = descriptor
        self._encoding = encoding
        self._queue: asyncio.Queue[str | None] = asyncio.Queue()
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
        return line

    async def __aiter__(self) -> AsyncIterator[str]:
        while (line := await self.next()) is not None:
            yield line

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        decoder = codecs.getincrementaldecoder(self._encoding)(errors="replace")
        rest = ""
        try:
            while data := self._chunk():
                *lines, rest = (rest + decoder.decode(data)).split("\n")
                for line in lines:
                    self._room.acquire()
                    loop.call_soon_threadsafe(self._queue.put_nowait, line.removesuffix("\r"))
            rest += decoder.decode(b"", final=True)
            if rest:
                loop.call_soon_threadsafe(self._queue.put_nowait, rest)
            loop.call_soon_threadsafe(self._queue.put_nowait, None)
        except RuntimeError:  # the loop is closed: nobody wants to know any more
            return

    def _chunk(self) -> bytes:
        try:
            return os.read(self._descriptor, _CHUNK)
        except OSError:  # a terminal that is gone
            return b""
