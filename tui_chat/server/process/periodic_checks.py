"""What a running server looks at every few seconds: silent clients, slow readers, timeouts."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from tui_chat.server import exception_logging
from tui_chat.server.engine.node import Node
from tui_chat.server.limits.total_sendq_limit import end_slowest_readers

_log: Final = logging.getLogger(__name__)
_PAUSE: Final = 5.0
"""Seconds between two rounds of checks."""


class PeriodicChecks:
    """Checks the connections of `node` every few seconds, and calls the functions in `others`.

    Each of `others` is given the time in seconds of the loop. What fails is reported, and the
    remaining checks are made.
    """

    def __init__(self, node: Node, others: tuple[Callable[[float], object], ...]) -> None:
        self._checks = (self._check_connections, self._end_slowest_readers, *others)
        self._node = node
        self._task = asyncio.get_running_loop().create_task(self._run())

    def close(self) -> None:
        """Check nothing more."""
        self._task.cancel()

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(_PAUSE)
            now = asyncio.get_running_loop().time()
            for check in self._checks:
                try:
                    check(now)
                except Exception as error:  # noqa: BLE001 - the others would never be made again
                    exception_logging.report("a check that is made now and then failed", error)

    def _check_connections(self, now: float) -> None:
        for connection in self._node.sockets:
            try:
                connection.check_alive(now)
            except Exception as error:  # noqa: BLE001 - it is one of many
                exception_logging.report("the timeouts of a connection could not be checked", error)

    def _end_slowest_readers(self, _now: float) -> None:
        given_up = end_slowest_readers(self._node.sockets)
        if given_up:
            _log.warning("%d connections were closed: their send queues were full", given_up)
