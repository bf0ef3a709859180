"""The holder of a nickname is asked on its own node, and is gone only when the log says so."""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from tui_chat.server.cluster.nick_holder_requests import NickHolderRequests
from tui_chat.server.core.effects import Ask
from tui_chat.server.core.events import ClientId
from tui_chat.server.core.users.nick_change import AskHolder

OWN, OTHER = ClientId((1 << 24) + 5), ClientId((2 << 24) + 5)


class Holder:
    def __init__(self, *, alive: bool) -> None:
        self._alive = alive

    def probe(self, _patience: float, done: Callable[[bool], None]) -> None:
        done(self._alive)


class Net:
    """Two nodes: ours, with one client, and another."""

    def __init__(self, *, own_alive: bool = False, other_lives: bool = False) -> None:
        self.did: list[str] = []
        self.sessions = {OWN: object()}
        self._other_lives = other_lives
        node: Any = SimpleNamespace(
            socket={OWN: Holder(alive=own_alive)}.get,
            is_own=lambda client: client == OWN,
            network=SimpleNamespace(sessions=self.sessions),
        )
        self.requests = NickHolderRequests(node, self, self._catch_up)

    async def any_alive(
        self, incarnation: int, clients: tuple[ClientId, ...], patience: float
    ) -> bool:
        assert patience > 5  # longer than the other node needs to find out
        self.did.append(f"asked {incarnation} about {clients}")
        return self._other_lives

    async def _catch_up(self) -> None:
        self.did.append("caught up")

    async def answer(self, *clients: ClientId) -> object:
        told: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self.requests.answer(Ask(ClientId(0), AskHolder("ana", clients)), told.set_result)
        async with asyncio.timeout(5):
            return await told


async def test_a_holder_of_our_own_that_lives_keeps_the_nickname() -> None:
    assert await Net(own_alive=True).answer(OWN) is True


async def test_one_that_is_dead_has_lost_it_once_the_log_has_ended_its_connection() -> None:
    net = Net()
    answer = asyncio.create_task(net.answer(OWN))
    for _turn in range(5):
        await asyncio.sleep(0)
    assert not answer.done()
    del net.sessions[OWN]
    assert await answer is False


async def test_one_elsewhere_is_asked_there_and_its_end_is_waited_for() -> None:
    net = Net(other_lives=True)
    assert await net.answer(OTHER) is True
    assert net.did == [f"asked 2 about {(OTHER,)}"]
    net = Net()
    assert await net.answer(OTHER) is False
    assert net.did == [f"asked 2 about {(OTHER,)}", "caught up"]


async def test_what_is_asked_ends_with_the_node() -> None:
    net = Net()
    answer = asyncio.create_task(net.answer(OTHER))
    await asyncio.sleep(0)
    await net.requests.close()
    assert net.did in ([], [f"asked 2 about {(OTHER,)}"])
    answer.cancel()
