"""The stores of a running server: opened as configured, tidied when there is time."""

import asyncio
import logging
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import time_ns
from typing import Final

from tui_chat.server import exception_logging
from tui_chat.server.config.config_schema import History as HistoryConfig
from tui_chat.server.core.messages.held_conversations import is_held
from tui_chat.server.core.messages.history_request_types import HISTORY_REQUESTS, Search
from tui_chat.server.engine.node import Node
from tui_chat.server.engine.pending_requests import in_thread
from tui_chat.server.store import History, Records, Retention
from tui_chat.server.store.memory_history_and_records import MemoryHistory, MemoryRecords
from tui_chat.server.store.missing_database_check import check_together
from tui_chat.server.store.sqlite_history import SqliteHistory
from tui_chat.server.store.sqlite_record_store import SqliteRecords
from tui_chat.server.workers.fair_request_queue import FairRequestQueue
from tui_chat.wire.message import Message

_log: Final = logging.getLogger(__name__)
_MOST_IN_MEMORY: Final = 5000
"""Messages of one conversation that are kept in memory."""
_MOST_WAITING: Final = 1000
"""Requests that wait for a thread; each connection has one at most."""
_PAUSE: Final = 1.0
"""Seconds between two rounds of tidying when nothing was left to do."""
_BREATH: Final = 0.02
"""Seconds between two rounds with more to do: requests for history come first."""


class Storage:
    """History and records, and the thread that reads them.

    Without a folder, both are in memory. Raises StoreError when the files cannot be used.
    """

    def __init__(self, config: HistoryConfig, folder: Path | None) -> None:
        durable = config.durability == "power"
        retention = Retention(config.keep_days, config.keep_messages)
        self.records: Records = MemoryRecords()
        most = min(config.keep_messages or _MOST_IN_MEMORY, _MOST_IN_MEMORY)
        self.history: History = MemoryHistory(Retention(config.keep_days, most))
        if folder is not None:
            check_together(folder)
            self.records = SqliteRecords(folder, durable=durable)
            if config.enabled == "disk":
                try:
                    self.history = SqliteHistory(folder, retention, durable=durable)
                except BaseException:
                    self.records.close()
                    raise
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="history")
        self._searching = ThreadPoolExecutor(1, thread_name_prefix="search")
        """Searches take long: requests for history do not wait for them, nor for tidying."""
        self._tidying = ThreadPoolExecutor(1, thread_name_prefix="tidying")
        self._tidier: asyncio.Task[None] | None = None
        self._hindrance = ""
        """Why the last round of tidying failed."""

    def serve(self, node: Node) -> None:
        """Restore the records, answer the node's requests, and tidy from now on."""
        loop = asyncio.get_running_loop()
        queues: dict[ThreadPoolExecutor, FairRequestQueue] = {}
        for kind in HISTORY_REQUESTS:
            # SQLite and Python take turns in that thread, and the loop waits for each.
            thread = self._searching if kind is Search else self._thread
            queues.setdefault(
                thread,
                FairRequestQueue(
                    in_thread(self.history.answer, thread, loop),
                    node.limit_key,
                    loop.call_soon,
                    most=_MOST_WAITING,
                    at_once=1,
                ),
            )
            queue = queues[thread]
            # A search takes long, and others go on meanwhile.
            node.answer_with(kind, queue if kind is Search else node.queue.counting(queue))
        # Asked each time: a node that joins a cluster goes on from another state.
        self.history.protect(lambda name: is_held(node.network, name))
        node.restore()
        self._tidier = loop.create_task(self._look_after(node))

    async def close(self) -> None:
        """Commit and close the files."""
        if self._tidier is not None:
            self._tidier.cancel()
            await asyncio.wait([self._tidier])
        self._thread.shutdown(cancel_futures=True)
        self._searching.shutdown(cancel_futures=True)
        self._tidying.shutdown(cancel_futures=True)
        try:
            self.history.close()
        finally:
            self.records.close()

    async def _look_after(self, node: Node) -> None:
        loop = asyncio.get_running_loop()
        known = ""
        while True:
            more = False
            try:
                write_error = self.history.write_error or self.records.write_error
                if write_error != known:
                    known = write_error
                    tell_operators(node, write_error or "Messages are stored again.")
                more = await loop.run_in_executor(self._tidying, self._tidy)
            except Exception as error:  # noqa: BLE001 - nothing would be tidied or told again
                exception_logging.report("the history could not be checked for old messages", error)
            await asyncio.sleep(_BREATH if more else _PAUSE)

    def _tidy(self) -> bool:
        """Tidy a part; whether there is more to do. After a failure the next try may succeed."""
        try:
            more = self.history.tidy(time_ns() // 1_000_000)
        except sqlite3.Error as error:  # the disk, which is told once: it is full for long
            if str(error) != self._hindrance:
                self._hindrance = str(error)
                _log.error("the history could not be cleaned up (%s); trying again", error)
        except Exception as error:  # noqa: BLE001 - said above
            exception_logging.report("the history could not be cleaned up", error)
        else:
            self._hindrance = ""
            return more
        return False


def tell_operators(node: Node, sentence: str) -> None:
    """Send a notice to all operators."""
    for user in node.network.operators:
        for client in user.clients:
            node.send_to(
                client, Message("NOTICE", (user.nick, f"*** {sentence}"), node.network.name)
            )
