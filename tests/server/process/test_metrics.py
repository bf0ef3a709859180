import asyncio
import urllib.request

import pytest

from tests.server.sockets import Client, fast_config
from tui_chat.server.config.config_schema import Metrics
from tui_chat.server.process.metrics import MetricsServer, NetworkCollector
from tui_chat.server.process.server import Server, ServerError


def metrics_of(server: Server) -> MetricsServer:
    network = NetworkCollector(server.node, server.addresses, server.acceptor)
    return MetricsServer(network, Metrics(port=0))


async def shown(metrics: MetricsServer) -> dict[str, float]:
    def read() -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{metrics.port}/metrics") as page:
            return str(page.read(), "utf-8")

    lines = (await asyncio.to_thread(read)).splitlines()
    parts = [line.rpartition(" ") for line in lines if not line.startswith("#")]
    return {name: float(value) for name, _, value in parts}


async def test_figures_are_those_of_now() -> None:
    async with Server(fast_config()) as server:
        metrics = metrics_of(server)
        before = await shown(metrics)
        assert before["tui_chat_users"] == 0
        async with await Client.named(server, "ana"):
            after = await shown(metrics)
        metrics.close()
    assert after["tui_chat_users"] == after["tui_chat_connections"] == 1
    assert after["tui_chat_channels"] == 1
    assert after["tui_chat_lines_received_total"] == 2
    assert after["process_open_fds"] > 0


async def test_a_port_in_use_is_named() -> None:
    async with Server(fast_config()) as server:
        metrics = metrics_of(server)
        words = f"Cannot show metrics on 127.0.0.1 port {metrics.port}: "
        with pytest.raises(ServerError, match=words):
            async with Server(fast_config(metrics=Metrics(port=metrics.port))):
                pytest.fail("two on one port")
        metrics.close()
