"""The connection is made again when the engine comes back."""

import asyncio
from pathlib import Path

import pytest

from tests.server.cluster.engines import needs_engine
from tests.server.cluster.loopback_engines import running_engines

nats = pytest.importorskip("nats")
from tui_chat.server.cluster.nats_connection_options import connect_options  # noqa: E402


@needs_engine
async def test_a_lost_connection_is_made_again_and_that_is_told(tmp_path: Path) -> None:
    again = asyncio.Event()
    with running_engines(tmp_path, 1) as (engine,):
        await engine.answers()
        connection = await nats.connect(engine.url, **connect_options("n1", again.set))
        try:
            engine.kill()
            engine.start()
            async with asyncio.timeout(30):
                await again.wait()
            assert connection.is_connected
        finally:
            await connection.close()
