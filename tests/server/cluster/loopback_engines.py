"""NATS servers for tests, on loopback, each a process that can be killed and started again."""

import asyncio
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.server.cluster.engines import free_ports
from tui_chat.server.cluster.nats.server_config import find_program


class Engine:
    """One NATS server with JetStream."""

    def __init__(self, folder: Path, number: int, port: int, routes: list[int]) -> None:
        self.port = port
        self.url = f"nats://127.0.0.1:{port}"
        self.name = f"n{number}"
        self._config = folder / f"{self.name}.conf"
        store = folder / self.name
        text = (
            f'listen: "127.0.0.1:{port}"\nserver_name: {self.name}\n'
            f'jetstream {{ store_dir: "{store}", sync_interval: always }}\n'
        )
        if len(routes) > 1:
            others = ", ".join(f'"nats-route://127.0.0.1:{one}"' for one in routes)
            text += (
                f'cluster {{ name: test, listen: "127.0.0.1:{routes[number - 1]}",'
                f" routes: [{others}] }}\n"
            )
        self._config.write_text(text)
        self._log = (folder / f"{self.name}.log").open("ab")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [str(find_program()), "-c", str(self._config)]
        self._process = subprocess.Popen(command, stdout=self._log, stderr=self._log)

    async def answers(self) -> None:
        """Wait until it takes connections."""
        async with asyncio.timeout(30):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                except OSError:
                    await asyncio.sleep(0.01)  # it can say in no other way that it is ready
                else:
                    writer.close()
                    return

    def send(self, number: signal.Signals) -> None:
        """Send it a signal: SIGSTOP, SIGCONT."""
        assert self._process is not None
        os.kill(self._process.pid, number)

    def kill(self) -> None:
        """End it at once, as a loss of power would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def close(self) -> None:
        self.kill()
        self._log.close()


@contextmanager
def running_engines(folder: Path, count: int) -> Iterator[list[Engine]]:
    """As many engines as one cluster."""
    ports = free_ports(2 * count)
    routes = ports[count:] if count > 1 else []
    engines = [Engine(folder, n + 1, ports[n], routes) for n in range(count)]
    try:
        for engine in engines:
            engine.start()
        yield engines
    finally:
        for engine in engines:
            engine.close()
