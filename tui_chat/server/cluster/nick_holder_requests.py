"""Whether the holder of a nickname is still connected, when that may be on another node."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from tui_chat.server.core.effects import Ask
from tui_chat.server.core.events import ClientId, node_of
from tui_chat.server.core.users.nick_change import AskHolder
from tui_chat.server.engine.nick_holder_probe import PATIENCE, liveness_answerer
from tui_chat.server.engine.node import Node

_LOOK: Final = 0.02
"""Seconds between two looks whether the log has ended a connection."""


class AsksPeers(Protocol):
    """As `PeerRequests`."""

    async def any_alive(
        self, incarnation: int, clients: tuple[ClientId, ...], patience: float
    ) -> bool:
        """Whether any of these clients of another node is alive."""


class NickHolderRequests:
    """Answers `AskHolder` on `node`. `catch_up` waits until the log of this moment is applied."""

    def __init__(
        self, node: Node, peers: AsksPeers, catch_up: Callable[[], Awaitable[object]]
    ) -> None:
        self._node = node
        self._peers = peers
        self._catch_up = catch_up
        self._ask_here = liveness_answerer(node.socket, asyncio.get_running_loop().call_soon)
        self._asking: set[asyncio.Task[None]] = set()

    def answer(self, question: Ask, done: Callable[[object], None]) -> None:
        """The answerer of `AskHolder`: asks the holder's nodes, where those are others."""
        holder: AskHolder = question.request  # type: ignore[assignment]  # registered for no other
        elsewhere = {node_of(client) for client in holder.clients if not self._node.is_own(client)}
        if elsewhere:
            task = asyncio.get_running_loop().create_task(
                self._ask_elsewhere(holder.clients, elsewhere, done)
            )
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)
        else:
            self.answer_peer(holder.clients, done)

    def answer_peer(self, clients: tuple[ClientId, ...], done: Callable[[bool], object]) -> None:
        """Call `done` with whether any of these clients of our own is alive.

        False comes once the log has ended their connections: only then is the nickname free.
        """

        def found(alive: object) -> None:
            if alive:
                done(True)
            else:
                self._when_gone(clients, lambda: done(False))

        self._ask_here(Ask(ClientId(0), AskHolder("", clients)), found)

    async def close(self) -> None:
        """Ask no more."""
        tasks = tuple(self._asking)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _ask_elsewhere(
        self, clients: tuple[ClientId, ...], nodes: set[int], done: Callable[[object], None]
    ) -> None:
        answers = [
            self._peers.any_alive(
                node, tuple(one for one in clients if node_of(one) == node), PATIENCE + 1
            )
            for node in nodes
        ]
        alive = any(await asyncio.gather(*answers))
        if not alive:
            await self._catch_up()  # the other node answered after its log had ended them
        done(alive)

    def _when_gone(self, clients: tuple[ClientId, ...], then: Callable[[], object]) -> None:
        if any(client in self._node.network.sessions for client in clients):
            asyncio.get_running_loop().call_later(_LOOK, self._when_gone, clients, then)
        else:
            then()
