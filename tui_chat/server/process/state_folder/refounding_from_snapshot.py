"""A network whose log is lost goes on from its newest snapshot."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from time import time_ns
from typing import TYPE_CHECKING, Final

from tui_chat.server.cluster import ClusterError, cluster_status
from tui_chat.server.cluster.key_file import ClusterKey
from tui_chat.server.cluster.nats.existing_nats_check import check_nats
from tui_chat.server.cluster.nats.server_process import Engine
from tui_chat.server.core.settings import Settings
from tui_chat.server.process.state_folder.creation_and_lock import locked, secure
from tui_chat.server.process.state_folder.node_name_file import note_node
from tui_chat.server.store.history_log_place import LogPlace, log_place, set_log_place

if TYPE_CHECKING:
    from nats.aio.client import Client

    from tui_chat.server.cluster.snapshot_stream import Place

_log: Final = logging.getLogger(__name__)
_PATIENCE: Final = 60.0
"""Seconds for more than half of the engines to be there."""
_MOST_REPLICAS: Final = 3


async def refound_network(
    key: ClusterKey,
    node: int,
    folder: Path,
    settings: Settings,
    may_replace: Callable[[int], bool],
) -> "Place | None":
    """Begin a new log; the history in this folder becomes that of the network. Gives from where.

    That is None if no snapshot is as new as what is in the folder: then its accounts and registered
    channels count, with these settings. If the log is there after all, `may_replace` is asked,
    with the number of its entries. Raises ClusterError and StoreError.
    """
    secure(folder)
    with locked(folder):
        if key.nats:
            await check_nats(key)
        async with Engine(key, node, folder) as engine:
            connection = await engine.connect()
            try:
                log = await _reached(connection, key)
                if log.error is None and not may_replace(log.state.last_seq):
                    raise ClusterError("Nothing was changed.")
                place = await _refound(connection, key, folder, settings)
                note_node(folder, f"node{node}", key.network)
                return place
            finally:
                await connection.close()


async def _reached(connection: "Client", key: ClusterKey) -> cluster_status.Log:
    """What the engines say of the log, as soon as enough are there."""
    end = asyncio.get_running_loop().time() + _PATIENCE
    told = False
    while asyncio.get_running_loop().time() < end:
        status = await cluster_status.look(connection, key.network)
        if status.nodes:
            names = ", ".join(one.name for one in status.nodes)
            raise ClusterError(f"Stop all servers of the network first: {names} runs.")
        if status.log is not None:
            return status.log
        if not told:
            told = True
            _log.warning(
                "waiting for more than half of the engines: run `tui-chat cluster witness` there"
            )
    raise ClusterError(
        "Less than half of the engines can be reached: run `tui-chat cluster witness` on the other "
        "machines."
    )


async def _refound(
    connection: "Client", key: ClusterKey, folder: Path, settings: Settings
) -> "Place | None":
    from nats.errors import Error  # noqa: PLC0415 - an extra

    from tui_chat.server.cluster.initial_snapshot_and_stream import beginning_of, refound  # noqa: PLC0415
    from tui_chat.server.cluster.snapshot_stream import Snapshots  # noqa: PLC0415
    from tui_chat.server.cluster.stream_log import StreamGone, StreamLog  # noqa: PLC0415

    replicas = min(len(key.peers) or _MOST_REPLICAS, _MOST_REPLICAS)
    snapshots = Snapshots(connection, key.network)
    place = None
    try:
        await snapshots.open(replicas)
        own = await asyncio.to_thread(log_place, folder)
        places = await snapshots.places()
        if places and places[-1] >= (own.epoch, own.sequence):
            place = await refound(connection, key.network, replicas)
        else:
            epoch = time_ns() // 1_000_000
            await snapshots.put(beginning_of(folder, settings, epoch))
            log = StreamLog(connection, key.network)
            await log.remove()
            await log.make(epoch, replicas)
        found = await StreamLog(connection, key.network).state()
    except (Error, TimeoutError, StreamGone) as error:
        raise ClusterError(
            f"The engines refused: {error}. Try again when all of them run."
        ) from error
    await asyncio.to_thread(set_log_place, folder, LogPlace(found.epoch, 0, 0))
    return place
