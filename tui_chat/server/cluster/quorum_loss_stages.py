"""What a node does while the log takes nothing from it: it is cut off, or most engines are away.

It cannot go on alone, for then two halves of the network would differ. So it stops reading, says
why, and in the end closes all connections: clients go to another node.
"""

import enum
import logging
from collections.abc import Callable
from typing import Final

from tui_chat.server.cluster.jetstream_backplane import JetStreamBackplane
from tui_chat.server.cluster.timing import Timing
from tui_chat.server.engine.node import Node
from tui_chat.wire.nodes_capability import CUT_OFF, REACHES_AGAIN

_log: Final = logging.getLogger(__name__)
_STEP: Final = 1.0
"""The most that counts between two looks: while we slept, the log was not at fault."""
_MOST_WAITED: Final = 1.0
"""Seconds for which a batch of our own may be on its way while we judge others."""
_LOST: Final = "This server was cut off from its network, and is back: connect again"

NOTICE: Final = (
    f"{CUT_OFF}: messages and commands wait, without an answer. If it lasts, you are disconnected, "
    "and what waits then is lost unless your client sends it again."
)


class Stage(enum.IntEnum):
    """What a node does, by how long it has lasted."""

    WELL = 0
    STOP_READING = 1
    TELL = 2
    CLOSE = 3


class QuorumWatch:
    """Counts the seconds for which the same batch has been on its way."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self.waited = 0.0
        """The seconds for which the present batch has been on its way."""
        self._batch = -1
        self._looked = 0.0

    def look(self, now: float, batch: int, *, is_waiting: bool) -> Stage:
        """The stage at the time `now`; `batch` is the number of the oldest batch in flight."""
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


class QuorumLoss:
    """Carries the stages out on `node`; `close` is called when its connections are to be closed."""

    def __init__(
        self,
        node: Node,
        backplane: JetStreamBackplane,
        timing: Timing,
        close: Callable[[], object],
    ) -> None:
        self._node = node
        self._backplane = backplane
        self._most_backlog = timing.backlog
        self._close = close
        self._watch = QuorumWatch(timing)
        self._stage = Stage.WELL

    @property
    def may_judge(self) -> bool:
        """Whether the log has taken what we sent, so that silence of others is their own."""
        return self._watch.waited < _MOST_WAITED

    @property
    def is_cut_off(self) -> bool:
        """Whether the last stage was reached."""
        return self._stage is Stage.CLOSE

    @property
    def can_write(self) -> bool:
        """Whether the log takes what people say here."""
        return self._stage is Stage.WELL and bool(self._backplane.incarnation)

    @property
    def why_closed(self) -> str:
        """Why connections are closed now, as people are told."""
        return CUT_OFF if self.is_cut_off else _LOST

    def end(self) -> None:
        """The node has joined: the log has taken that."""
        self._stage = Stage.WELL

    def look(self, now: float) -> None:
        """Do what is due at this time of the loop."""
        backplane, node = self._backplane, self._node
        if not backplane.incarnation:  # it has closed all connections, and has yet to join again
            node.abandon_connections(self.why_closed)
            return
        stage = self._watch.look(now, backplane.oldest, is_waiting=backplane.is_waiting)
        if stage is Stage.WELL and backplane.backlog > self._most_backlog:
            stage = Stage.STOP_READING  # the log takes less than people say
        before, self._stage = self._stage, stage
        if stage is before:
            return
        if stage is Stage.WELL:
            _log.info("the network's log can be written again")
            node.resume_clients()
            if before >= Stage.TELL:
                node.notify_all(REACHES_AGAIN)
        elif stage is Stage.STOP_READING:
            _log.warning("the network's log is slow: waiting for it")
            node.suspend_clients()
        elif stage is Stage.TELL:
            node.suspend_clients()
            node.notify_all(NOTICE)
        else:
            _log.error("the network's log cannot be reached: closing all connections")
            self._close()
