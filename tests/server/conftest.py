"""Networks without sockets."""

from collections.abc import Callable

import pytest

from tests.server.world import World
from tui_chat.server.core.settings import Settings


@pytest.fixture(params=[True, False], ids=["tick-per-line", "one-tick"])
def tick_per_line(request: pytest.FixtureRequest) -> bool:
    """However the lines fall into ticks, people must be told the same."""
    return bool(request.param)


@pytest.fixture
def world(tick_per_line: bool) -> Callable[[Settings], World]:
    """A network with settings of the test's own."""
    return lambda settings: World(settings=settings, tick_per_line=tick_per_line)


@pytest.fixture
def net(tick_per_line: bool) -> World:
    """A network in which nobody is put anywhere."""
    return World(settings=Settings(auto_join=()), tick_per_line=tick_per_line)
