"""Snapshots on a real engine."""

from __future__ import annotations

import os

import pytest

from tests.server.cluster.engines import needs_engine

nats = pytest.importorskip("nats")
from nats.aio.client import Client  # noqa: E402
from nats.errors import Error as NatsError  # noqa: E402

from tui_chat.server.cluster import ClusterError, snapshot_stream  # noqa: E402
from tui_chat.server.cluster.nats.jetstream_requests import manage, publish  # noqa: E402
from tui_chat.server.cluster.snapshot_stream import Place, Snapshot, Snapshots  # noqa: E402

pytestmark = needs_engine


@pytest.fixture
async def snapshots(connection: Client, request: pytest.FixtureRequest) -> Snapshots:
    made = Snapshots(connection, f"snap{abs(hash(request.node.name))}")
    await made.open(1)
    await made.open(1)
    return made


def snapshot(sequence: int, state: bytes = b"state", epoch: int = 7) -> Snapshot:
    return Snapshot(
        epoch, sequence, state, (("account", "ana", {"name": "ana"}),), has_history=True
    )


async def test_a_snapshot_of_many_parts_comes_back_whole(snapshots: Snapshots) -> None:
    assert await snapshots.places() == []
    made = snapshot(3, os.urandom(1_500_000))
    await snapshots.put(made)
    assert await snapshots.places() == [Place(7, 3)]
    assert await snapshots.get(Place(7, 3)) == made


async def test_three_are_kept(snapshots: Snapshots) -> None:
    for epoch, sequence in ((7, 10), (7, 9), (7, 100), (8, 0)):
        await snapshots.put(snapshot(sequence, epoch=epoch))
    assert await snapshots.places() == [Place(7, 10), Place(7, 100), Place(8, 0)]


async def test_one_that_was_broken_off_is_none_and_a_damaged_one_is_refused(
    snapshots: Snapshots, connection: Client
) -> None:
    await snapshots.put(snapshot(1))
    prefix = snapshots.prefix
    await publish(connection, f"{prefix}.7.2.0", b"a part")
    assert await snapshots.places() == [Place(7, 1)]
    await publish(connection, f"{prefix}.7.1.0", b"other bytes")
    with pytest.raises(ClusterError, match="damaged"):
        await snapshots.get(Place(7, 1))


async def stored(connection: Client, snapshots: Snapshots) -> set[str]:
    """The subjects of all that is stored, without what is common to them."""
    request = {"subjects_filter": ">"}
    name = f"TC_{snapshots.prefix.split('.')[1]}_SNAP"
    state = (await manage(connection, "INFO", name, request)).state
    return {subject.removeprefix(f"{snapshots.prefix}.") for subject in state.subjects or ()}


async def test_parts_of_broken_off_snapshots_are_removed(
    snapshots: Snapshots, connection: Client
) -> None:
    for place in ("6.9", "7.2", "7.9", "9.0"):  # the last of a server that came too late
        await publish(connection, f"{snapshots.prefix}.{place}.0", b"a part")
    await snapshots.put(snapshot(0, epoch=8))
    await snapshots.put(snapshot(5))
    await snapshots.remove_leftovers(7)
    # One that is newer may be on its way.
    assert await stored(connection, snapshots) == {"7.5.0", "7.5.whole", "7.9.0"}
    assert await snapshots.get(Place(7, 5)) == snapshot(5)


async def test_a_snapshot_that_fails_leaves_no_parts(
    snapshots: Snapshots, connection: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(connection: Client, subject: str, data: bytes) -> None:
        if subject.endswith(".1"):
            raise NatsError("no room")
        await publish(connection, subject, data)

    monkeypatch.setattr(snapshot_stream, "publish", fail)
    with pytest.raises(NatsError, match="no room"):
        await snapshots.put(snapshot(1, os.urandom(600_000)))
    assert await stored(connection, snapshots) == set()
