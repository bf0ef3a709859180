"""Several nodes of a network in one process: each a real node on real engines, without sockets."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import nats
from nats.aio.client import Client

from tests.server.world import CHEAP_PASSWORDS, Person
from tui_chat.server.cluster.cluster_node import ClusterNode
from tui_chat.server.cluster.timing import TIMING, Timing
from tui_chat.server.core.settings import Settings
from tui_chat.server.engine.clock import SYSTEM_CLOCK, Clock
from tui_chat.server.engine.node import Node
from tui_chat.server.engine.pending_requests import soon
from tui_chat.server.store.sqlite_history import SqliteHistory
from tui_chat.server.store.sqlite_record_store import SqliteRecords
from tui_chat.server.workers.password_worker import serve_passwords
from tui_chat.wire.message import Message

PATIENCE = 30
QUICK = Timing(beat=0.05, silence=0.4, look=0.02)


class Member(Person):
    """Somebody who is connected to one of the nodes."""

    def __init__(self, member_of: ClusterMember, nick: str) -> None:
        self._heard_more = asyncio.Event()
        super().__init__(member_of, nick)  # type: ignore[arg-type]

    def write(self, data: bytes) -> None:
        super().write(data)
        self._heard_more.set()

    def close(self) -> None:
        super().close()
        self._heard_more.set()

    @property
    def is_held(self) -> bool:
        """Whether its further lines are kept back."""
        return self._held is not None

    async def hears_of(self, text: str) -> str:
        """The first line with this text that is heard from now on, or was not looked at yet."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for index, line in enumerate(self.heard):
                    if text in line:
                        del self.heard[: index + 1]
                        return line
                self._heard_more.clear()
                await self._heard_more.wait()

    async def is_closed(self) -> None:
        """Wait until the connection was closed."""
        async with asyncio.timeout(PATIENCE):
            while not self.closed:
                self._heard_more.clear()
                await self._heard_more.wait()


class ClusterMember:
    """One node, with its files in a folder."""

    def __init__(
        self,
        name: str,
        folder: Path,
        options: dict[str, Any],
        network: str,
        settings: Settings | None = None,
        timing: Timing = TIMING,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self.name = name
        self._clock = clock
        self.folder = folder
        self.settings = settings or Settings(auto_join=())
        folder.mkdir(exist_ok=True)

        async def connect(more: dict[str, Any]) -> Client:
            return await nats.connect(**(options | more))

        self.cluster = ClusterNode(name, network, 1, connect, folder, timing, clock)
        self.node: Node

    async def start(self) -> ClusterMember:
        """Join the network."""
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(PATIENCE):
            await self.cluster.prepare(self.settings)
            self._history = SqliteHistory(self.folder)
            self._records = SqliteRecords(self.folder)
            self.node = self._node = Node(
                self.settings,
                loop.call_soon,
                self.cluster.history(self._history),
                self._records,
                clock=self._clock,
            )
            serve_passwords(self.node, soon(CHEAP_PASSWORDS.answer, loop.call_soon))
            await self.cluster.join(self.node)
        return self

    async def stop(self) -> None:
        """Stop as an operator would."""
        await self.cluster.leave()
        await self.die()

    async def die(self) -> None:
        """Stop without a word."""
        await self.cluster.close()
        self._history.close()
        self._records.close()

    def turn_to(self, _client: Any) -> None:
        """A `World` would look at another node: here each has its own people."""

    def receive(self, client: Any, message: Message) -> None:
        self.node.receive(client, message, self.node.now())

    async def enter(self, nick: str, *capabilities: str) -> Member:
        """Somebody who has registered here, with these capabilities."""
        person = self.connect(nick)
        if capabilities:
            person.says(f"CAP REQ :{' '.join(capabilities)}")
        person.says(f"NICK {nick}", f"USER {nick} 0 * :{nick.title()}")
        if capabilities:
            person.says("CAP END")
        await person.hears_of(f" 001 {nick} ")
        return person

    def connect(self, nick: str = "nobody") -> Member:
        return Member(self, nick)

    async def come_back(
        self,
        nick: str,
        *capabilities: str,
        password: str = "sesame-seed",  # noqa: S107
    ) -> Member:
        """Somebody who logs in to the account of this name, and enters."""
        person = self.connect(nick)
        person.says(f"CAP REQ :{' '.join(('sasl', *capabilities))}", "AUTHENTICATE PLAIN")
        await person.hears_of("AUTHENTICATE +")
        from tests.server.account_holders import plain  # noqa: PLC0415

        person.says(plain(nick, password))
        await person.hears_of(" 903 ")
        person.says(f"NICK {nick}", f"USER {nick} 0 * :{nick.title()}", "CAP END")
        await person.hears_of(f" 001 {nick} ")
        return person
