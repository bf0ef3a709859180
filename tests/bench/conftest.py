import threading
from collections.abc import Iterator

import pytest

from bench import clients, generator, startup
from bench.naive_server import NaiveServer


@pytest.fixture(autouse=True)
def no_settling(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is measured here need not be right: nothing waits until all is calm."""
    for module in (clients, generator, startup):
        monkeypatch.setattr(module, "SETTLING", 0.05)


@pytest.fixture
def port() -> Iterator[int]:
    server = NaiveServer(0)
    threading.Thread(target=server.run, daemon=True).start()
    yield server.port
    server.close()
