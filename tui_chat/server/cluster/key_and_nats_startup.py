"""A node's part in a network on several machines: its key, its number and its engine."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, NamedTuple

from tui_chat.server.cluster.key_file import ClusterKey, Peer, is_loopback, own_node, read_key
from tui_chat.server.cluster.nats.connection_options import import_nats
from tui_chat.server.cluster.nats.existing_nats_check import check_nats
from tui_chat.server.cluster.nats.requirements import check_program
from tui_chat.server.cluster.nats.server_config import check_listening, find_program
from tui_chat.server.cluster.nats.server_process import Engine
from tui_chat.server.config.config_schema import Cluster

_PORT: Final = re.compile(r":\d+\Z")


class Membership(NamedTuple):
    """What a node needs to know about its network while the engine runs."""

    key: ClusterKey
    node: int
    """Its number, from 1."""
    engine: Engine

    @property
    def name(self) -> str:
        """The node's name in the log."""
        return f"node{self.node}"

    def address(self, configured: str, port: int, *, is_local: bool) -> str:
        """The address at which clients reach this node on that port; "" if it is not known.

        `is_local` says that it listens for this machine alone.
        """
        if configured:
            return configured if _PORT.search(configured) else f"{configured}:{port}"
        if not self.key.peers:
            return ""
        host = self.key.peer(self.node).host
        return "" if is_local and not is_loopback(host) else str(Peer(host, port))


def read_membership(settings: Cluster) -> tuple[ClusterKey, int]:
    """The network's key and this node's number, as configured. Raises ClusterError."""
    key = read_key(Path(settings.key))
    node = settings.node or own_node(key)
    if key.peers:
        key.peer(node)
    return key, node


@asynccontextmanager
async def take_part(settings: Cluster, state: Path) -> AsyncIterator[Membership]:
    """Run the engine inside `async with`, for a node whose files are in the folder `state`.

    Raises ClusterError if there is no engine that can keep the network's log.
    """
    key, node = read_membership(settings)
    if key.nats:
        await check_nats(key)
    async with Engine(key, node, state) as engine:
        yield Membership(key, node, engine)


async def check_membership(settings: Cluster, *, runs: bool) -> None:
    """Raise ClusterError if a node could not take part now; `runs` says that one already runs."""
    import_nats()
    key, node = read_membership(settings)
    if key.nats:
        await check_nats(key)
        return
    check_program(find_program())
    if not runs:
        check_listening(key, node)
