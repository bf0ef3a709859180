"""A young node gets another's history, whole; and asks whether clients live."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.server.cluster.engines import needs_engine

pytest.importorskip("nats")
from nats.aio.client import Client

from tui_chat.server.cluster import ClusterError, cluster_status, peer_requests
from tui_chat.server.cluster.peer_requests import PeerRequests, Standing
from tui_chat.server.core.events import ClientId
from tui_chat.server.store.history_log_place import LogPlace, log_place, set_log_place
from tui_chat.server.store.sqlite_history import SqliteHistory

pytestmark = needs_engine
ALIVE = ClientId(7)


def peer(connection: Client, network: str, folder: Path) -> PeerRequests:
    def is_alive(clients: tuple[ClientId, ...], told: Callable[[bool], None]) -> None:
        told(ALIVE in clients)

    folder.mkdir()
    standing = Standing(folder.name, len(folder.name), 42, "digest", 1, 1)
    return PeerRequests(connection, network, folder, is_alive, lambda: standing)


async def test_a_history_is_fetched_whole_and_no_copy_is_left(
    connection: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peer_requests, "_PART", 5000)
    monkeypatch.setattr(peer_requests, "_PATIENCE", 0.2)
    old, young = (peer(connection, "fetch", tmp_path / name) for name in ("old", "young"))
    set_log_place(tmp_path / "old", LogPlace(5, 100, 2))
    history = SqliteHistory(tmp_path / "old")
    await old.answer_as(1)
    await young.answer_as(2)
    assert not await young.fetch_history(LogPlace(5, 101))
    assert await young.fetch_history(LogPlace(5, 100))
    assert log_place(tmp_path / "young") == LogPlace(5, 100, 2)
    SqliteHistory(tmp_path / "young").close()
    await old.close()
    await young.close()
    assert not [*(tmp_path / "old").glob("*copy*")]
    history.close()


async def test_another_node_is_asked_when_one_has_no_room_for_a_copy(
    connection: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peer_requests, "_PATIENCE", 0.2)
    full, old, young = (peer(connection, "full", tmp_path / name) for name in ("f", "old", "young"))
    for name in ("f", "old"):
        set_log_place(tmp_path / name, LogPlace(5, 100))
    make = tempfile.mkstemp

    def spoilt(prefix: str, dir: Path) -> tuple[int, str]:  # noqa: A002 - as the original
        number, name = make(prefix=prefix, dir=dir)
        if dir.name == "f":
            os.write(number, b"no database, so that copying fails " * 100)
        return number, name

    monkeypatch.setattr(tempfile, "mkstemp", spoilt)
    await full.answer_as(1)
    assert not await young.fetch_history(LogPlace(5, 100))
    assert not [*(tmp_path / "f").glob("*copy*")]
    await old.answer_as(2)
    assert await young.fetch_history(LogPlace(5, 100))
    for one in (full, old):
        await one.close()


async def test_a_history_that_there_is_no_room_for_is_refused_in_a_sentence(
    connection: Client, tmp_path: Path
) -> None:
    old, young = (peer(connection, "room", tmp_path / name) for name in ("old", "young"))
    set_log_place(tmp_path / "old", LogPlace(5, 100))
    await old.answer_as(1)
    (tmp_path / "young" / "history.db.fetched").mkdir()
    with pytest.raises(ClusterError, match="history of another node cannot be written to"):
        await young.fetch_history(LogPlace(5, 100))
    await old.close()


async def test_whether_clients_live_is_asked_of_their_node(
    connection: Client, tmp_path: Path
) -> None:
    one, other = (peer(connection, "live", tmp_path / name) for name in ("one", "other"))
    await other.answer_as(5)
    assert await one.any_alive(5, (ClientId(1), ALIVE), 5)
    assert not await one.any_alive(5, (ClientId(1),), 5)
    # Whoever does not answer may be slow: nobody loses a nickname for that.
    assert await one.any_alive(6, (ClientId(1),), 0.1)
    await other.close()


async def test_all_nodes_say_how_far_they_are(
    connection: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_status, "PATIENCE", 0.2)
    peers = [peer(connection, "stand", tmp_path / name) for name in ("node2", "node1")]
    for number, one in enumerate(peers):
        await one.answer_as(number)
    found = await cluster_status.look(connection, "stand")
    assert [(one.name, one.sequence) for one in found.nodes] == [("node1", 42), ("node2", 42)]
    for one in peers:
        await one.close()
