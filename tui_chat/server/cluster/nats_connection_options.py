"""How a node connects to its engine."""

import logging
from collections.abc import Callable
from typing import Any, Final

_log: Final = logging.getLogger(__name__)
_PING: Final = 1
"""Seconds between two pings; two without an answer mean that the engine is gone."""
_PAUSE: Final = 0.1
"""Seconds between two attempts to connect; they never end."""
_UNSENT: Final = 8 << 20
"""Bytes that may wait to be sent."""


def connect_options(name: str, again: Callable[[], object]) -> dict[str, Any]:
    """Options of `nats.connect` for a connection that is made again for as long as it takes.

    `again` is called then. `name` is what the engine calls it.
    """

    async def reconnected() -> None:
        _log.info("reconnected to the engine")
        again()

    async def failed(error: Exception) -> None:
        _log.debug("connection to the engine: %r", error)

    return {
        "name": name,
        "error_cb": failed,
        "reconnected_cb": reconnected,
        "ping_interval": _PING,
        "max_outstanding_pings": 2,
        "max_reconnect_attempts": -1,
        "reconnect_time_wait": _PAUSE,
        "connect_timeout": 1,
        "dont_randomize": True,
        "pending_size": _UNSENT,
    }
