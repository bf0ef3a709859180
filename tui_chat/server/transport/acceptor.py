"""Takes in whoever comes: from the endpoint to a connection, within the limits."""

import asyncio
import socket
from collections.abc import Callable

from tui_chat.server.config.load import Config
from tui_chat.server.engine.node import Node
from tui_chat.server.limits.addresses import AddressLimiter, AdmittedConnection
from tui_chat.server.transport.connection import Connection
from tui_chat.server.transport.incoming import Endpoint, IncomingConnection
from tui_chat.server.transport.lingering_close import LingeringClose
from tui_chat.server.transport.origins import Origins
from tui_chat.server.transport.poller import Poller, cut
from tui_chat.server.transport.sockets import SocketTransport
from tui_chat.server.transport.tls import TlsLayer


class Acceptor:
    """Takes in whoever comes, within the limits.

    `sts_port` is told to those who come unencrypted where they may not; 0 is none.
    """

    def __init__(
        self,
        node: Node,
        config: Config,
        addresses: AddressLimiter,
        loop: asyncio.AbstractEventLoop,
        poller: Poller,
    ) -> None:
        self.node = node
        self.config = config
        self.addresses = addresses
        self.loop = loop
        self.poller = poller
        self.lingering_close = LingeringClose(loop, poller)
        self.sts_port = 0
        self._incoming: dict[IncomingConnection, float] = {}
        """Who has not said enough yet to be taken in, and since when, in this order."""

    def accept(self, endpoint: Endpoint, accepted: socket.SocketType, peer: str) -> None:
        """Somebody connected, from this address ("" through a Unix socket)."""
        incoming = IncomingConnection(self, accepted, peer, endpoint)
        self._incoming[incoming] = self.loop.time()
        try:
            incoming.begin()
        except Exception as error:  # noqa: BLE001 - others are waiting to be accepted
            cut(incoming, error)

    def make_connection(
        self,
        accepted: socket.SocketType,
        admitted: AdmittedConnection,
        endpoint: Endpoint,
        said: bytes,
        *,
        encrypt: bool,
    ) -> None:
        """Make a connection of a socket that is watched for reading, whose peer has `said` this.

        From then on the connection releases its place in `admitted.group`; if the connection
        cannot be made, this does.
        """
        try:
            top = self._layers(admitted, endpoint, encrypt=encrypt)
        except BaseException:
            admitted.group.leave()
            raise
        top.connection_made(SocketTransport(self.lingering_close, accepted, top))
        top.data_received(said)

    def _layers(
        self, admitted: AdmittedConnection, endpoint: Endpoint, *, encrypt: bool
    ) -> asyncio.Protocol:
        """A connection and what lies between it and its socket."""
        config, loop, encryption = self.config, self.loop, endpoint.encryption if encrypt else None
        if encryption is not None:
            encryption.context()  # first what may fail: a layer that is made has a timer
        patience = config.timeouts.handshake
        top: asyncio.Protocol = Connection(self.node, config.flood, config.timeouts, loop, admitted)
        if endpoint.listen.websocket:
            from tui_chat.server.transport.websocket import WebSocketLayer  # noqa: PLC0415 - where needed

            origins = Origins(endpoint.listen.origins, (config.server.name, endpoint.listen.host))
            top = WebSocketLayer(top, loop, patience, origins, config.flood)
        if encryption is not None:
            top = TlsLayer(top, loop, patience, encryption, config.flood)
        return top

    def enqueue_if_busy(self, turn: Callable[[], None]) -> bool:
        """Whether somebody who comes encrypted has to wait; then `turn` is called later.

        A handshake is as dear as a hundred lines: a storm of them must not keep people waiting.
        """
        self.node.expect_work()
        return self.node.queue.enqueue_if_busy(turn, self.loop.call_later, much=True)

    def forget(self, incoming: IncomingConnection) -> None:
        """It is taken in, or gone."""
        self._incoming.pop(incoming, None)

    def check_timeouts(self, now: float) -> None:
        """Let go of those who say nothing; `now` is the loop's time."""
        patience = self.config.timeouts.registration
        for incoming, since in list(self._incoming.items()):
            if now - since <= patience:
                break
            incoming.abort()

    def close(self) -> None:
        """Nobody is waited for any more."""
        for incoming in list(self._incoming):
            incoming.abort()

    def __len__(self) -> int:
        return len(self._incoming)
