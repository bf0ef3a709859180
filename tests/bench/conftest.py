import threading
from collections.abc import Iterator

import pytest

from bench.naive_server import NaiveServer


@pytest.fixture
def port() -> Iterator[int]:
    server = NaiveServer(0)
    threading.Thread(target=server.run, daemon=True).start()
    yield server.port
    server.close()
