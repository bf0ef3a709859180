"""A node's part in a network on several machines: its key, its number and its engine."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from tui_chat.server.cluster.engine_config import check_listening, find_program
from tui_chat.server.cluster.engine_features import check_program
from tui_chat.server.cluster.engine_process import Engine, import_nats
from tui_chat.server.cluster.existing_nats import check_nats
from tui_chat.server.cluster.key_file import ClusterKey, own_node, read_key
from tui_chat.server.config.sections import Cluster


class Membership(NamedTuple):
    """What a node needs of its network, while the engine runs."""

    key: ClusterKey
    node: int
    """Its number, from 1."""
    engine: Engine

    @property
    def name(self) -> str:
        """What the node is called in the log."""
        return f"node{self.node}"


def read_membership(settings: Cluster) -> tuple[ClusterKey, int]:
    """The network's key and this node's number, as configured. Raises ClusterError."""
    key = read_key(Path(settings.key))
    node = settings.node or own_node(key)
    if key.peers:
        key.peer(node)
    return key, node


@asynccontextmanager
async def take_part(settings: Cluster, state: Path) -> AsyncIterator[Membership]:
    """Run the engine meanwhile, for a node with its files in the folder `state`.

    Raises ClusterError if there is no engine that can keep the network's log.
    """
    key, node = read_membership(settings)
    if key.nats:
        await check_nats(key)
    async with Engine(key, node, state) as engine:
        yield Membership(key, node, engine)


async def check_membership(settings: Cluster, *, runs: bool) -> None:
    """Raise ClusterError if a node could not take part now; `runs` if it does already."""
    import_nats()
    key, node = read_membership(settings)
    if key.nats:
        await check_nats(key)
        return
    check_program(find_program())
    if not runs:
        check_listening(key, node)
