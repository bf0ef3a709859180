"""A server's part in a network on several machines.

`server/cluster`, which needs an extra, is imported only when the configuration names a key file.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui_chat.server import SetupError
from tui_chat.server.config.config_schema import Cluster
from tui_chat.server.core.settings import Settings
from tui_chat.server.engine.clock import Clock
from tui_chat.server.engine.node import Node
from tui_chat.server.process.state_folder.node_name_file import note_node, refuse_other_network
from tui_chat.server.store import History
from tui_chat.server.transport.certificates import Certificate, shared

if TYPE_CHECKING:
    from tui_chat.server.cluster.cluster_node import ClusterNode
    from tui_chat.server.cluster.key_and_nats_startup import Membership

_OF_A_NATS: Final = 3
"""Machines of a network whose key names an existing NATS and no machines."""


class ClusterMembership:
    """What a server has to do with the other machines of its network, from its start to its end."""

    def __init__(self, member: "Membership", node: "ClusterNode", state: Path) -> None:
        self._member = member
        self._node = node
        self._state = state

    @property
    def name(self) -> str:
        """What this node is called in the log."""
        return self._member.name

    @property
    def cloak_key(self) -> bytes:
        """The secret that the network hides addresses with."""
        return self._member.key.cloak_key

    @property
    def host_secret(self) -> str:
        """What the key for ssh is made of on all nodes."""
        return self._member.key.password("ssh host key")

    @property
    def certificate(self) -> Certificate:
        """The certificate of the whole network."""
        key = self._member.key
        return shared(self._state, key.certificate, key.key)

    @property
    def ended(self) -> "asyncio.Future[str]":
        """Done with a sentence when the server cannot go on."""
        return self._node.ended

    def history(self, history: History) -> History:
        """The history, as the node is to use it."""
        return self._node.history(history)

    async def join(self, node: Node, address: str, port: int, *, is_local: bool) -> None:
        """Bring the node to the state of the network, and join it: then people may come.

        `address` is the configured one; `port` is 0 if clients reach the node by no port;
        `is_local` says that only this machine reaches it.
        """
        if port:
            self._node.address = self._member.address(address, port, is_local=is_local)
        await self._node.join(node)

    async def leave(self) -> None:
        """Tell the network that this node goes."""
        await self._node.leave()

    async def close(self) -> None:
        """Apply and store nothing more. May be called twice."""
        await self._node.close()


@asynccontextmanager
async def take_part(
    config: Cluster, state: Path | None, settings: Settings, clock: Clock
) -> AsyncIterator[ClusterMembership]:
    """Run the engine of the network meanwhile, and find its log. Raises SetupError."""
    from tui_chat.server.cluster import key_and_nats_startup  # noqa: PLC0415 - an extra
    from tui_chat.server.cluster.nats.connection_options import import_nats  # noqa: PLC0415

    import_nats()
    from tui_chat.server.cluster.cluster_node import ClusterNode  # noqa: PLC0415

    if state is None:
        raise SetupError("A network on several machines needs a state folder.")
    key, _node = key_and_nats_startup.read_membership(config)
    refuse_other_network(state, key.network)
    async with key_and_nats_startup.take_part(config, state) as member:
        note_node(state, member.name, key.network)
        node = ClusterNode(
            *(member.name, member.key.network, len(member.key.peers) or _OF_A_NATS),
            lambda options: member.engine.connect(**options),
            state,
            clock=clock,
        )
        try:
            await node.prepare(settings)
            yield ClusterMembership(member, node, state)
        finally:
            await node.close()
