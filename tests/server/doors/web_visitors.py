"""People who come in a browser, without the browser: a WebSocket that carries a terminal."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.server.doors.ssh_visitors import plain_text
from tests.server.sockets import PATIENCE
from tui_chat.server.config.config_schema import Listen
from tui_chat.server.process.server import Server

WEB: Final = Listen(port=0, tls=False, web=True)


def web_port(server: Server, place: int = 0) -> int:
    """Where it is for browsers, at the first place or another one."""
    return [one.port for one in server.endpoints.listeners if one.place.web][place]


class Tab:
    """What a page does and gets."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.raw = b""
        self.told: list[Any] = []
        """What came in JSON."""

    @property
    def shown(self) -> str:
        """All text that was ever painted."""
        return plain_text(self.raw)

    async def says(self, **word: object) -> None:
        await self.socket.send(json.dumps(word))

    async def types(self, text: str) -> None:
        await self.socket.send(text.encode())

    async def until(self, holds: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds():
                said = await self.socket.recv()
                if isinstance(said, str):
                    self.told.append(json.loads(said))
                else:
                    self.raw += said

    async def shows(self, text: str) -> None:
        await self.until(lambda: text in self.shown)

    async def ends(self) -> list[Any]:
        """All that came in JSON, until the server closes."""
        try:
            await self.until(lambda: False)
        except ConnectionClosed:
            return self.told
        raise AssertionError


@asynccontextmanager
async def opened(
    server: Server, *, size: tuple[int, int] = (100, 30), begins: bool = True, **words: object
) -> AsyncIterator[Tab]:
    """A page; `words` are for `begin`, or for the connection those that are known there."""
    place = words.pop("place", 0)
    assert isinstance(place, int)
    known = ("additional_headers", "origin", "sock", "max_queue", "ping_interval")
    options: dict[str, Any] = {name: words.pop(name) for name in known if name in words}
    address = f"ws://{server.local_host}:{web_port(server, place)}/terminal"
    async with connect(address, compression=None, proxy=None, max_size=None, **options) as socket:
        tab = Tab(socket)
        if begins:
            await tab.says(type="begin", columns=size[0], rows=size[1], **words)
        yield tab


@asynccontextmanager
async def chatting(server: Server, nick: str, **words: Any) -> AsyncIterator[Tab]:
    """Somebody in #lobby, with the full screen."""
    async with opened(server, nick=nick, **words) as tab:
        await tab.shows("Message #lobby")
        yield tab
