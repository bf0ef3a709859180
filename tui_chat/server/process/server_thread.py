"""A server beside something else in the same process: it has a thread and a loop of its own."""

import asyncio
import errno
import socket
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from tui_chat.server.config.config_schema import Config, Listen
from tui_chat.server.doors.ssh_and_web_doors import DoorError
from tui_chat.server.process.server import Server, ServerError
from tui_chat.server.transport.configured_listeners import EndpointsError


class BackgroundServer:
    """`with BackgroundServer(config, state) as server`: listening inside, all told at the end.

    Entering raises ServerError when it cannot listen.
    """

    def __init__(self, config: Config, state: Path | None = None, *, hosted: bool = False) -> None:
        """`hosted` says that a person owns it, whose client uses `connect_owner`."""
        self._hosted = hosted
        self._config = config
        self._state = state
        self._ready = threading.Event()
        self._failure: Exception | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = asyncio.Event()
        self._server: Server | None = None
        self._thread = threading.Thread(target=self._run, name="tui-chat server", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        if self._failure is not None:
            raise self._failure
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    @property
    def server(self) -> Server:
        """The server that runs."""
        assert self._server is not None, "not entered"  # noqa: S101 - a caller's mistake
        return self._server

    def users(self) -> int:
        """How many people are on the server. May be asked from any thread."""
        return len(self.server.node.network.users)

    def connect_owner(self) -> socket.socket:
        """A connection of the person who runs the server. May be asked for from any thread.

        Both ends are in this process: no port and no file leads to it, and no other user.
        """
        near, far = socket.socketpair()
        try:
            self._running.call_soon_threadsafe(self.server.take_owner, far)
        except RuntimeError as error:  # its loop is closed
            near.close()
            far.close()
            raise ConnectionRefusedError(errno.ECONNREFUSED, "The server has ended") from error
        return near

    async def listen_on(self, host: str, *more: Listen) -> None:
        """Listen on another address, and in more places. May be called from another loop.

        Raises ServerError; then all stays as it was.
        """

        async def move() -> None:
            self.server.listen_on(host, *more)

        try:
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(move(), self._running))
        except (DoorError, EndpointsError) as error:
            raise ServerError(str(error)) from error

    @property
    def _running(self) -> asyncio.AbstractEventLoop:
        assert self._loop is not None, "not entered"  # noqa: S101 - a caller's mistake
        return self._loop

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as failure:  # noqa: BLE001 - raised again where the server was entered
            self._failure = failure
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        async with Server(self._config, self._state, hosted=self._hosted) as server:
            self._server = server
            self._ready.set()
            await self._stop.wait()
