"""People who talk at a gentle pace and note how long each other's words took to arrive."""

import asyncio
import re
import time
from typing import Final, cast

PEOPLE: Final = 50
PACE: Final = 0.5
"""Messages a second that each of them says."""
_SAID: Final = re.compile(rb":person\d+!\S+ PRIVMSG #people :at ([\d.]+)\r\n")
_MARK: Final = b"PRIVMSG #people :at "


class Person(asyncio.Protocol):
    """One of them. Looks for the words of the others only: the rest is not to cost us time."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.delays: list[float] = []
        self.sent = 0
        self.lost = 0
        """How often the connection was lost."""
        self._rest = b""
        self._is_in = asyncio.get_running_loop().create_future()

    async def enter(self, port: int) -> None:
        """Come in."""
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: self, "127.0.0.1", port)
        await self._is_in

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Say who we are."""
        self._transport = cast("asyncio.Transport", transport)
        hello = f"NICK person{self.number}\r\nUSER p 0 * :p\r\nJOIN #people\r\n"
        self._transport.write(hello.encode())

    def connection_lost(self, _error: Exception | None) -> None:
        """Nobody who is heard at once loses a connection."""
        self.lost += 1

    def data_received(self, data: bytes) -> None:
        """Note what comes from the other people."""
        now = time.monotonic()
        data = self._rest + data
        if not self._is_in.done() and b" 366 " in data:
            self._is_in.set_result(None)
        if data.startswith(b"PING ") or b"\nPING " in data:
            self._transport.write(b"PONG :here\r\n")
        end = data.rfind(b"\n") + 1
        self._rest = data[end:]
        if _MARK in data:
            self.delays += (now - float(said) for said in _SAID.findall(data, 0, end))

    async def talk(self) -> None:
        """Say the time, now and then."""
        await asyncio.sleep(self.number / PEOPLE / PACE)
        while True:
            self._transport.write(b"PRIVMSG #people :at %f\r\n" % time.monotonic())
            self.sent += 1
            await asyncio.sleep(1 / PACE)

    def forget(self) -> None:
        """Count anew."""
        self.delays.clear()
        self.sent = self.lost = 0
