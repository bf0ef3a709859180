"""A log that takes its time: events are applied when it is told to, and never while submitted."""

from collections.abc import Callable

from msgspec.structs import replace

from tui_chat.server.backplane import LogApplier
from tui_chat.server.backplane.multi_node_base import DeferredBackplane
from tui_chat.server.core.event_codec import decode, encode
from tui_chat.server.core.events import Event, Millis


class Log:
    """The events of all nodes, as bytes in one order.

    `now` is its clock, in milliseconds since 1970; without one, times are those of the submitters.
    """

    def __init__(
        self,
        now: Callable[[], int] | None = None,
        schedule: Callable[[Callable[[], None]], object] = lambda _act: None,
    ) -> None:
        self.backplanes: list[LaterBackplane] = []
        self.entries: list[tuple[Millis, bytes]] = []
        """The events that were applied, each with its time."""
        self.waiting: list[bytes] = []
        """Those that were not."""
        self._now = now
        self._schedule = schedule

    def add(self, line: bytes) -> None:
        """Take an event, to be applied later."""
        if not self.waiting:
            self._schedule(self.run)
        self.waiting.append(line)

    def run(self) -> None:
        """Apply what was submitted; what is submitted meanwhile comes the next time."""
        waiting, self.waiting = self.waiting, []
        for line in waiting:
            event = decode(line)
            at = event.at if self._now is None else Millis(self._now())
            self.entries.append((at, line))
            for backplane in self.backplanes:
                backplane.deliver(replace(decode(line), at=at))


class LaterBackplane(DeferredBackplane):
    """The way of one node to such a log."""

    def __init__(self, node: LogApplier, log: Log) -> None:
        super().__init__(node)
        self._log = log
        log.backplanes.append(self)

    def put(self, event: Event) -> None:
        self._log.add(encode(event))
