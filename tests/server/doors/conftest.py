"""A server with a door for ssh, for all tests of a file: loading the client takes a second."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.server.doors.ssh_visitors import open_config
from tui_chat.server.process.server import Server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    folder: Path = tmp_path_factory.mktemp("state")
    async with Server(open_config(), folder) as running:
        yield running
