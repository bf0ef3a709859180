"""A visitor's way to the server: connections that the server makes for this client."""

import asyncio
import socket
from collections.abc import Awaitable, Callable

from tui_chat.client.connect.connector import Opened
from tui_chat.client.security import Recognised, Security
from tui_chat.client.session.model.transport_security import StsPolicy

OpenSocket = Callable[[], Awaitable[socket.socket]]
"""Opens a connection to the server that this client was started for. Raises OSError."""


class VisitConnector:
    """Connects to the one server that the visitor came to; there is no way to another."""

    def __init__(self, opener: OpenSocket, port: int, *, secured: bool) -> None:
        self._opener = opener
        self._port = port
        self._security = Security(Recognised.VISITED if secured else Recognised.NOTHING)

    async def open(self) -> Opened:
        """Connect."""
        reader, writer = await asyncio.open_connection(sock=await self._opener())
        return Opened(reader, writer, self._security, self._port)

    def demand(self, port: int) -> None:
        """There is no other way."""

    def accept(self) -> None:
        """Nothing was refused."""

    @property
    def port(self) -> int:
        """The port that other clients use."""
        return self._port

    @property
    def policy(self) -> StsPolicy | None:
        """None is remembered."""
        return None

    def keep(self, policy: StsPolicy | None) -> None:
        """Nothing is remembered."""
