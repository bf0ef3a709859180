"""The servers of Debian: less than ours offers, and nothing goes wrong."""

import asyncio
from collections.abc import AsyncIterator
from time import time

import pytest

from bench.servers import INSPIRCD, NGIRCD, Server, running
from tests.client.cutting import CuttingProxy, Person
from tui_chat.client.buffers.line import LineState
from tui_chat.client.connect import keepalive_and_lag, retry_policy


@pytest.fixture(params=[INSPIRCD, NGIRCD], ids=lambda server: server.name)
async def proxy(request: pytest.FixtureRequest) -> AsyncIterator[CuttingProxy]:
    """In front of another server."""
    server: Server = request.param
    if not server.is_here:
        pytest.skip(f"{server.name} is not installed")
    with running(server) as process:
        proxy = CuttingProxy(process.port)
        await proxy.start()
        yield proxy
        proxy.stop()


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry_policy, "backoff", lambda _attempt: 0.01)
    monkeypatch.setattr(keepalive_and_lag, "_DOUBT", 0.01)


async def hears(person: Person, text: str) -> None:
    await person.until(lambda: person.said()[-1:] == [text], text)


async def test_people_talk_and_nothing_is_said_twice(proxy: CuttingProxy) -> None:
    bia, ana = Person("bia", proxy.server_port), Person("ana", proxy.port)
    links = [asyncio.create_task(person.link.run()) for person in (bia, ana)]
    await bia.is_in()
    await ana.is_in()
    for place in (0, 5, 20):
        ana.session.say(ana.tea, f"before {place}", time())
        await hears(bia, f"before {place}")
        # By an echo, or by the answer to a PING where the server has none.
        await ana.until(
            lambda: not (ana.unconfirmed() or ana.session.in_doubt), f"confirmed before {place}"
        )
        proxy.cut_after("up", place)
        ana.session.say(ana.tea, f"cut {place}", time())
        await ana.until(lambda: not ana.tea.joined, "lost")
        ana.session.say(ana.tea, f"waiting {place}", time())
        await hears(bia, f"waiting {place}")
        await ana.until(lambda: not ana.unconfirmed(), "decided")
    heard = bia.said()
    assert len(heard) == len(set(heard))
    doubted = {line.text for line in ana.tea.lines if line.state is LineState.DOUBTFUL}
    assert set(ana.said()) - set(heard) <= doubted
    assert doubted <= {"cut 0", "cut 5", "cut 20"}
    for link in links:
        link.cancel()
