"""Heartbeats between the nodes: who is lost, whose clock differs, and whether our state does."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from time import time_ns
from typing import Any, Final

from nats.aio.client import Client
from nats.aio.msg import Msg

from tui_chat.server.cluster import heartbeat_liveness
from tui_chat.server.cluster.clock_differences import ClockDifferences
from tui_chat.server.cluster.digests import Digests, digest_of
from tui_chat.server.cluster.heartbeat_liveness import Beat, Liveness
from tui_chat.server.cluster.timing import Timing
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.nodes import Member, Nodes
from tui_chat.server.core.state_dump import PART
from tui_chat.server.core.users.node_joins_and_losses import GRACE

_log: Final = logging.getLogger(__name__)
_AGAIN: Final = 1.0
"""Seconds between two attempts to end the time of people who are missing."""
_MORE_OFTEN: Final = 4
"""How much more often there are digests of a state that is compared part by part."""


class MissingPeople:
    """When users of a lost node have not come back in time, by the time of the log.

    The clock of this node does not matter: it may be wrong.
    """

    def __init__(self) -> None:
        self._since = 0
        """Since when the first of them is missing,"""
        self._over_at = 0.0
        """and when that has been too long, in the loop's time."""

    def are_late(self, network: Network, now: float) -> bool:
        """Whether to put `GraceEnded` in the log; `now` is the loop's time."""
        first = next(iter(network.missing.values()), 0)
        if first and first != self._since:
            self._since = first
            self._over_at = now + (first + GRACE - network.stamps.last) / 1000
        if not first or now < self._over_at:
            return False
        self._over_at = now + _AGAIN
        return True


class Heartbeats:
    """The heartbeats of the node `name` on `connection`, and those that it hears.

    `wall` is its clock: nanoseconds since 1970.
    """

    def __init__(
        self,
        connection: Client,
        network: str,
        name: str,
        timing: Timing,
        wall: Callable[[], int] = time_ns,
    ) -> None:
        self._wall = wall
        self._clocks = ClockDifferences(timing.silence)
        self._connection = connection
        self._subject = f"tc.{network}.beat"
        self._name = name
        self._digest_entries = timing.digest_entries
        self._liveness = Liveness(timing, _now())
        self._digests = Digests()
        self._heard: Callable[[int], object] = lambda _sequence: None

    async def listen(self, heard: Callable[[int], object]) -> Any:
        """Listen to the others; `heard` is given each sequence that they have applied.

        Gives the subscription.
        """
        self._heard = heard
        self.begin()
        return await self._connection.subscribe(self._subject, cb=self._hear)

    def begin(self) -> None:
        """Judge nobody by the time before: we may have slept or been cut off."""
        self._liveness.begin(_now())

    async def send(self, incarnation: int, sequence: int) -> None:
        """Tell the others how far we are, where we are connected and have an incarnation."""
        self._liveness.tick(_now())
        if not self._connection.is_connected:
            self.begin()
        elif incarnation:
            clock = self._wall() // 1_000_000
            beat = Beat(self._name, incarnation, sequence, *self._digests.last, clock)
            await self._connection.publish(self._subject, heartbeat_liveness.encode(beat))

    async def _hear(self, message: Msg) -> None:
        beat = heartbeat_liveness.decode(message.data)
        if beat is not None:
            now = _now()
            self._liveness.hear(beat.incarnation, now)
            self._digests.hear(beat.incarnation, beat.digest_at, beat.digest)
            if beat.clock:
                ahead = beat.clock - self._wall() // 1_000_000
                self._clocks.hear(beat.incarnation, ahead, now)
            self._heard(beat.sequence)

    def lost(self, nodes: Nodes, own: int) -> list[tuple[str, Member]]:
        """The nodes that are lost, by name, each once; `own` is our incarnation."""
        members = {one.incarnation: (name, one) for name, one in nodes.by_name.items()}
        silent = self._liveness.silent(members.keys() - {own}, _now())
        for incarnation in silent:
            self._liveness.hear(incarnation, _now())
        return [members[incarnation] for incarnation in silent]

    def clock_news(self, nodes: Nodes) -> Iterator[str]:
        """A sentence about each node whose clock was found to differ from ours."""
        members = {one.incarnation: name for name, one in nodes.by_name.items()}
        return self._clocks.news(members, _now())

    # Digests.

    def note_entry(self, sequence: int, network: Network) -> None:
        """An entry was applied: at every few thousandth, a digest of the state is computed.

        Of a large state, it is that of a part, because the loop stands still meanwhile. Which part
        depends on the sequence and the state alone, as it must: all nodes compare the same one.
        """
        stride = self._digest_entries
        if len(network.users) > PART:
            stride = max(1, stride // _MORE_OFTEN)
        if sequence % stride == 0:
            self._digests.add(sequence, digest_of(network, sequence // stride))

    def clear_digests(self) -> None:
        """Forget all digests: our state is another now."""
        self._digests.clear()

    def differs_at(self, nodes: Nodes, own: int) -> int:
        """The last entry behind which our state differed from that of most; 0 if none is known."""
        members = {one.incarnation for one in nodes.by_name.values()}
        return self._digests.diverged_after(own, {own, *members})


def _now() -> float:
    return asyncio.get_running_loop().time()
