"""A running server: listens, keeps the time, and ends well."""

import asyncio
import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self

from tui_chat import __version__
from tui_chat.server.config import Config
from tui_chat.server.connection import Connection
from tui_chat.server.node import Node
from tui_chat.wire.message import Message

_log: Final = logging.getLogger(__name__)
_BACKLOG: Final = 4096
"""Connections that may wait to be accepted: a short queue stalls a burst of newcomers."""
_SWEEP: Final = 5.0
"""Seconds between two looks at who is silent."""
_FAREWELL: Final = 2.0
"""Seconds that the last lines have to reach the clients."""


class ServerError(Exception):
    """The server cannot run; the text is one sentence that says why and what to do."""


class Server:
    """A server in this process: `async with Server(config) as server`, then `server.port`.

    Entering raises ServerError when it cannot listen; leaving tells the clients and closes.
    """

    def __init__(self, config: Config) -> None:
        self._config = config
        self.host = config.listen.host
        self.port = config.listen.port
        """Where it listens; a configured 0 becomes the port that the system gave."""

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        config = self._config
        started = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
        settings = config.settings(f"tui-chat-{__version__}", started)
        self.node = Node(settings, loop.call_soon)
        try:
            self._listener = await loop.create_server(
                lambda: Connection(self.node, config.flood, config.timeouts, loop),
                self.host,
                self.port,
                backlog=_BACKLOG,
                reuse_address=True,
            )
        except OSError as error:
            raise ServerError(_in_words(error, self.host, self.port)) from error
        self.port = self._listener.sockets[0].getsockname()[1]
        self._sweeper = loop.create_task(self._sweep())
        return self

    async def __aexit__(self, *_exception: object) -> None:
        self._listener.close()
        self._sweeper.cancel()
        node = self.node
        node.tell_all(Message("ERROR", ("Closing link: the server is shutting down",)))
        connections = node.sockets
        for connection in connections:
            connection.stop_reading()
            connection.close()
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _FAREWELL
        while loop.time() < deadline and not all(one.is_done() for one in connections):
            await asyncio.sleep(0.01)  # noqa: ASYNC110 - once, at the end of the process

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host in {"localhost", "::1"} or self.host.startswith("127.")

    @property
    def local_host(self) -> str:
        """Under which address this machine itself reaches it."""
        return {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104

    @property
    def reachable_host(self) -> str:
        """What others type for this machine: the address, or a name if it listens on all."""
        if self.host in {"", "0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
            return socket.gethostname()
        return self.host

    async def _sweep(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(_SWEEP)
            for connection in self.node.sockets:
                connection.check_alive(loop.time())


def serve(config: Config, announce: Callable[[Server], None]) -> None:
    """Run until SIGINT or SIGTERM; `announce` is called when clients may come.

    Raises ServerError.
    """
    asyncio.run(_serve(config, announce))


async def _serve(config: Config, announce: Callable[[Server], None]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with Server(config) as server:
        announce(server)
        # What start-up made lives as long as the process: the collector need not look at it.
        gc.collect()
        gc.freeze()
        await stop.wait()
        _log.info("stopping: everybody is told")


def announce(server: Server) -> None:
    """Say where we listen, and the line that others type to join."""
    print(f"tui-chat listens on {server.host} port {server.port}.")  # noqa: T201 - for the operator
    print(f"To join: tui-chat connect {server.reachable_host} {server.port}")  # noqa: T201
    if server.is_local:
        print("Only from this machine; --host 0.0.0.0 lets others in.")  # noqa: T201
    sys.stdout.flush()


def prepare_state(folder: Path) -> None:
    """Make sure that there is a folder for our files, only ours. Raises ServerError."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ServerError(f"Cannot make the state folder {folder}: {error.strerror}.") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ServerError(f"The state folder {folder} cannot be written to.")


def _in_words(error: OSError, host: str, port: int) -> str:
    if isinstance(error, socket.gaierror):
        return f"There is no address {host!r} on this machine."
    match error.errno:
        case 98 | 48:
            return f"Port {port} on {host} is in use: stop what uses it, or choose another --port."
        case 13:
            return f"Port {port} is not allowed: choose one above 1023 with --port."
        case 99 | 49:
            return f"{host} is not an address of this machine: choose another --host."
    return f"Cannot listen on {host} port {port}: {error.strerror or error}."
