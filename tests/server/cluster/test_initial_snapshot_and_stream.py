"""A network goes on from a snapshot when its log is lost. Beginnings: see `test_cluster_node`."""

import asyncio
import itertools
from typing import Any

import pytest

from tests.server.cluster.engines import needs_engine
from tests.server.core.state.busy_network import busy_network

pytest.importorskip("nats")
from nats.aio.client import Client

from tui_chat.server.cluster import ClusterError, initial_snapshot_and_stream
from tui_chat.server.cluster.initial_snapshot_and_stream import find_or_found, refound
from tui_chat.server.cluster.snapshot_stream import Place, Snapshot, Snapshots
from tui_chat.server.cluster.stream_log import StreamLog, StreamState
from tui_chat.server.core.state_dump import dump, load


class FoundLater:
    """A log whose stream has no leader when it is first asked about."""

    def __init__(self) -> None:
        self.asked = 0

    async def state(self) -> StreamState:
        self.asked += 1
        if self.asked == 1:
            raise TimeoutError
        return StreamState(7, 1, 9, 3)


async def test_a_log_that_is_there_needs_no_leader_of_all_engines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Only the leader of all engines makes streams, and they elect it apart from the log's."""
    monkeypatch.setattr(initial_snapshot_and_stream, "_AGAIN", 0.0)
    log: Any = FoundLater()
    untouched: Any = None
    found = await find_or_found(log, untouched, 3, 7, untouched)
    assert found.last == 9
    assert log.asked == 2
    with pytest.raises(ClusterError, match="made anew"):
        await find_or_found(log, untouched, 3, 6, untouched)


@needs_engine
async def test_nodes_that_come_too_late_to_found_a_network_leave_its_beginning_alone(
    connection: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All have seen that there is no log before the first one makes it."""
    all_have_looked = asyncio.Barrier(5)
    all_have_begun = asyncio.Barrier(4)
    epochs = (number * 10**6 for number in itertools.count(7 * 10**6))
    monkeypatch.setattr(initial_snapshot_and_stream, "time_ns", lambda: next(epochs))

    class Looking(Snapshots):
        async def is_empty(self) -> bool:
            found = await super().is_empty()
            await all_have_looked.wait()
            return found

    class Late(StreamLog):
        async def make(self, epoch: int, replicas: int) -> None:
            await made.wait()
            await all_have_begun.wait()
            await super().make(epoch, replicas)

    class First(StreamLog):
        async def make(self, epoch: int, replicas: int) -> None:
            await super().make(epoch, replicas)
            made.set()

    made = asyncio.Event()
    state = dump(busy_network().node.network)

    def beginning(epoch: int) -> Snapshot:
        return Snapshot(epoch, 0, state, (), has_history=True)

    kinds = (First, Late, Late, Late, Late)
    async with asyncio.timeout(30):
        found = await asyncio.gather(
            *(
                find_or_found(
                    kind(connection, "race"), Looking(connection, "race"), 1, 0, beginning
                )
                for kind in kinds
            )
        )
    assert len({one.epoch for one in found}) == 1
    assert await Snapshots(connection, "race").places() == [Place(found[0].epoch, 0)]


@needs_engine
async def test_a_new_log_begins_with_the_newest_snapshot_and_nobody_connected(
    connection: Client,
) -> None:
    network = busy_network().node.network
    snapshots = Snapshots(connection, "again")
    await snapshots.open(1)
    for sequence in (10, 20):
        await snapshots.put(Snapshot(5, sequence, dump(network), (), has_history=True))
    assert await refound(connection, "again", 1) == Place(5, 20)
    state = await StreamLog(connection, "again").state()
    assert state.epoch > 5
    place = (await snapshots.places())[-1]
    assert place == Place(state.epoch, 0)
    begun = load((await snapshots.get(place)).state)
    assert not begun.nodes.by_name
    assert begun.accounts.find("fay")


@needs_engine
async def test_without_a_snapshot_there_is_nothing_to_go_on_from(connection: Client) -> None:
    with pytest.raises(ClusterError, match="no snapshot"):
        await refound(connection, "never", 1)
