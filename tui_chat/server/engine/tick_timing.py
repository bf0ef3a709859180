"""The ticks of the event loop: when one ends, what is written at its end, and how long it took."""

from collections.abc import Callable

from tui_chat.server import exception_logging
from tui_chat.server.engine.clock import Clock
from tui_chat.server.engine.overload_fair_queue import FairQueue
from tui_chat.server.output.tick_outbox import Outbox


class Ticks:
    """Ends each tick: writes the lines of `outbox`, and tells `queue` how long the tick took.

    `schedule` calls a function once, soon, before the loop waits for the network again. `commit`
    is called before a byte is written.
    """

    __slots__ = ("_began", "_monotonic", "_schedule", "outbox", "queue")

    def __init__(
        self,
        schedule: Callable[[Callable[[], None]], object],
        commit: Callable[[], object],
        clock: Clock,
    ) -> None:
        self._schedule = schedule
        self._monotonic = clock.monotonic
        self._began = 0.0
        """When the current tick began; 0 if there has been no work in it."""
        self.outbox = Outbox(self._end_soon, commit)
        self.queue = FairQueue(self.work, clock)
        """Busy clients wait here while the server is overloaded."""

    def work(self, now: float) -> tuple[float, int]:
        """Seconds since the current tick began, and the lines that its end will write."""
        return now - self._began if self._began else 0.0, self.outbox.load

    def _end_soon(self) -> None:
        self._schedule(self._end)
        if not self._began:
            self._began = self._monotonic()

    def _end(self) -> None:
        # Reset first: after a failure, the tick would seem to last for ever.
        began, self._began = self._began, 0.0
        try:
            self.outbox.flush()
            # A write before the end of a tick may schedule a second end.
            if began:
                now = self._monotonic()
                self.queue.overload.note_tick(now - began, now)
        except Exception as error:  # noqa: BLE001 - our mistake must not end the chat
            exception_logging.report("the end of a tick failed", error)
