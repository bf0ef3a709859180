"""Networks without sockets."""

import pytest

from tests.server.world import World
from tui_chat.server.core.settings import Settings


@pytest.fixture(params=[True, False], ids=["tick-per-line", "one-tick"])
def net(request: pytest.FixtureRequest) -> World:
    """A network in which nobody is put anywhere; the same, however the lines fall into ticks."""
    return World(settings=Settings(auto_join=()), tick_per_line=request.param)
