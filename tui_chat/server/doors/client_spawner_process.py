"""The process that starts visitors' clients, from the server's side (`visitor_protocol`)."""

import asyncio
import contextlib
import errno
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from tui_chat.visitor_protocol import LONGEST, Ended, Kill, Start

_log: Final = logging.getLogger(__name__)
_MODULE: Final = "tui_chat.client.visitor.spawner"
_READY: Final = 60.0
"""Seconds until the process must have loaded the client."""
_KEPT: Final = (
    *("PATH", "PYTHONPATH", "PYTHONHOME", "PYTHONPYCACHEPREFIX", "LD_LIBRARY_PATH", "TZ"),
)
"""The only variables of our environment that the process gets."""


class ClientProcesses:
    """Starts clients, and calls `ended` with the number and the exit status of each that ends.

    `lost` is called when the process itself has ended: nobody watches its clients any more.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        ended: Callable[[int, int], None],
        lost: Callable[[], None],
    ) -> None:
        self._loop = loop
        self._ended = ended
        self._lost = lost
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        self._has_loaded = False

    @property
    def is_running(self) -> bool:
        """Whether clients can be started."""
        return self._socket is not None

    async def start(self) -> None:
        """Start the process, and wait until it has loaded the client. Raises OSError."""
        self._has_loaded = False
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with theirs:  # else we would not notice that the process has ended
                self._launch(theirs)
            ours.setblocking(False)
            async with asyncio.timeout(_READY):
                await _hear_ready(self._loop, ours)
        except BaseException:
            ours.close()
            raise
        self._has_loaded = True
        self._socket = ours
        self._loop.add_reader(ours, self._hear)

    def _launch(self, orders: socket.socket) -> None:
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-P", "-m", _MODULE],
            stdin=orders.fileno(),
            stdout=subprocess.DEVNULL,
            env={**environment, "LC_ALL": "C.UTF-8", "TEXTUAL_FPS": "30"},
            start_new_session=True,
        )

    def send(self, start: Start, descriptors: Sequence[int]) -> None:
        """Start a client with these descriptors. Raises OSError."""
        if self._socket is None:
            raise ConnectionRefusedError
        order = msgspec.json.encode(start)
        if len(order) > LONGEST:  # a part of it would end the process, and all clients
            raise OSError(errno.EMSGSIZE, "an order that is too long")
        socket.send_fds(self._socket, [order], list(descriptors))

    def kill(self, number: int) -> None:
        """End a client at once."""
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.send(msgspec.json.encode(Kill(number)))

    def close(self) -> None:
        """End the process, and with it all clients."""
        self._lose()
        if self._process is not None:
            if self._has_loaded:  # else it has no clients to end, and would not hear of it yet
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(1)
            if self._process.poll() is None:
                self._process.kill()
                self._process.wait()

    def _hear(self) -> None:
        assert self._socket is not None  # noqa: S101 - it is read
        try:
            said = self._socket.recv(LONGEST)
        except BlockingIOError:
            return
        except OSError:
            said = b""
        if not said:
            _log.error("the process that runs all visitors' clients has ended")
            self._lose()
            self._lost()
            return
        try:
            news = msgspec.json.decode(said, type=Ended)
        except msgspec.DecodeError:
            _log.error("the process that runs all visitors' clients says what makes no sense")
            return
        self._ended(news.number, news.status)

    def _lose(self) -> None:
        if self._socket is not None:
            self._loop.remove_reader(self._socket)
            self._socket.close()
            self._socket = None


async def _hear_ready(loop: asyncio.AbstractEventLoop, orders: socket.socket) -> None:
    if not await loop.sock_recv(orders, LONGEST):
        raise ConnectionResetError(errno.ECONNRESET, "its process has ended")
