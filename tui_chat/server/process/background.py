"""A server beside something else in the same process: it has a thread and a loop of its own."""

import asyncio
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from tui_chat.server.config.load import Config
from tui_chat.server.process.server import Server


class BackgroundServer:
    """`with BackgroundServer(config, state) as server`: listening inside, all told at the end.

    Entering raises ServerError when it cannot listen.
    """

    def __init__(self, config: Config, state: Path | None = None) -> None:
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

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as failure:  # noqa: BLE001 - raised again where the server was entered
            self._failure = failure
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        async with Server(self._config, self._state) as server:
            self._server = server
            self._ready.set()
            await self._stop.wait()
