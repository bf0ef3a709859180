"""Connections over sockets that are given to us: to a server in this program, or by a door."""

import asyncio
import socket
from collections.abc import Awaitable, Callable

from tui_chat.client.connect.connector_interface import Opened
from tui_chat.client.connection_security import Security
from tui_chat.client.session.model.sts_policy_and_cleartext_passwords import StsPolicy

OpenSocket = Callable[[], Awaitable[socket.socket]]
"""Opens a socket that is connected to the server. Raises OSError."""


class SocketConnector:
    """Connects to the one server that these sockets lead to; there is no way to another.

    `port` is the port that other clients use.
    """

    def __init__(self, opener: OpenSocket, port: int, security: Security) -> None:
        self._opener = opener
        self.port = port
        self._security = security

    async def open(self) -> Opened:
        """Connect."""
        reader, writer = await asyncio.open_connection(sock=await self._opener())
        return Opened(reader, writer, self._security, self.port)

    def demand(self, port: int) -> None:
        """There is no other way."""

    def accept(self) -> None:
        """Nothing was refused."""

    @property
    def policy(self) -> StsPolicy | None:
        """None is remembered."""
        return None

    def keep(self, policy: StsPolicy | None) -> None:
        """Nothing is remembered."""
