"""A proxy that cuts connections after a number of bytes, and people who chat through it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.buffers.line import LineKind, LineState
from tui_chat.client.connect.connector_interface import Connector
from tui_chat.client.connect.reconnecting_link import Link
from tui_chat.client.events import Event
from tui_chat.client.session import Profile, Session

PATIENCE: Final = 20.0


class CuttingProxy:
    """Carries connections to a port; `cut_after` says after how many more bytes one is cut."""

    def __init__(self, server_port: int) -> None:
        self.port = 0
        self.cuts = 0
        self.server_port = server_port
        self._left: dict[str, int | None] = {"up": None, "down": None}
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        self._listener = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = self._listener.sockets[0].getsockname()[1]

    def stop(self) -> None:
        self._listener.close()
        for task in self._tasks:
            task.cancel()

    def cut_after(self, direction: str, count: int | None) -> None:
        """`up` to the server or `down` from it; None takes the order back."""
        self._left[direction] = count

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self.server_port)
        ways = (
            self._pump("up", reader, server_writer),
            self._pump("down", server_reader, writer),
        )
        tasks = [asyncio.create_task(way) for way in ways]
        self._tasks.update(tasks)
        with contextlib.suppress(asyncio.CancelledError):  # the test is over
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
            self._tasks.discard(task)
        server_writer.close()
        writer.close()

    async def _pump(
        self, direction: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        while data := await reader.read(65_536):
            left = self._left[direction]
            if left is not None:
                self._left[direction] = max(0, left - len(data))
                if left < len(data):
                    writer.write(data[:left])
                    self._left[direction] = None
                    self.cuts += 1
                    return
            writer.write(data)


class Person:
    """A client: its session, its link and its buffers."""

    def __init__(
        self, nick: str, port: int, connector: Connector | None = None, **profile: str
    ) -> None:
        self.session = Session(Profile(nick, channels=("#tea",), **profile), "test")  # type: ignore[arg-type]
        self.told: list[Event] = []
        self.link = Link(self.session, "127.0.0.1", port, on_events=self._hear, connector=connector)
        self._news = asyncio.Event()

    def _hear(self, events: list[Event]) -> None:
        self.told += events
        self._news.set()

    async def until(self, is_so: Callable[[], bool], what: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                while not is_so():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"never: {what}\n" + "\n".join(self.log())) from None

    async def is_in(self) -> None:
        def inside() -> bool:
            place = self.session.find("#tea")
            return place is not None and place.joined

        await self.until(inside, "in #tea")

    async def has_said_all(self) -> None:
        """Wait until all that was said is confirmed."""
        await self.until(lambda: not self.unconfirmed(), "all confirmed")

    async def has_heard(self, count: int) -> None:
        """Wait until so many messages are in #tea, own ones among them."""
        await self.until(lambda: len(self.said()) >= count, f"{count} messages")

    @property
    def tea(self) -> Buffer:
        place = self.session.find("#tea")
        assert place is not None
        return place

    def unconfirmed(self) -> bool:
        """Whether any sent message is still unconfirmed."""
        return any(line.state is LineState.PENDING for line in self.tea.lines)

    def said(self) -> list[str]:
        """All that was said in #tea, in order."""
        return [line.text for line in self.tea.lines if line.kind is LineKind.MESSAGE]

    def log(self) -> list[str]:
        place = self.session.find("#tea")
        if place is None:
            return ["not in #tea"]
        return [f"{line.sender} {line.state.name} {line.text}" for line in place.lines]


@asynccontextmanager
async def running(*people: Person) -> AsyncIterator[None]:
    """Their links run, and all of them are in."""
    tasks = [asyncio.create_task(person.link.run()) for person in people]
    try:
        for person in people:
            await person.is_in()
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
