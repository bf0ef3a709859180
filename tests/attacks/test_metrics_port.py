"""Whoever reaches the port for metrics takes few threads and descriptors of the server."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.server.process.test_metrics import metrics_of, shown
from tests.server.sockets import fast_config
from tui_chat.server.process import metrics as metrics_module
from tui_chat.server.process.metrics import MetricsServer
from tui_chat.server.process.server import Server

MOST = 3


@pytest.fixture
async def metrics(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[MetricsServer]:
    monkeypatch.setattr(metrics_module, "_MOST_AT_ONCE", MOST)
    async with Server(fast_config()) as server:
        found = metrics_of(server)
        yield found
        found.close()


async def silent(metrics: MetricsServer) -> asyncio.StreamReader:
    reader, writer = await asyncio.open_connection("127.0.0.1", metrics.port)
    writer.write(b"GET /metrics HTTP/1.1\r\n")
    reader.writer = writer  # type: ignore[attr-defined]  # or it is closed with the last reference
    return reader


async def test_those_who_say_nothing_make_room_for_newer_ones(metrics: MetricsServer) -> None:
    first = [await silent(metrics) for _ in range(3 * MOST)]
    for one in first[: 2 * MOST]:
        assert not await one.read()  # cut off
    assert (await shown(metrics))["tui_chat_users"] == 0  # although they are there


async def test_nobody_takes_long_to_ask(
    metrics: MetricsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = await silent(metrics)
    monkeypatch.setattr(metrics_module, "_PATIENCE", 0.0)
    assert not await slow.read()
