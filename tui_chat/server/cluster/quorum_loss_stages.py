"""What a node does while the log takes nothing from it: it is cut off, or most engines are away.

It cannot go on alone, for then two halves of the network would differ. So it stops reading, says
why, and in the end sends people elsewhere.
"""

import enum
from typing import Final

from tui_chat.server.cluster.timing import Timing
from tui_chat.wire.nodes_capability import CUT_OFF

_STEP: Final = 1.0
"""The most that counts between two looks: while we slept, the log was not at fault."""

NOTICE: Final = (
    f"{CUT_OFF}: messages and commands wait, without an answer. If it lasts, you are disconnected, "
    "and what waits then is lost unless your client sends it again."
)


class Stage(enum.IntEnum):
    """How long it has lasted."""

    WELL = 0
    STOP_READING = 1
    TELL = 2
    CLOSE = 3


class QuorumWatch:
    """Counts the seconds for which the same batch has been on its way."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self.waited = 0.0
        """Seconds for which that batch has been on its way."""
        self._batch = -1
        self._looked = 0.0

    def look(self, now: float, batch: int, *, is_waiting: bool) -> Stage:
        """The stage; `batch` is the number of the last one that was sent."""
        if is_waiting and batch == self._batch:
            self.waited += min(now - self._looked, _STEP)
        else:
            self.waited = 0.0
        self._batch, self._looked = batch, now
        if self.waited >= self._timing.close:
            return Stage.CLOSE
        if self.waited >= self._timing.tell:
            return Stage.TELL
        return Stage.STOP_READING if self.waited >= self._timing.stop_reading else Stage.WELL
