"""Takes in whoever comes: from the door to a connection, within the limits."""

import asyncio
import socket
from collections.abc import Callable

from tui_chat.server.config.load import Config
from tui_chat.server.engine.node import Node
from tui_chat.server.limits.addresses import Addresses, Guest
from tui_chat.server.transport.connection import Connection
from tui_chat.server.transport.incoming import Arrival, Door
from tui_chat.server.transport.lingering_close import Farewells
from tui_chat.server.transport.origins import Origins
from tui_chat.server.transport.poller import Lookout, cut
from tui_chat.server.transport.sockets import SocketTransport
from tui_chat.server.transport.tls import TlsLayer


class Reception:
    """Takes in whoever comes, within the limits.

    `sts_port` is told to those who come unencrypted where they may not; 0 is none.
    """

    def __init__(
        self,
        node: Node,
        config: Config,
        addresses: Addresses,
        loop: asyncio.AbstractEventLoop,
        lookout: Lookout,
    ) -> None:
        self.node = node
        self.config = config
        self.addresses = addresses
        self.loop = loop
        self.lookout = lookout
        self.farewells = Farewells(loop, lookout)
        self.sts_port = 0
        self._arrivals: dict[Arrival, float] = {}
        """Who has not said enough yet to be taken in, and since when, in this order."""

    def arrive(self, door: Door, accepted: socket.SocketType, peer: str) -> None:
        """Somebody connected, from this address ("" through a Unix socket)."""
        arrival = Arrival(self, accepted, peer, door)
        self._arrivals[arrival] = self.loop.time()
        try:
            arrival.begin()
        except Exception as error:  # noqa: BLE001 - others are waiting to be accepted
            cut(arrival, error)

    def let_in(
        self,
        accepted: socket.SocketType,
        guest: Guest,
        door: Door,
        said: bytes,
        *,
        encrypt: bool,
    ) -> None:
        """Make a connection of a socket that is watched for reading, whose peer has `said` this.

        From then on the connection counts the guest out; if there can be none, that is done here.
        """
        try:
            top = self._layers(guest, door, encrypt=encrypt)
        except BaseException:
            guest.group.leave()
            raise
        top.connection_made(SocketTransport(self.farewells, accepted, top))
        top.data_received(said)

    def _layers(self, guest: Guest, door: Door, *, encrypt: bool) -> asyncio.Protocol:
        """A connection and what lies between it and its socket."""
        config, loop, encryption = self.config, self.loop, door.encryption if encrypt else None
        if encryption is not None:
            encryption.context()  # first what may fail: a layer that is made has a timer
        patience = config.timeouts.handshake
        top: asyncio.Protocol = Connection(
            self.node, config.flood, config.timeouts, loop, guest, owner=door.owner
        )
        if door.listen.websocket:
            from tui_chat.server.transport.websocket import WebSocketLayer  # noqa: PLC0415 - where needed

            origins = Origins(door.listen.origins, (config.server.name, door.listen.host))
            top = WebSocketLayer(top, loop, patience, origins, config.flood)
        if encryption is not None:
            top = TlsLayer(top, loop, patience, encryption, config.flood)
        return top

    def is_crowded(self, turn: Callable[[], None]) -> bool:
        """Whether somebody who comes encrypted has to wait; then `turn` is called later.

        A handshake is as dear as a hundred lines: a storm of them must not keep people waiting.
        """
        self.node.expect_work()
        return self.node.queue.keeps(turn, self.loop.call_later, much=True)

    def forget(self, arrival: Arrival) -> None:
        """It is taken in, or gone."""
        self._arrivals.pop(arrival, None)

    def check_patience(self, now: float) -> None:
        """Let go of those who say nothing; `now` is the loop's time."""
        patience = self.config.timeouts.registration
        for arrival, since in list(self._arrivals.items()):
            if now - since <= patience:
                break
            arrival.abort()

    def close(self) -> None:
        """Nobody is waited for any more."""
        for arrival in list(self._arrivals):
            arrival.abort()

    def __len__(self) -> int:
        return len(self._arrivals)
