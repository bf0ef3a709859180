"""Nodes of tests that join a log on engines."""

import asyncio
from typing import Protocol

import nats
from nats.aio.client import Client
from nats.errors import Error as NatsError

from tui_chat.server.backplane import Backplane, LogApplier
from tui_chat.server.cluster.jetstream_backplane import JetStreamBackplane
from tui_chat.server.cluster.nats.connection_options import reconnect_options
from tui_chat.server.cluster.stream_log import StreamGone, StreamLog
from tui_chat.server.core.events import ClientId, Millis, NodeJoined
from tui_chat.server.core.state.nodes import Nodes


class JoiningNode(LogApplier, Protocol):
    backplane: Backplane
    nodes: Nodes


class Joined:
    """A node with its connection."""

    def __init__(self, connection: Client, backplane: JetStreamBackplane) -> None:
        self.connection = connection
        self.backplane = backplane

    async def close(self) -> None:
        await self.backplane.close()
        await self.backplane.log.close()
        await self.connection.close()


async def joined(node: JoiningNode, name: str, urls: list[str], replicas: int) -> Joined:
    """The node as part of the network "test", which is made if it is not there."""
    loop = asyncio.get_running_loop()
    backplane = JetStreamBackplane(node, lambda: node.nodes, loop.call_soon)
    connection = await connected(urls, name, backplane)
    backplane.log = log = StreamLog(connection, "test", backplane.take, backplane.resend_soon)
    entered = asyncio.Event()
    backplane.on_joined = entered.set
    await log.follow(await epoch_of(log, replicas), 0)
    backplane.join(NodeJoined(ClientId(0), Millis(0), name, "", f"{name}-1"))
    async with asyncio.timeout(30):
        await entered.wait()
    assert backplane.incarnation
    node.backplane = backplane
    return Joined(connection, backplane)


async def connected(urls: list[str], name: str, backplane: JetStreamBackplane) -> Client:
    """A connection, once the engine listens."""
    async with asyncio.timeout(30):
        while True:
            try:
                return await nats.connect(urls, **reconnect_options(name, backplane.send_again))
            except (NatsError, OSError):
                await asyncio.sleep(0.01)


async def epoch_of(log: StreamLog, replicas: int) -> int:
    """The epoch of the stream, which is made if need be, once the engines have a leader."""
    async with asyncio.timeout(30):
        while True:
            try:
                return (await log.state()).epoch
            except StreamGone:
                try:
                    await log.make(1, replicas)
                except (NatsError, TimeoutError):
                    await asyncio.sleep(0.02)
            except (NatsError, TimeoutError):
                await asyncio.sleep(0.02)
