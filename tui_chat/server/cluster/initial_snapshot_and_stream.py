"""The beginning of a network's log: first a snapshot of the state before it, then the stream.

Because of that order, there is a snapshot wherever there is a stream.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from time import time_ns
from typing import Final

from nats.aio.client import Client
from nats.errors import Error as NatsError

from tui_chat.server.cluster import ClusterError
from tui_chat.server.cluster.snapshot_stream import Place, Snapshot, Snapshots
from tui_chat.server.cluster.stream_log import StreamGone, StreamLog, StreamState
from tui_chat.server.core.event_dispatch import handle
from tui_chat.server.core.events import ClientId, Millis, NodeLost
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state_dump import dump, load
from tui_chat.server.engine.node import Node
from tui_chat.server.store import Record
from tui_chat.server.store.history_schema import FILE as HISTORY
from tui_chat.server.store.memory_history_and_records import MemoryRecords
from tui_chat.server.store.sqlite_record_store import FILE as RECORDS
from tui_chat.server.store.sqlite_record_store import SqliteRecords

_log: Final = logging.getLogger(__name__)
_AGAIN: Final = 0.2
"""Seconds between two attempts while the engines have no leader yet."""
_LOOKS: Final = 20
"""How often we look, with such a pause, before a log that was there counts as gone."""
_PATIENCE: Final = 10.0
"""Seconds after which the operator is told what we are waiting for."""
REFOUND: Final = "tui-chat cluster refound"


async def find_or_found(
    log: StreamLog,
    snapshots: Snapshots,
    replicas: int,
    known_epoch: int,
    beginning: Callable[[int], Snapshot],
) -> StreamState:
    """The stream of the network. If there never was one, it is made, to begin with `beginning`.

    Waits for as long as the engines are not ready. Raises ClusterError if there is no stream any
    more, or another than the one of `known_epoch` (0 if this node knows none).
    """
    loop = asyncio.get_running_loop()
    begun = loop.time()
    told = False
    while True:
        try:
            try:
                found = await log.state()
            except StreamGone:
                await snapshots.open(replicas)
                await _found(log, snapshots, replicas, known_epoch, beginning)
                found = await log.state()
        except (NatsError, TimeoutError, StreamGone) as error:
            if not told and loop.time() - begun > _PATIENCE:
                told = True
                _log.warning(
                    "waiting for the engines of the other machines: more than half of all must "
                    "run, with the same key file (%s)",
                    error,
                )
            await asyncio.sleep(_AGAIN)
            continue
        if known_epoch and found.epoch != known_epoch:
            raise ClusterError(
                "The network's log was made anew since this node was last part of it: what it "
                f"has would not fit. Say `{REFOUND}` on one node if that is wrong, or give this "
                "one an empty --state folder."
            )
        return found


async def _found(
    log: StreamLog,
    snapshots: Snapshots,
    replicas: int,
    known_epoch: int,
    beginning: Callable[[int], Snapshot],
) -> None:
    if known_epoch or not await snapshots.is_empty():
        # More than once: while engines start, one that has not heard of the log says it is gone.
        for _ in range(_LOOKS):
            await asyncio.sleep(_AGAIN)
            with contextlib.suppress(StreamGone):
                await log.state()
                return
        if known_epoch or await _any_from_earlier_network(snapshots):
            raise ClusterError(
                "The network's log is gone, and was there before: if it is lost for good, say "
                f"`{REFOUND}` on one node to go on from what is left."
            )
    epoch = time_ns() // 1_000_000
    snapshot = beginning(epoch)
    # Removes no other: the log may begin with that of another node, which was faster.
    await snapshots.add(snapshot)
    await log.make(epoch, replicas)
    if (await log.state()).epoch != epoch:
        await snapshots.remove(snapshot.place)


async def _any_from_earlier_network(snapshots: Snapshots) -> bool:
    """Whether there is a snapshot other than those just put there by nodes that found a network."""
    young = time_ns() // 1_000_000 - 60_000
    places = await snapshots.places()
    if not places:  # this engine lags: there are some
        raise TimeoutError
    return any(place.sequence or place.epoch < young for place in places)


async def refound(connection: Client, network: str, replicas: int) -> Place:
    """Begin a new log with the newest snapshot of a network whose log is lost; gives its place.

    No node may run meanwhile. Raises ClusterError if there is no snapshot, or NatsError.
    """
    snapshots, log = Snapshots(connection, network), StreamLog(connection, network)
    await snapshots.open(replicas)
    places = await snapshots.places()
    if not places:
        raise ClusterError("There is no snapshot of the network: there is nothing to go on from.")
    newest = await snapshots.get(places[-1])
    epoch = max(time_ns() // 1_000_000, newest.epoch + 1)
    state = dump(_without_nodes(load(newest.state)))
    await snapshots.put(Snapshot(epoch, 0, state, newest.records, has_history=True))
    await log.remove()
    await log.make(epoch, replicas)
    return newest.place


def _without_nodes(network: Network) -> Network:
    """The network with all connections ended; users who were logged in may come back."""
    at = Millis(max(network.stamps.last, time_ns() // 1_000_000))
    for member in tuple(network.nodes.by_name.values()):
        msgid = network.stamps.msgids.next(at)
        event = NodeLost(ClientId(0), at, member.incarnation, member.batch, msgid=msgid)
        handle(network, event)
    return network


def beginning_of(folder: Path, settings: Settings, epoch: int) -> Snapshot:
    """The snapshot of a server that becomes the first node of a network. Raises StoreError."""
    records = _records_in(folder)
    memory = MemoryRecords()
    for kind, key, value in records:
        memory.keep(kind, key, value)
    memory.commit()
    node = Node(settings, lambda _: None, records=memory)
    node.restore()
    has_history = (folder / HISTORY).exists()
    return Snapshot(epoch, 0, dump(node.network), tuple(records), has_history)


def _records_in(folder: Path) -> Sequence[Record]:
    if not (folder / RECORDS).exists():
        return ()
    records = SqliteRecords(folder)
    try:
        return tuple(records.all())
    finally:
        records.close()
