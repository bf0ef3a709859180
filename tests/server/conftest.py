"""Networks without sockets, and an engine for networks on several machines."""

from collections.abc import Callable, Iterator

import pytest

from tests.server.backplane.later import Log
from tests.server.cluster.engines import RunningEngine, new_key, running
from tests.server.world import World
from tui_chat.server.core.settings import Settings


@pytest.fixture(params=[True, False], ids=["tick-per-line", "one-tick"])
def tick_per_line(request: pytest.FixtureRequest) -> bool:
    """Clients must be told the same however their lines are spread over ticks.

    And whether a line is applied when it comes, or later from a log (see `world`).
    """
    return bool(request.param)


@pytest.fixture
def world(tick_per_line: bool) -> Callable[[Settings], World]:
    """A network with settings of the test's own."""
    return lambda settings: World(
        settings=settings, tick_per_line=tick_per_line, log=None if tick_per_line else Log()
    )


@pytest.fixture
def net(world: Callable[[Settings], World]) -> World:
    """A network without first channels."""
    return world(Settings(auto_join=()))


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningEngine]:
    """An engine for all tests of a process: starting it takes a quarter of a second.

    Streams of a test need names that no other test uses.
    """
    with running(new_key(), tmp_path_factory.mktemp("engine")) as started:
        yield started
