import asyncio
from pathlib import Path

import pytest

from tests.server.cluster.engines import needs_engine, new_key
from tests.server.core.state.busy_network import busy_network
from tui_chat.server.cluster import ClusterError, cluster_status
from tui_chat.server.cluster.nats.server_process import Engine
from tui_chat.server.cluster.snapshot_stream import Place, Snapshot, Snapshots
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.state_dump import dump
from tui_chat.server.process.state_folder.refounding_from_snapshot import refound_network
from tui_chat.server.store.history_log_place import LogPlace, log_place, set_log_place
from tui_chat.server.store.sqlite_record_store import SqliteRecords


@needs_engine
async def test_the_history_of_the_machine_becomes_that_of_a_new_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_status, "PATIENCE", 0.2)
    key = new_key()
    async with Engine(key, 1, tmp_path) as engine:
        connection = await engine.connect()
        snapshots = Snapshots(connection, key.network)
        await snapshots.open(1)
        state = dump(busy_network().node.network)
        await snapshots.put(Snapshot(5, 20, state, (), has_history=True))
        await connection.close()
    asked: list[int] = []

    def no(entries: int) -> bool:
        asked.append(entries)
        return False

    assert await refound_network(key, 1, tmp_path, Settings(), lambda _: False) == Place(5, 20)
    place = log_place(tmp_path)
    assert place.epoch > 5
    assert place.sequence == 0
    # The log is there now: to begin it again is a question.
    with pytest.raises(ClusterError, match="Nothing was changed"):
        await refound_network(key, 1, tmp_path, Settings(), no)
    assert asked == [0]
    assert log_place(tmp_path) == place


@needs_engine
async def test_what_the_machine_has_counts_if_no_snapshot_is_as_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_status, "PATIENCE", 0.2)
    key = new_key()
    await asyncio.to_thread(set_log_place, tmp_path, LogPlace(5, 30, 0))
    records = SqliteRecords(tmp_path)
    records.keep("register", "#tea", {"name": "#tea"})
    records.commit()
    records.close()
    async with Engine(key, 1, tmp_path) as engine:
        connection = await engine.connect()
        snapshots = Snapshots(connection, key.network)
        await snapshots.open(1)
        state = dump(busy_network().node.network)
        await snapshots.put(Snapshot(5, 20, state, (), has_history=True))
        await connection.close()
    assert await refound_network(key, 1, tmp_path, Settings(), lambda _: False) is None
    async with Engine(key, 1, tmp_path) as engine:
        connection = await engine.connect()
        snapshots = Snapshots(connection, key.network)
        found = await snapshots.get((await snapshots.places())[-1])
        await connection.close()
    assert found.epoch == log_place(tmp_path).epoch > 5
    assert found.records == (("register", "#tea", {"name": "#tea"}),)
