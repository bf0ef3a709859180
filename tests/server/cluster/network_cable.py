"""A network cable between a node and an engine, which a test can unplug."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Cable:
    """Carries connections to a port of this machine; while it is unplugged, bytes wait."""

    def __init__(self, engine: int) -> None:
        self._engine = engine
        self._plugged = asyncio.Event()
        self._plugged.set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    def unplug(self) -> None:
        """Carry nothing more; neither end is told so."""
        self._plugged.clear()

    def plug_in(self) -> None:
        """Carry all that has waited, and go on."""
        self._plugged.set()

    @asynccontextmanager
    async def laid(self) -> AsyncIterator["Cable"]:
        """Carry connections to `port` meanwhile."""
        listener = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = listener.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            listener.close()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        others = await asyncio.open_connection("127.0.0.1", self._engine)
        for one, other in ((reader, others[1]), (others[0], writer)):
            self._tasks.add(asyncio.create_task(self._carry(one, other)))

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(1 << 16):
                await self._plugged.wait()
                writer.write(data)
        except ConnectionError:
            pass
        finally:
            writer.close()
