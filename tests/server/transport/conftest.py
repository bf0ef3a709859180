import asyncio
import select
from collections.abc import AsyncIterator

import pytest

from tests.server.transport.exchange import Exchange
from tui_chat.server.transport.poller import EpollPoller, LoopPoller, Poller


@pytest.fixture
def exchange() -> Exchange:
    return Exchange()


@pytest.fixture(params=[EpollPoller, LoopPoller] if hasattr(select, "epoll") else [LoopPoller])
async def poller(request: pytest.FixtureRequest) -> AsyncIterator[Poller]:
    made: Poller = request.param(asyncio.get_running_loop())
    yield made
    made.close()
