"""Snapshots of a node: one is chosen and loaded when it joins, and written from time to time."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from nats.errors import Error as NatsError

from tui_chat.server.cluster import ClusterError
from tui_chat.server.cluster.initial_snapshot_and_stream import (
    REFOUND,
    beginning_of,
    find_or_found,
)
from tui_chat.server.cluster.peer_requests import PeerRequests
from tui_chat.server.cluster.snapshot_stream import Place, Snapshot, Snapshots
from tui_chat.server.cluster.stream_log import StreamLog, StreamState
from tui_chat.server.cluster.timing import Timing
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.state_dump import DumpError, dump
from tui_chat.server.engine.node import Node
from tui_chat.server.store.history_log_place import LogPlace, log_place, set_log_place
from tui_chat.server.store.sqlite_record_store import SqliteRecords
from tui_chat.server.workers.process_copy import in_copy_of_process

_log: Final = logging.getLogger(__name__)
NEWEST: Final = Place(1 << 62, 0)
"""A place behind every snapshot."""
_AGAIN: Final = 0.25
"""Seconds between two attempts."""
_LAGGING: Final = 15.0
"""Seconds for an engine that has just started to know the newest snapshot."""
_MANY: Final = 2000
"""Users from which on the loop does not wait for the dump: it takes 10 ms, as a fork may."""
_KEPT_ASIDE: Final = 3
"""Files of states that differed."""


class Start(NamedTuple):
    """Where a node begins to read the log."""

    stream: StreamState
    snapshot: Snapshot


async def find_start(
    log: StreamLog,
    snapshots: Snapshots,
    peers: PeerRequests,
    folder: Path,
    replicas: int,
    settings: Settings,
) -> Start:
    """Find the log, or found the network with the state in `folder`; choose a snapshot.

    Afterwards there is a history in `folder` that reaches at least to that snapshot: our own or
    another node's. Raises ClusterError, OSError, NatsError or TimeoutError.
    """
    place = await asyncio.to_thread(log_place, folder)
    founded: list[int] = []

    def beginning(epoch: int) -> Snapshot:
        founded[:] = [epoch]
        return beginning_of(folder, settings, epoch)

    stream = await find_or_found(log, snapshots, replicas, place.epoch, beginning)
    snapshot = await choose(snapshots, stream, Place(place.epoch, place.sequence))
    wanted = LogPlace(*snapshot.place)
    if place < wanted:
        has_begun_with_ours = founded == [stream.epoch] and not place.epoch
        fetched = False
        if snapshot.has_history and not has_begun_with_ours:
            fetched = await peers.fetch_history(wanted)
            if not fetched:
                _log.warning("messages from before this node joined are missing from its history")
        if not fetched:
            await asyncio.to_thread(set_log_place, folder, wanted)
    # Storage refuses a history without records; what is in them comes with the snapshot.
    await asyncio.to_thread(lambda: SqliteRecords(folder).close())
    return Start(stream, snapshot)


async def choose(snapshots: Snapshots, stream: StreamState, place: Place) -> Snapshot:
    """The newest snapshot that is not behind `place`, or else the newest of all.

    The log must go on from there. A damaged one is passed over. Raises ClusterError if there is
    none, some seconds after their stream has a leader: an engine that has just started may not know
    of it yet.
    """
    loop = asyncio.get_running_loop()
    deadline = 0.0
    why = f"it has none: say `{REFOUND}` on one node"
    while True:
        with contextlib.suppress(NatsError, TimeoutError):
            places = [
                one
                for one in await snapshots.places()
                if one.epoch == stream.epoch and one.sequence + 1 >= stream.first
            ]
            fitting = [one for one in places if one <= place]
            for one in reversed([*places, *fitting]):
                try:
                    return await snapshots.get(one)
                except ClusterError as error:
                    why = str(error)
            if not deadline:
                await snapshots.is_empty()  # until then, their stream has no leader
                deadline = loop.time() + _LAGGING
        if deadline and loop.time() > deadline:
            raise ClusterError(f"The network's log has no snapshot to begin with ({why}).")
        await asyncio.sleep(_AGAIN)


def load_into(node: Node, snapshot: Snapshot) -> None:
    """Give the node the state and the records of a snapshot. Raises ClusterError."""
    try:
        node.load(snapshot.state)
    except DumpError as error:
        raise ClusterError(str(error)) from error
    records = node.records
    records.commit()
    wanted = {(kind, key): value for kind, key, value in snapshot.records}
    for kind, key, value in tuple(records.all()):
        if (kind, key) not in wanted:
            records.keep(kind, key, None)
        elif wanted[kind, key] == value:
            del wanted[kind, key]
    for (kind, key), value in wanted.items():
        records.keep(kind, key, value)
    records.commit()


async def taken_of(node: Node, place: Place) -> Snapshot:
    """A snapshot of the node as it is when this is awaited, with the log applied up to `place`.

    Raises StoreError or ChildProcessError.
    """
    network = node.network
    node.records.commit()
    with node.records.as_committed() as read_records:
        if len(network.users) < _MANY:
            state = dump(network)
        else:
            state = await in_copy_of_process(partial(dump, network))
        records = await asyncio.to_thread(read_records)
    return Snapshot(*place, state, records, has_history=True)


class SnapshotWriter:
    """Writes a snapshot whenever enough has happened since the last. `take` makes one."""

    def __init__(
        self, snapshots: Snapshots, timing: Timing, take: Callable[[], Awaitable[Snapshot]]
    ) -> None:
        self._snapshots = snapshots
        self._timing = timing
        self._take = take
        self._events = 0
        """The event count of the last snapshot."""
        self._time = 0.0
        """When the last snapshot was written, or the count began."""
        self.written: list[Place] = []
        """Where the last snapshot was taken that this node has written."""

    def begin(self, events: int) -> None:
        """A snapshot was loaded; so many events were applied until then."""
        self._events = events

    async def write_if_due(self, events: int) -> None:
        """Write a snapshot if it is time; so many events were applied until now.

        Raises NatsError, StoreError or ChildProcessError. A failed one is not tried again before
        the next is due.
        """
        now = asyncio.get_running_loop().time()
        behind = events - self._events
        self._time = self._time or now
        has_waited = now - self._time >= self._timing.snapshot_seconds
        if behind >= self._timing.snapshot_events or (behind > 1 and has_waited):
            self._events, self._time = events, now
            snapshot = await self._take()
            await self._snapshots.put(snapshot)
            self.written = [snapshot.place]
            await self._snapshots.remove_leftovers(snapshot.epoch)


def save_aside(folder: Path, sequence: int, state: bytes) -> None:
    """Keep a state that differs from the others', for whoever looks for the mistake."""
    file = folder / f"diverged-{sequence}.state"
    try:
        before = sorted(folder.glob("diverged-*.state"), key=lambda one: one.stat().st_mtime)
        for old in before[: 1 - _KEPT_ASIDE]:
            old.unlink()
        file.touch(mode=0o600)
        file.write_bytes(state)
    except OSError as error:
        _log.error("the differing state could not be saved: %s", error.strerror)
    else:
        _log.error("the differing state was saved in %s", file)
