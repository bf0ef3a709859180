"""Metrics for Prometheus, over HTTP. They are read when a request comes; nothing is counted."""

import errno
from collections.abc import Iterator

from prometheus_client import (
    CollectorRegistry,
    GCCollector,
    PlatformCollector,
    ProcessCollector,
    start_http_server,
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


class MetricsServer:
    """Answers `GET /metrics` in a thread of its own. Raises OSError where it cannot listen."""

    def __init__(self, network: NetworkCollector, config: MetricsConfig) -> None:
        registry = CollectorRegistry()
        registry.register(network)
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        GCCollector(registry=registry)
        self._http, self._thread = start_http_server(config.port, config.host, registry)

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
