"""Two nodes of one network, without sockets."""

from tests.server.backplane.later import Log
from tests.server.world import World
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.state_dump import dump
from tui_chat.server.core.users.nick_change import AskHolder


class Pair:
    """The nodes `a` and `b` on one log, with connections that are always alive."""

    def __init__(self, settings: Settings, log: Log | None = None) -> None:
        self.log = log or Log()
        self.a, self.b = (
            World(settings=settings, tick_per_line=False, log=self.log, incarnation=incarnation)
            for incarnation in (5, 6)
        )
        for world in (self.a, self.b):
            world.node.answer_with(AskHolder, lambda _question, done: done(True))

    def settle(self) -> None:
        """Everybody has read what there was to read."""
        for world in (self.a, self.b, self.a):
            world.settle()

    def dumps(self) -> tuple[bytes, bytes]:
        """The state of both."""
        one, other = (dump(world.node.network) for world in (self.a, self.b))
        return one, other
