"""The backplane of several nodes: batches of events in a JetStream stream.

The events that a node submits in one tick form a batch. Each node has at most two batches in flight
at a time, and sends them again under the same names until the node itself reads them from the log.
Batches are numbered, so each is applied only once, and only after the batch before it.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from tui_chat.server import exception_logging
from tui_chat.server.backplane import LogApplier
from tui_chat.server.backplane.multi_node_base import DeferredBackplane
from tui_chat.server.cluster import event_batch_codec
from tui_chat.server.cluster.event_batch_codec import UnknownFrame
from tui_chat.server.cluster.stream_log import Entry, StreamLog
from tui_chat.server.core.events import Event, Millis, NodeJoined, node_of
from tui_chat.server.core.state.nodes import Nodes

_log: Final = logging.getLogger(__name__)
MOST_EVENTS: Final = 1000
"""Events in one batch."""
MOST_BYTES: Final = 256 * 1024
"""Bytes after which a batch takes no more events: the engine takes a megabyte."""
MOST_IN_FLIGHT: Final = 2
"""Batches of one node. With one, events wait for half a round trip more; three bring no more."""
_AGAIN: Final = 0.5
"""Seconds after which a batch is sent again that has not come back through the log."""
_SOON: Final = 0.1
"""The same if the engine has refused the batch; also the seconds between two checks."""


@dataclass(slots=True)
class _Batch:
    """A batch that was sent and has not come back through the log yet."""

    name: str
    data: bytes
    sent_at: float = 0.0
    overtaken: int = 0
    """How often it came through the log before its predecessor, and was not applied."""

    @property
    def id(self) -> str:
        """Its id for the engine, which ignores a second message with the same id."""
        return f"{self.name}-{self.overtaken}" if self.overtaken else self.name


class JetStreamBackplane(DeferredBackplane):
    """Submits the events of one node, and applies those of all.

    Set `log` to one made with `take` and `resend_soon` of this object. Nothing is sent before
    `join`.
    """

    def __init__(
        self,
        node: LogApplier,
        nodes: Callable[[], Nodes],
        schedule: Callable[[Callable[[], None]], object],
    ) -> None:
        super().__init__(node)
        self._nodes = nodes
        self._schedule = schedule
        self.log: StreamLog
        self.incarnation = 0
        """The incarnation of this node; 0 before it has joined."""
        self.on_joined: Callable[[], object] = lambda: None
        """Called when this node has joined, or was refused."""
        self.on_event: Callable[[int, int], object] = lambda _sequence, _number: None
        """Called before each event is applied, with its entry's sequence and its number there."""
        self.on_entry: Callable[[int], object] = lambda _sequence: None
        """Called with the sequence of each entry when all of it is applied."""
        self._joining: NodeJoined | None = None
        self.refused = False
        """Whether this node did not join, because other nodes have other rules."""
        self.applied = 0
        """The number of events applied so far."""
        self._pending: deque[bytes] = deque()
        self._is_scheduled = False
        self.batch = 0
        """The number of the last batch that was sent."""
        self._in_flight: dict[int, _Batch] = {}
        """By number, the oldest first. The event with which we join has the number 0."""
        self.sending: asyncio.Task[None] | None = None
        """The task that gives a batch to the connection."""
        self._watcher: asyncio.Task[None] | None = None

    # Submitting.

    @property
    def backlog(self) -> int:
        """The number of events that have not been sent yet."""
        return len(self._pending)

    @property
    def is_waiting(self) -> bool:
        """Whether a batch was sent that has not come back yet."""
        return bool(self._in_flight)

    @property
    def oldest(self) -> int:
        """The number of the oldest batch in flight, or of the next batch if there is none."""
        return next(iter(self._in_flight), self.batch + 1)

    def put(self, event: Event) -> None:
        """Put an event in the log. Raises TypeError if it does not belong in a log."""
        self._pending += event_batch_codec.encode_events((event,))
        if not self._is_scheduled and len(self._in_flight) < MOST_IN_FLIGHT:
            self._is_scheduled = True
            self._schedule(self._send_next)

    def join(self, event: NodeJoined) -> None:
        """Put this event in the log; once it comes back, this node may submit others."""
        self._joining = event
        data = event_batch_codec.encode(
            self.log.epoch, 0, 0, event_batch_codec.encode_events((event,))
        )
        self._begin_sending(0, f"join-{event.token}", data)
        if self._watcher is None:
            self._watcher = asyncio.create_task(self._watch())

    def leave(self) -> None:
        """End this incarnation and forget what it submitted; `join` begins another."""
        self.incarnation = self.batch = 0
        self._pending.clear()
        self._in_flight.clear()

    async def close(self) -> None:
        """Send nothing more."""
        for task in (self._watcher, self.sending):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    def resend_soon(self) -> None:
        """The engine has refused a batch for the moment: send it again soon."""
        soon = asyncio.get_running_loop().time() - _AGAIN + _SOON
        for batch in self._in_flight.values():
            batch.sent_at = min(batch.sent_at, soon)

    def send_again(self) -> None:
        """Send the batches again soon: they may have been lost with the last connection."""
        for batch in self._in_flight.values():
            batch.sent_at = 0.0

    def _send_next(self) -> None:
        self._is_scheduled = False
        if len(self._in_flight) >= MOST_IN_FLIGHT or not self._pending or not self.incarnation:
            return
        events: list[bytes] = []
        size = 0
        while self._pending and len(events) < MOST_EVENTS and size < MOST_BYTES:
            events.append(self._pending.popleft())
            size += len(events[-1])
        self.batch += 1
        name = f"{self.log.epoch}-{self.incarnation}-{self.batch}"
        data = event_batch_codec.encode(self.log.epoch, self.incarnation, self.batch, events)
        self._begin_sending(self.batch, name, data)

    def _begin_sending(self, number: int, name: str, data: bytes) -> None:
        batch = self._in_flight[number] = _Batch(name, data)
        self._send(batch)

    def _send(self, *batches: _Batch) -> None:
        now = asyncio.get_running_loop().time()
        for batch in batches:
            batch.sent_at = now
        self.sending = asyncio.create_task(self._put(batches))

    async def _put(self, batches: tuple[_Batch, ...]) -> None:
        for batch in batches:
            await self.log.put(batch.id, batch.data)

    async def _watch(self) -> None:
        """Send a batch again that has not come back."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(_SOON)
            batches = tuple(self._in_flight.values())
            overdue = batches and loop.time() - batches[0].sent_at >= _AGAIN
            if overdue and (self.sending is None or self.sending.done()):
                self._send(*batches)

    # Applying.

    def take(self, entry: Entry) -> None:
        """Apply an entry of the log. It must be called with every entry, in order."""
        try:
            frame = event_batch_codec.decode(entry.data)
            events = frame.decoded()
        except UnknownFrame as error:
            _log.error("entry %d of the log is skipped on all nodes: %s", entry.sequence, error)
            return
        if frame.epoch != self.log.epoch:
            return
        if frame.incarnation and not self._nodes().take(frame.incarnation, frame.batch):
            if frame.incarnation == self.incarnation:
                self._note_refused(frame.batch)
            return
        at = Millis(entry.at)  # one clock for all, the engine's: those of the nodes differ
        for number, event in enumerate(events, 1):
            self.on_event(entry.sequence, number)
            if isinstance(event, NodeJoined):
                self._apply(replace(event, at=at, incarnation=entry.sequence))
                self._note_join(event)
            elif frame.incarnation and node_of(event.client) == frame.incarnation:
                self._apply(replace(event, at=at))
        self.applied += len(events)
        if frame.incarnation and frame.incarnation == self.incarnation:
            self._note_own(frame.batch)
        self.on_entry(entry.sequence)

    def _apply(self, event: Event) -> None:
        try:
            self.deliver(event)
        except Exception as error:  # noqa: BLE001 - the same happens on all nodes
            exception_logging.report("an event of the log could not be applied", error, event)

    def _note_join(self, event: NodeJoined) -> None:
        joining = self._joining
        if joining is None or event.token != joining.token or self.incarnation:
            return
        self._in_flight.clear()
        self._joining = None
        member = self._nodes().by_name.get(event.name)
        if member is None or member.token != event.token:
            self.refused = True
        else:
            self.incarnation = member.incarnation
            self._pending.clear()  # these are of clients with ids of the last incarnation
        self.on_joined()
        self._send_next()

    def _note_refused(self, number: int) -> None:
        """No node has applied this batch of ours: the batch before it is missing in the log."""
        batch = self._in_flight.get(number)
        if batch is not None:
            batch.overtaken += 1
            self.resend_soon()

    def _note_own(self, number: int) -> None:
        self._in_flight.pop(number, None)
        # At once, not with the next tick: these events have waited for a round trip already.
        self._send_next()
