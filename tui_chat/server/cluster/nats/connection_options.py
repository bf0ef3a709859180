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
"""Seconds between two pings. After two without an answer, the connection counts as lost."""
_PAUSE: Final = 0.1
"""Seconds between two attempts to connect."""
_UNSENT: Final = 8 << 20
"""Bytes that may wait in memory to be sent."""


def connect_options(key: ClusterKey, port: int) -> dict[str, Any]:
    """Options of `nats.connect` that let us in to the engine of this network.

    `port` is that of our own engine; it is not used if the key names a NATS. Raises ClusterError if
    the file with trusted certificates, which the key names, cannot be used.
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
    """The client library of the engine. Raises ClusterError if the extra is not installed."""
    try:
        import nats  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ClusterError(
            f"A network on several machines needs more packages: {INSTALL}"
        ) from error
    return nats


def reconnect_options(name: str, again: Callable[[], object]) -> dict[str, Any]:
    """Options of `nats.connect` for a connection that is made again whenever it is lost.

    Attempts never end; `again` is called after each success. `name` is shown by the engine.
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
