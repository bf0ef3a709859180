"""The client library of the engine, and the options of connections to it."""

import logging
import ssl
from collections.abc import Callable
from typing import Any, Final

from tui_chat.server.cluster import ClusterError
from tui_chat.server.cluster.key_file import ClusterKey
from tui_chat.server.cluster.nats import server_config
from tui_chat.server.cluster.nats.requirements import INSTALL

_log: Final = logging.getLogger(__name__)
_PING: Final = 1
"""Seconds between two pings; two without an answer mean that the engine is gone."""
_PAUSE: Final = 0.1
"""Seconds between two attempts to connect; they never end."""
_UNSENT: Final = 8 << 20
"""Bytes that may wait to be sent."""


def connect_options(key: ClusterKey, port: int) -> dict[str, Any]:
    """What `nats.connect` must be given: `port` is our own engine's, unless the key names a NATS.

    Raises ClusterError if there is no such file as the key names.
    """
    if not key.nats:
        return {
            "servers": [f"nats://127.0.0.1:{port}"],
            "user": server_config.USER,
            "password": server_config.client_password(key),
        }
    options: dict[str, Any] = {"servers": list(key.nats)}
    if any(url.startswith("tls://") for url in key.nats):
        try:
            options["tls"] = ssl.create_default_context(cafile=key.nats_trust or None)
        except OSError as error:
            raise ClusterError(
                f"Cannot use the certificates in {key.nats_trust} (nats_trust in the key file): "
                f"{error.strerror or error}."
            ) from error
    return options


def import_nats() -> Any:
    """The client library of the engine. Raises ClusterError without the extra."""
    try:
        import nats  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ClusterError(
            f"A network on several machines needs more packages: {INSTALL}"
        ) from error
    return nats


def reconnect_options(name: str, again: Callable[[], object]) -> dict[str, Any]:
    """Options of `nats.connect` for a connection that is made again for as long as it takes.

    `again` is called then. `name` is what the engine calls it.
    """

    async def reconnected() -> None:
        _log.info("connected to the engine again")
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
