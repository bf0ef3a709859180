"""A student: a connection that says lines and waits for answers."""

import asyncio
from contextlib import suppress
from typing import Final

PATIENCE: Final = 20.0


class Student:
    """Somebody in the class."""

    def __init__(self, nick: str) -> None:
        self.nick = nick
        self._heard: list[str] = []
        self._news = asyncio.Event()
        self._writer: asyncio.StreamWriter
        self._reading: asyncio.Task[None]

    async def enter(self, port: int) -> None:
        """Connect, and wait until the server has put us in the class."""
        reader, self._writer = await asyncio.open_connection("127.0.0.1", port)
        self._reading = asyncio.create_task(self._read(reader))
        self.says(f"NICK {self.nick}", f"USER {self.nick} 0 * :{self.nick}")
        await self.hears(" 366 ")

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            self._heard.append(line.decode(errors="replace"))
            if line.startswith(b"PING"):
                self.says(line.decode().replace("PING", "PONG").rstrip())
            self._news.set()

    def says(self, *lines: str) -> None:
        """Send lines."""
        self._writer.write("".join(f"{line}\r\n" for line in lines).encode())

    async def hears(self, *parts: str) -> None:
        """Wait for a line with all these parts."""
        async with asyncio.timeout(PATIENCE):
            while not any(all(part in line for part in parts) for line in self._heard):
                self._news.clear()
                await self._news.wait()

    def leave(self) -> None:
        """Be gone."""
        with suppress(RuntimeError):
            self._reading.cancel()
        self._writer.close()
