"""A machine that keeps the network's log and serves nobody: an engine without a node."""

import asyncio
import logging
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tui_chat.server.cluster.key_file import ClusterKey
from tui_chat.server.cluster.nats.connection_options import reconnect_options
from tui_chat.server.cluster.nats.server_process import Engine
from tui_chat.server.cluster.peer_requests import answer_as_witness
from tui_chat.server.process import sd_notify
from tui_chat.server.process.state_folder.creation_and_lock import locked, secure
from tui_chat.server.process.state_folder.node_name_file import note_node, refuse_other_network

_log: Final = logging.getLogger(__name__)


async def run_witness(
    key: ClusterKey, node: int, state: Path, announce: Callable[[], None]
) -> None:
    """Run the engine until SIGINT or SIGTERM; `announce` is called when it answers.

    Raises ClusterError and StoreError.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    secure(state)
    with locked(state):
        refuse_other_network(state, key.network)
        async with Engine(key, node, state) as engine:
            name = f"node{node}"
            note_node(state, name, key.network)
            connection = await engine.connect(**reconnect_options(f"tui-chat {name}", _nothing))
            try:
                await answer_as_witness(connection, key.network, name)
                announce()
                sd_notify.ready()
                await stop.wait()
                sd_notify.stopping()
                _log.info("stopping")
            finally:
                await connection.close()


def _nothing() -> None:
    pass
