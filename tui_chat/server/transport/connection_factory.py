"""Turns accepted sockets into connections, within the limits."""

import asyncio
import socket
from collections.abc import Callable, Mapping

from tui_chat.server.config.config_schema import Config
from tui_chat.server.engine.node import Node
from tui_chat.server.http.handlers_by_path import Site
from tui_chat.server.limits.address_limits import AddressLimiter, AdmittedConnection
from tui_chat.server.limits.peer_addresses import LOCAL, is_in, networks
from tui_chat.server.transport.connection import Connection
from tui_chat.server.transport.http_layer import HttpLayer, SocketMaker
from tui_chat.server.transport.http_refusal import HttpRefusal
from tui_chat.server.transport.incoming_connection import Endpoint, IncomingConnection
from tui_chat.server.transport.lingering_close import LingeringClose
from tui_chat.server.transport.origins import Origins
from tui_chat.server.transport.poller import READ, Poller, cut
from tui_chat.server.transport.socket_transport import SocketTransport
from tui_chat.server.transport.tls_handshake_and_transport import Handshake


class Acceptor:
    """Makes connections of accepted sockets, within the limits.

    `sts_port` is sent to clients that are refused because they are not encrypted; 0 is none.
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
        self.site = Site()
        """The site that the ports for WebSockets serve to other requests."""
        self.web_site: Site | None = None
        """In place of it, where there is the page for browsers,"""
        self.web_sockets: Mapping[str, SocketMaker] = {}
        """and what WebSockets are there besides IRC, by path."""
        self.ssh_door: Callable[[socket.SocketType, AdmittedConnection], None] | None = None
        """Takes over the sockets of ports for ssh."""
        self._incoming: dict[IncomingConnection, float] = {}
        """Sockets that are not connections yet, and when each was accepted; the oldest first."""

    def accept(self, endpoint: Endpoint, accepted: socket.SocketType, peer: str) -> None:
        """Take over a socket from this address ("" for a Unix socket)."""
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
        *,
        encrypt: bool,
    ) -> None:
        """Make a connection of a socket that is watched for reading, and has something to read.

        From then on the connection, or a visitor's by ssh, releases its place in
        `admitted.group`; if the connection cannot be made, this does.
        """
        if endpoint.listen.ssh:
            self.poller.forget(accepted.fileno(), READ)
            self._enter_ssh(accepted, admitted)
            return
        config = self.config
        watcher: Handshake | SocketTransport | None = None
        try:
            top = self._layers(admitted, endpoint)
            if encrypt and endpoint.encryption is not None:
                if not endpoint.listen.http:
                    top = HttpRefusal(top, admitted.host)
                patience = config.timeouts.handshake
                watcher = Handshake(
                    self.lingering_close,
                    accepted,
                    top,
                    endpoint.encryption,
                    patience,
                    config.flood,
                )
        except BaseException:
            admitted.group.leave()
            raise
        if watcher is None:
            watcher = SocketTransport(self.lingering_close, accepted, top)
            top.connection_made(watcher)
        watcher.ready(READ)

    def _enter_ssh(self, accepted: socket.SocketType, admitted: AdmittedConnection) -> None:
        """Hand a socket over to the door for ssh, which counts it out when it is closed."""
        if self.ssh_door is None:  # it is being closed
            accepted.close()
            admitted.group.leave()
        else:
            self.ssh_door(accepted, admitted)

    def accept_visitor(
        self, peer: str, *, is_secure: bool, fingerprint: str
    ) -> tuple[Connection, socket.socket]:
        """A connection from this address, and its other end, for a client that we run.

        Raises RefusedConnectionError.
        """
        config, loop = self.config, self.loop
        admitted = self.addresses.admit(peer, loop.time(), is_secure=is_secure)
        connection = Connection(
            *(self.node, config.flood, config.timeouts, loop),
            admitted._replace(fingerprint=fingerprint),
        )
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        transport = SocketTransport(self.lingering_close, ours, connection)
        self.poller.watch(ours.fileno(), transport, READ)
        connection.connection_made(transport)
        return connection, theirs

    def _layers(self, admitted: AdmittedConnection, endpoint: Endpoint) -> asyncio.Protocol:
        """A connection with its layers; the lowest one, which goes on top of the transport."""
        config, loop = self.config, self.loop
        patience = config.timeouts.handshake
        connection = Connection(
            self.node, config.flood, config.timeouts, loop, admitted, owner=endpoint.owner
        )
        top: asyncio.Protocol = connection
        if endpoint.listen.lines:
            return self._lines_layer(top, endpoint)
        if endpoint.listen.http:
            from tui_chat.server.transport.websocket import WebSocketLayer  # noqa: PLC0415 - where needed

            origins = Origins(endpoint.listen.origins, (config.server.name, endpoint.listen.host))
            top = WebSocketLayer(top, loop, patience, origins, config.flood)
            web = endpoint.listen.web
            believed = endpoint.listen.forwarded and _is_trusted(admitted.host, endpoint)

            def move(host: str, is_secure: bool) -> None:
                connection.move(self.addresses, host, is_secure=is_secure)

            top = HttpLayer(
                *(top, loop, patience, (web and self.web_site) or self.site),
                *(admitted.host, origins),
                sockets=self.web_sockets if web else {},
                is_secure=admitted.is_secure,
                forwarded=move if believed else None,
            )
        return top

    def _lines_layer(self, top: asyncio.Protocol, endpoint: Endpoint) -> asyncio.Protocol:
        from tui_chat.server.plain_lines.dialect_text_templates import DIALECTS  # noqa: PLC0415 - the same
        from tui_chat.server.plain_lines.plain_text_translation import Conversation  # noqa: PLC0415 - where needed
        from tui_chat.server.transport.plain_lines_layer import LinesLayer  # noqa: PLC0415 - the same

        dialect, settings = DIALECTS[endpoint.listen.lines], self.node.network.settings
        channel = (*settings.auto_join, "#lobby")[0]
        talk = Conversation(
            *(dialect, channel, settings.limits.nick), has_password=bool(settings.password)
        )
        patience, rate = self.config.timeouts.handshake, self.config.flood
        return LinesLayer(top, self.loop, patience, talk, chunks=dialect.chunks, rate=rate)

    def enqueue_if_busy(self, turn: Callable[[], None]) -> bool:
        """Whether a new encrypted connection has to wait; then `turn` is called later.

        A handshake costs as much as a hundred lines: many at once must not delay everybody else.
        """
        self.node.expect_work()
        return self.node.queue.enqueue_if_busy(turn, self.loop.call_later, busy=True)

    def forget(self, incoming: IncomingConnection) -> None:
        """The socket belongs to a connection now, or is closed."""
        self._incoming.pop(incoming, None)

    def check_timeouts(self, now: float) -> None:
        """Close the sockets that have sent nothing for too long; `now` is the loop's time."""
        patience = self.config.timeouts.registration
        for incoming, since in list(self._incoming.items()):
            if now - since <= patience:
                break
            incoming.abort()

    def close(self) -> None:
        """Close the sockets that are not connections yet."""
        for incoming in list(self._incoming):
            incoming.abort()

    def __len__(self) -> int:
        return len(self._incoming)


def _is_trusted(host: str, endpoint: Endpoint) -> bool:
    """Whether it is a proxy that is believed."""
    return host == LOCAL or is_in(host, networks(endpoint.listen.proxy_from))
