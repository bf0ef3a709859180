"""Figures for Prometheus, over HTTP. They are taken when they are asked for: nothing is counted."""

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

from tui_chat.server.config.sections import Metrics as MetricsConfig
from tui_chat.server.process.server import Server


class NetworkCollector(Collector):
    """What a server knows of itself. Asked from another thread: it reads only whole numbers."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def collect(self) -> Iterator[Metric]:
        """The figures as they are now."""
        server = self._server
        network = server.node.network
        for name, meaning, value in (
            ("users", "People on the network", len(network.users)),
            ("channels", "Channels with somebody in them", len(network.channels)),
            ("operators", "People who run the network", len(network.operators)),
            ("connections", "Connections, registered or not", server.addresses.total),
            ("arrivals", "Connections that have said nothing yet", len(server.reception)),
            ("addresses", "Addresses that limits are kept for", len(server.addresses)),
        ):
            yield GaugeMetricFamily(f"tui_chat_{name}", meaning, value)
        lines = server.node.lines_received
        yield CounterMetricFamily("tui_chat_lines_received", "Lines that clients sent", lines)


class MetricsServer:
    """Answers `GET /metrics` in a thread of its own. Raises OSError where it cannot listen."""

    def __init__(self, server: Server, config: MetricsConfig) -> None:
        registry = CollectorRegistry()
        registry.register(NetworkCollector(server))
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
