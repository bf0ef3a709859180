"""The contract of a backplane, put to every kind of network there is: local, and on engines.

Every event is applied on every node, the submitter's included, in one order and exactly once.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.server.backplane.later import LaterBackplane, Log
from tests.server.cluster.engines import needs_engine
from tests.server.cluster.loopback_engines import Engine, running_engines
from tui_chat.server.backplane import Backplane, LocalBackplane
from tui_chat.server.core.events import ClientId, Event, Millis, NodeJoined, Received, Spoke
from tui_chat.server.core.state.nodes import Member, Nodes
from tui_chat.wire.message import Message

PATIENCE = 60


class Recorder:
    """A node that remembers what it applies; `backplane` is what it submits to."""

    backplane: Backplane
    client = ClientId(1)

    def __init__(self) -> None:
        self.applied: list[str] = []
        self.nodes = Nodes()
        self._changed = asyncio.Event()

    def apply(self, event: Event) -> None:
        if isinstance(event, NodeJoined):
            self.nodes.join(event.name, Member(event.incarnation, event.token, event.rules))
            return
        assert isinstance(event, Received)
        text = event.message.params[1]
        self.applied.append(text)
        self._changed.set()

    def is_own(self, _client: ClientId) -> bool:
        return False

    def apply_foreign(self, event: Event) -> None:
        self.apply(event)

    def sent(self, event: Event) -> None: ...

    def landed(self, client: ClientId) -> None: ...

    def apply_line(self, client: ClientId, at: Millis, message: Message, msgid: str) -> None:
        self.apply(Received(client, at, message, msgid))

    def apply_speech(
        self, client: ClientId, at: Millis, target: str, texts: tuple[str, ...]
    ) -> None:
        self.apply(Spoke(client, at, target, texts, (), at))

    def say(self, text: str) -> None:
        message = Message("PRIVMSG", ("#tea", text))
        self.backplane.submit_line(self.client, Millis(1), message, "")

    async def has(self, count: int) -> None:
        """Wait until it has applied so many events."""
        async with asyncio.timeout(PATIENCE):
            while len(self.applied) < count:
                self._changed.clear()
                await self._changed.wait()


class LocalNetwork:
    """A single node: its log is a call."""

    nodes: list[Recorder]

    async def begin(self) -> None:
        node = Recorder()
        node.backplane = LocalBackplane(node)
        self.nodes = [node]

    def go_on(self) -> None: ...

    async def end(self) -> None: ...

    def disturb(self) -> None: ...


class LaterNetwork:
    """Three nodes on a log in memory, which applies when it is told to."""

    def __init__(self) -> None:
        self._log = Log()
        self.nodes: list[Recorder] = []

    async def begin(self) -> None:
        for _ in range(3):
            node = Recorder()
            node.backplane = LaterBackplane(node, self._log)
            self.nodes.append(node)

    def go_on(self) -> None:
        self._log.run()

    async def end(self) -> None: ...

    def disturb(self) -> None: ...


class EngineNetwork:
    """Three nodes on one engine, or one each."""

    def __init__(self, engines: list[Engine]) -> None:
        self.engines = engines
        self.nodes: list[Recorder] = []
        self._connections: list[object] = []
        self._victims = itertools.cycle(engines)

    async def begin(self) -> None:
        from tests.server.cluster.joining import joined  # noqa: PLC0415 - needs nats-py

        urls = [engine.url for engine in self.engines]
        for number in range(3):
            own = urls[number % len(urls)]
            node = Recorder()
            self.nodes.append(node)
            first = [own, *(url for url in urls if url != own)]
            connection = await joined(node, f"n{number}", first, len(urls))
            self._connections.append(connection)
            node.client = ClientId((connection.backplane.incarnation << 24) + 1)

    async def end(self) -> None:
        for one in self._connections:
            await one.close()  # type: ignore[attr-defined]

    def go_on(self) -> None: ...

    def disturb(self) -> None:
        """Kill an engine without a warning, and start it again."""
        victim = next(self._victims)
        victim.kill()
        victim.start()


Network = LocalNetwork | LaterNetwork | EngineNetwork


@pytest.fixture(
    params=[
        "local",
        "later",
        pytest.param("one engine", marks=needs_engine),
        pytest.param("three engines", marks=needs_engine),
    ]
)
async def network(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Network]:
    with ExitStack() as stack:
        made: Network
        if request.param == "local":
            made = LocalNetwork()
        elif request.param == "later":
            made = LaterNetwork()
        else:
            count = 1 if request.param == "one engine" else 3
            made = EngineNetwork(stack.enter_context(running_engines(tmp_path, count)))
        await made.begin()
        yield made
        await made.end()


async def everywhere(network: Network, count: int) -> list[str]:
    """What all nodes have applied, once that is so much: the same, in the same order."""
    for node in network.nodes:
        await node.has(count)
    first, *others = [node.applied for node in network.nodes]
    assert all(applied == first for applied in others)
    return first


def said_by(applied: list[str], number: int) -> list[str]:
    return [text for text in applied if text.startswith(f"{number}:")]


async def test_every_node_applies_every_event_once_in_one_order_whatever_becomes_of_engines(
    network: Network,
) -> None:
    rounds, many = 6, 40
    for turn in range(rounds):
        for number, node in enumerate(network.nodes):
            for count in range(many):
                node.say(f"{number}:{turn}:{count}")
        if turn in (2, 4):
            network.disturb()
        network.go_on()
        await network.nodes[turn % len(network.nodes)].has((turn + 1) * many)
    total = rounds * many * len(network.nodes)
    applied = await everywhere(network, total)
    # A node's own events keep their order, and none is there twice.
    assert len(applied) == total
    for number in range(len(network.nodes)):
        expected = [f"{number}:{turn}:{count}" for turn in range(rounds) for count in range(many)]
        assert said_by(applied, number) == expected
