"""The same terminal, time zone and moment for every test of a screen."""

import time
from collections.abc import Iterator

import pytest

from tests.client.idle import at_full_speed


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
