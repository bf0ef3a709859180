from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest

from tests.server.cluster.engines import RunningEngine

if TYPE_CHECKING:
    from nats.aio.client import Client


@pytest.fixture
async def connection(engine: RunningEngine) -> "AsyncIterator[Client]":
    import nats  # noqa: PLC0415 - an extra

    from tui_chat.server.cluster.nats.connection_options import connect_options  # noqa: PLC0415

    connection = await nats.connect(**connect_options(engine.key, engine.port))
    yield connection
    await connection.close()
