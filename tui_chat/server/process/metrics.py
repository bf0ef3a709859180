"""Metrics for Prometheus, over HTTP. They are read when a request comes; nothing is counted."""

import contextlib
import errno
import socket
import threading
import time
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from typing import Any, Final
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import (
    CollectorRegistry,
    GCCollector,
    PlatformCollector,
    ProcessCollector,
    make_wsgi_app,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from tui_chat.server import SetupError
from tui_chat.server.config.config_schema import Listen
from tui_chat.server.config.config_schema import Metrics as MetricsConfig
from tui_chat.server.engine.node import Node
from tui_chat.server.limits.address_limits import AddressLimiter
from tui_chat.server.transport.connection_factory import Acceptor
from tui_chat.server.transport.listeners import InUse

_MOST_AT_ONCE: Final = 16
"""Connections; of more, the oldest is closed: each has a thread and a descriptor of the server."""
_PATIENCE: Final = 10.0
"""Seconds that one request takes at most."""


class NetworkCollector(Collector):
    """The numbers of a running server. Called from another thread: it reads only whole numbers."""

    def __init__(self, node: Node, addresses: AddressLimiter, acceptor: Acceptor) -> None:
        self._node = node
        self._addresses = addresses
        self._acceptor = acceptor

    def collect(self) -> Iterator[Metric]:
        """The figures as they are now."""
        network = self._node.network
        for name, meaning, value in (
            ("users", "People on the network", len(network.users)),
            ("channels", "Channels with somebody in them", len(network.channels)),
            ("operators", "People who run the network", len(network.operators)),
            ("connections", "Connections, registered or not", self._addresses.total),
            ("arrivals", "Connections that have said nothing yet", len(self._acceptor)),
            ("addresses", "Addresses that limits are kept for", len(self._addresses)),
        ):
            yield GaugeMetricFamily(f"tui_chat_{name}", meaning, value)
        lines = self._node.lines_received
        yield CounterMetricFamily("tui_chat_lines_received", "Lines that clients sent", lines)


class _QuietHandler(WSGIRequestHandler):
    """Logs nothing: neither requests nor what is wrong with them."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Not a word."""


class _BoundedServer(ThreadingMixIn, WSGIServer):
    """A thread for each connection, of which there are few, and none for long."""

    daemon_threads = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lock = threading.Lock()
        self._open: dict[socket.socket, float] = {}
        """When each connection was accepted; the oldest first."""

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer it on a thread, in place of the oldest if there are too many."""
        with self._lock:
            self._open[request] = time.monotonic()
            if len(self._open) > _MOST_AT_ONCE:
                self._cut(next(iter(self._open)))
        super().process_request(request, client_address)

    def service_actions(self) -> None:
        """Close what takes too long; called twice a second."""
        oldest = time.monotonic() - _PATIENCE
        with self._lock:
            for request, since in tuple(self._open.items()):
                if since < oldest:
                    self._cut(request)

    def shutdown_request(self, request: Any) -> None:
        """It is answered, or cut off."""
        with self._lock:
            self._open.pop(request, None)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The peer is gone or was cut off: nothing is wrong with us."""

    def _cut(self, connection: socket.socket) -> None:
        """End a connection whose thread reads or writes; the thread closes it."""
        del self._open[connection]  # it is cut once, and then another
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)


class MetricsServer:
    """Answers `GET /metrics` in threads of its own. Raises OSError where it cannot listen."""

    def __init__(self, network: NetworkCollector, config: MetricsConfig) -> None:
        registry = CollectorRegistry()
        registry.register(network)
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        GCCollector(registry=registry)
        found = socket.getaddrinfo(config.host, config.port, type=socket.SOCK_STREAM)
        family, _, _, _, address = found[0]
        kind = type("Server", (_BoundedServer,), {"address_family": family})
        app = make_wsgi_app(registry)
        self._http: WSGIServer = make_server(str(address[0]), config.port, app, kind, _QuietHandler)
        self._thread = threading.Thread(
            target=self._http.serve_forever, name="metrics", daemon=True
        )
        self._thread.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._http.server_port

    def close(self) -> None:
        """Answer no more."""
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


def open_metrics(
    network: NetworkCollector, config: MetricsConfig, may_be_in_use: InUse
) -> MetricsServer | None:
    """Serve the metrics where the configuration says; None if that place may be in use, and is.

    Raises SetupError if it cannot be listened on.
    """
    try:
        return MetricsServer(network, config)
    except (OSError, UnicodeError) as error:
        reason = "there is no such address"
        if isinstance(error, OSError):
            reason = error.strerror or str(error)
            if error.errno == errno.EADDRINUSE and may_be_in_use(Listen(config.host, config.port)):
                return None
        words = f"Cannot show metrics on {config.host} port {config.port}: {reason}."
        raise SetupError(words) from error
