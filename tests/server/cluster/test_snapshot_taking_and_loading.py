"""Snapshots are written when enough has happened, and the right one is loaded."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("nats")
from nats.errors import Error as NatsError

from tests.server.core.state.busy_network import busy_network
from tests.server.world import World
from tui_chat.server.cluster import ClusterError, snapshot_taking_and_loading
from tui_chat.server.cluster.snapshot_stream import Place, Snapshot
from tui_chat.server.cluster.snapshot_taking_and_loading import (
    NEWEST,
    SnapshotWriter,
    choose,
    load_into,
    save_aside,
    taken_of,
)
from tui_chat.server.cluster.stream_log import StreamState
from tui_chat.server.cluster.timing import Timing
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.state_dump import dump
from tui_chat.server.store.memory_history_and_records import MemoryRecords
from tui_chat.server.store.sqlite_record_store import SqliteRecords


class Stored:
    """The snapshots of a network, without an engine."""

    def __init__(self, *places: Place, damaged: tuple[Place, ...] = ()) -> None:
        self.did: list[str] = []
        self._places = list(places)
        self._damaged = damaged
        self.takes = True
        self.led = 0
        """How often it is asked until it has a leader, without which it knows nothing."""

    async def is_empty(self) -> bool:
        self.led -= 1
        if self.led >= 0:
            raise TimeoutError
        return not self._places

    async def places(self) -> list[Place]:
        return self._places if self.led <= 0 else []

    async def get(self, place: Place) -> Snapshot:
        if place in self._damaged:
            raise ClusterError("damaged")
        return Snapshot(*place, b"", (), has_history=True)

    async def put(self, snapshot: Snapshot) -> None:
        if not self.takes:
            raise NatsError
        self.did.append(f"put {snapshot.sequence}")

    async def remove_leftovers(self, epoch: int) -> None:
        self.did.append(f"removed leftovers of {epoch}")


def log(first: int) -> StreamState:
    return StreamState(7, first, 100, 3)


async def chosen(stored: Any, place: Place, first: int = 1) -> int:
    return (await choose(stored, log(first), place)).sequence


async def test_the_newest_that_a_history_goes_back_to_is_chosen() -> None:
    stored = Stored(Place(6, 90), Place(7, 10), Place(7, 20), Place(7, 30))
    assert await chosen(stored, Place(7, 25)) == 20
    assert await chosen(stored, Place(7, 5)) == 30
    assert await chosen(stored, NEWEST) == 30
    # The log has to go on from there.
    assert await chosen(stored, Place(7, 25), first=22) == 30


async def test_a_damaged_one_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = Place(7, 30)
    assert await chosen(Stored(Place(7, 20), bad, damaged=(bad,)), NEWEST) == 20
    monkeypatch.setattr(snapshot_taking_and_loading, "_LAGGING", -1.0)
    with pytest.raises(ClusterError, match=r"no snapshot to begin with \(damaged\)"):
        await chosen(Stored(bad, damaged=(bad,)), NEWEST)
    with pytest.raises(ClusterError, match="refound"):
        await chosen(Stored(), NEWEST)


async def test_it_is_waited_for_until_their_stream_has_a_leader(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(snapshot_taking_and_loading, "_LAGGING", -1.0)
    monkeypatch.setattr(snapshot_taking_and_loading, "_AGAIN", 0.0)
    stored = Stored(Place(7, 20))
    stored.led = 3
    assert await chosen(stored, NEWEST) == 20
    assert stored.led == 0


def writer(stored: Any, timing: Timing) -> SnapshotWriter:
    places = iter(range(1, 10))

    async def take() -> Snapshot:
        return Snapshot(7, next(places), b"", (), has_history=True)

    return SnapshotWriter(stored, timing, take)


async def test_one_is_written_after_so_many_events_or_so_long() -> None:
    stored = Stored()
    busy = writer(stored, Timing(snapshot_events=100))
    busy.begin(50)
    for events in (51, 149, 150, 249, 250):
        await busy.write_if_due(events)
    assert stored.did == ["put 1", "removed leftovers of 7", "put 2", "removed leftovers of 7"]
    assert busy.written == [Place(7, 2)]
    quiet = writer(stored := Stored(), Timing(snapshot_seconds=0))
    for events in (0, 1, 2, 3):
        await quiet.write_if_due(events)
    assert stored.did == ["put 1", "removed leftovers of 7"]  # one event is no reason


async def test_one_that_fails_is_not_tried_again_at_once() -> None:
    stored = Stored()
    stored.takes = False
    made = writer(stored, Timing(snapshot_events=100))
    with pytest.raises(NatsError):
        await made.write_if_due(100)
    stored.takes = True
    await made.write_if_due(101)
    assert not stored.did
    assert not made.written
    await made.write_if_due(200)
    assert made.written == [Place(7, 2)]


@pytest.mark.parametrize("many", [0, 2000])
async def test_state_and_records_are_taken_and_loaded(
    many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot_taking_and_loading, "_MANY", many)
    old = busy_network().node
    old.records.keep("account", "ana", {"name": "ana"})
    young = World(settings=Settings(), tick_per_line=True, records=MemoryRecords()).node
    for key in ("ana", "bob"):
        young.records.keep("account", key, {"name": "other"})
    load_into(young, await taken_of(old, Place(7, 3)))
    assert dump(young.network) == dump(old.network)
    assert sorted(young.records.all()) == sorted(old.records.all())
    with pytest.raises(ClusterError):
        load_into(young, Snapshot(7, 3, b"rubbish", (), has_history=True))


async def test_what_happens_while_one_is_taken_is_not_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is dumped in a copy of the process, and its records are read in another thread."""
    monkeypatch.setattr(snapshot_taking_and_loading, "_MANY", 0)
    records = SqliteRecords(tmp_path)
    records.keep("account", "ana", {"name": "ana"})
    net = World(settings=Settings(), tick_per_line=True, records=records)
    ana = net.enter("ana")
    before = dump(net.node.network)
    taking = asyncio.ensure_future(taken_of(net.node, Place(7, 3)))
    await asyncio.sleep(0)
    ana.says("JOIN #tea")
    records.keep("account", "ana", None)
    records.commit()
    snapshot = await taking
    assert snapshot.state == before != dump(net.node.network)
    assert snapshot.records == (("account", "ana", {"name": "ana"}),)
    assert not tuple(records.all())
    records.close()


def test_the_last_three_states_that_differed_are_kept(tmp_path: Path) -> None:
    for sequence in range(5):
        save_aside(tmp_path, sequence, b"%d" % sequence)
    assert len([*tmp_path.iterdir()]) == 3
    assert (tmp_path / "diverged-4.state").read_bytes() == b"4"
    save_aside(tmp_path / "nowhere", 1, b"")  # only said
