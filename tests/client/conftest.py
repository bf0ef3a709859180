"""The same terminal, time zone and moment for every test of a screen."""

import time
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.client.idle import at_full_speed
from tests.client.shell import server_config
from tests.client.stage import Stage, staged
from tui_chat.server.process.server import Server


@pytest.fixture(autouse=True, scope="session")
def exact_idleness() -> Iterator[None]:
    """Pilots wait for work and for nothing else."""
    with at_full_speed():
        yield


@pytest.fixture(autouse=True)
def same_terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("TMUX", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """The full screen before the server has let us in. Named last, it begins and ends last."""
    async with staged() as stage:
        yield stage


@pytest.fixture
async def lobby(stage: Stage) -> Stage:
    """The full screen in #lobby, with ana, bia and caio."""
    await stage.enters()
    return stage


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """The port of a server of ours."""
    async with Server(server_config()) as server:
        yield server.port
