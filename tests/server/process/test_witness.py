import asyncio
import os
import signal
from pathlib import Path

import pytest

from tests.server.cluster.engines import answers, needs_engine, new_key

pytest.importorskip("nats")
from tui_chat.server.cluster import cluster_status
from tui_chat.server.cluster.nats.server_config import port_of
from tui_chat.server.process.state_folder.creation_and_lock import locked
from tui_chat.server.process.witness import run_witness
from tui_chat.server.store import StoreError


@needs_engine
async def test_a_witness_is_there_for_the_other_engines_until_it_is_told_to_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`tests/durability/two_servers_and_witness.py` has the servers that it is there for."""
    monkeypatch.setattr(cluster_status, "PATIENCE", 0.2)
    key = new_key(3)
    started = asyncio.Event()
    witness = asyncio.create_task(run_witness(key, 3, tmp_path, started.set))
    async with asyncio.timeout(30):
        await started.wait()
    assert answers(key.peers[2].port)
    connection = await cluster_status.connect(key, port_of(tmp_path))
    status = await cluster_status.look(connection, key.network)
    await connection.close()
    assert list(cluster_status.lines(key, status))[1:] == [
        f"node1 ({key.peers[0]}): no server answers; its engine is unknown",
        f"node2 ({key.peers[1]}): no server answers; its engine is unknown",
        f"node3 ({key.peers[2]}): a witness; its engine waits for the others",
    ]
    os.kill(os.getpid(), signal.SIGTERM)
    await witness
    assert not answers(key.peers[2].port)


async def test_a_folder_is_for_one_alone(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(StoreError, match="Another server runs on"):
        await run_witness(new_key(3), 3, tmp_path, lambda: None)
