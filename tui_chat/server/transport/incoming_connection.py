"""An accepted socket until it becomes a connection: its proxy header, encryption and limits.

The first bytes decide; until a connection is made, an `IncomingConnection` is the only object that
exists for the socket. They are read with MSG_PEEK and stay in the socket, where OpenSSL reads them;
only a proxy header is taken out.
"""

from __future__ import annotations

import asyncio
import logging
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from tui_chat.server.config.config_schema import Listen
from tui_chat.server.engine.node import Node
from tui_chat.server.limits.address_limits import (
    AddressGroup,
    AddressLimiter,
    AdmittedConnection,
    RefusedConnectionError,
)
from tui_chat.server.limits.peer_addresses import is_in, is_local, networks
from tui_chat.server.transport import proxy_protocol_header
from tui_chat.server.transport.http_refusal import begins_http, refusal, refuse
from tui_chat.server.transport.lingering_close import LingeringClose
from tui_chat.server.transport.poller import READ, Poller, cut
from tui_chat.server.transport.tls_context_and_socket import HANDSHAKE, Encryption
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.text.sanitize import sanitize

_log: Final = logging.getLogger(__name__)
_FIRST: Final = 1 << 12
"""Bytes that are looked at first."""
_HEADER_READ_INTERVAL: Final = 0.02
"""Seconds between two reads of an incomplete header: the socket stays readable after a peek."""
_NEEDS_ENCRYPTION: Final = (
    "This server is only spoken to encrypted: turn on TLS (SSL) in your client, on the same port"
)
_SSH: Final = b"SSH-"
"""How both sides begin (RFC 4253 4.2)."""
_NEEDS_SSH: Final = "This port is only for ssh: ssh -p PORT HOST"
_ONLY_LOCAL: Final = "This port is only for the server's own computer"
_NEEDS_PROXY: Final = "This port is only for connections through its proxy"
_ONLY_HTTPS: Final = "This server is only spoken to encrypted: write https:// in front"
_WHERE: Final = re.compile(
    rb"\A(?:GET|HEAD) (?P<path>/[!-~]*) HTTP/1\.[01]\r\n(?:[^\r\n]+\r\n)*?"
    rb"Host: ?(?P<host>[A-Za-z0-9.-]+(?::[0-9]+)?|\[[0-9A-Fa-f:.]+\](?::[0-9]+)?)\r\n",
    re.IGNORECASE,
)
"""What a browser asks for, and from which host."""
_NO_ENCRYPTION: Final = "This port is not encrypted: turn off TLS (SSL) in your client"


@dataclass(frozen=True, slots=True, eq=False)
class Endpoint:
    """The rules for connections accepted on one listening socket."""

    listen: Listen
    encryption: Encryption | None
    """None where encryption is not offered."""
    owner: bool = False
    """Whether only the person who runs the server in this process comes through it."""


class ConnectionMaker(Protocol):
    """What an incoming connection needs of its acceptor."""

    node: Node
    addresses: AddressLimiter
    loop: asyncio.AbstractEventLoop
    poller: Poller
    lingering_close: LingeringClose
    sts_port: int

    def enqueue_if_busy(self, turn: Callable[[], None]) -> bool:
        """Whether an encrypted connection has to wait; then `turn` is called later."""

    def make_connection(
        self,
        accepted: socket.SocketType,
        admitted: AdmittedConnection,
        endpoint: Endpoint,
        *,
        encrypt: bool,
    ) -> None:
        """Make a connection of a socket that has something to read."""

    def forget(self, incoming: IncomingConnection) -> None:
        """The socket belongs to a connection now, or is closed."""


class IncomingConnection:
    """An accepted socket that is not a connection yet."""

    __slots__ = (
        "_accepted",
        "_acceptor",
        "_act",
        "_endpoint",
        "_events",
        "_group",
        "_is_secure",
        "_peer",
        "_timer",
    )

    def __init__(
        self, acceptor: ConnectionMaker, accepted: socket.SocketType, peer: str, endpoint: Endpoint
    ) -> None:
        self._acceptor = acceptor
        self._accepted = accepted
        self._peer = peer
        self._endpoint = endpoint
        self._is_secure = False
        self._group: AddressGroup | None = None
        """The address that counts it as pending."""
        self._act: Callable[[IncomingConnection], None] = IncomingConnection._read_first_bytes
        """Called when the socket is readable. A bound method would be a reference cycle."""
        self._events = 0
        self._timer: asyncio.TimerHandle | None = None
        acceptor.poller.watch(accepted.fileno(), self, 0)

    def begin(self) -> None:
        """Read the header of a proxy, if there may be one, then ask for entry."""
        listen = self._endpoint.listen
        if listen.proxy == "no":
            return self._request_entry()
        if self._peer and not is_in(self._peer, networks(listen.proxy_from)):
            if listen.proxy == "required":
                return self._refuse(_NEEDS_PROXY)
            return self._request_entry()
        return self._when_readable(IncomingConnection._read_header)

    def ready(self, _events: int) -> None:
        """The socket is readable, or the peer has hung up."""
        self._act(self)

    def abort(self) -> None:
        """Close the socket."""
        if self._accepted.fileno() < 0:
            return
        self._stop_waiting()
        self._acceptor.poller.forget(self._accepted.fileno(), self._events)
        self._accepted.close()

    def _request_entry(self) -> None:
        """Check the limits; wait if this address connects too fast."""
        acceptor = self._acceptor
        now = acceptor.loop.time()
        try:
            if self._group is None:
                self._group = acceptor.addresses.count_pending(self._peer, now)
            wait = acceptor.addresses.claim_turn(self._peer, now)
        except RefusedConnectionError as refusal:
            return self._refuse(str(refusal))
        if wait:
            return self._later(wait, self._request_entry)
        if self._endpoint.listen.lines:
            return self._enter_plain()
        return self._when_readable(IncomingConnection._read_first_bytes)

    def _read_first_bytes(self) -> None:
        seen = self._peek(_FIRST)
        if seen is None:
            return None
        if not seen:
            return self.abort()
        return self._check_encryption(seen)

    def _check_encryption(self, seen: bytes) -> None:
        listen, acceptor = self._endpoint.listen, self._acceptor
        encrypted = seen[0] == HANDSHAKE
        if not (encrypted or listen.http) and begins_http(seen):
            return self._answer_http()
        if listen.ssh:
            return self._check_ssh(seen)
        if encrypted and self._endpoint.encryption is None:
            return self._refuse(_NO_ENCRYPTION)
        if not (encrypted or self._is_secure or _may_be_plain(listen, self._peer)):
            return self._refuse_plain(seen)
        if encrypted and acceptor.enqueue_if_busy(self._take_turn):
            return self._watch(0)
        return self._enter(encrypt=encrypted)

    def _enter_plain(self) -> None:
        """Let in whoever expects us to speak first."""
        if not (self._is_secure or _may_be_plain(self._endpoint.listen, self._peer)):
            return self._refuse(_ONLY_LOCAL)
        self._watch(READ)
        return self._enter(encrypt=False)

    def _check_ssh(self, seen: bytes) -> None:
        if seen[: len(_SSH)] != _SSH[: len(seen)]:
            return self._refuse(_NEEDS_SSH)
        if self._acceptor.enqueue_if_busy(self._take_turn):
            return self._watch(0)
        return self._enter(encrypt=True)

    def _take_turn(self) -> None:
        descriptor = self._accepted.fileno()
        if descriptor < 0:
            return  # it timed out and was closed
        self._watch(READ)
        try:
            self._enter(encrypt=True)
        except Exception as error:  # noqa: BLE001 - or the rest of the queue waits for ever
            cut(self._acceptor.poller.watcher(descriptor), error)

    def _enter(self, *, encrypt: bool) -> None:
        acceptor = self._acceptor
        now = acceptor.loop.time()
        try:
            admitted = acceptor.addresses.admit(self._peer, now, is_secure=self._is_secure)
        except RefusedConnectionError as refusal:
            return self._refuse(str(refusal))
        self._stop_waiting()
        return acceptor.make_connection(self._accepted, admitted, self._endpoint, encrypt=encrypt)

    def _read_header(self) -> None:
        seen = self._peek(proxy_protocol_header.MAX_HEADER)
        if seen is None:
            return None
        if not seen:
            return self.abort()
        if self._endpoint.listen.proxy == "allowed" and not proxy_protocol_header.may_begin(seen):
            return self._request_entry()
        try:
            header = proxy_protocol_header.parse(seen)
        except ProtocolError:
            return self._refuse(_NEEDS_PROXY)
        if header is None:
            return self._later(
                _HEADER_READ_INTERVAL, lambda: self._when_readable(IncomingConnection._read_header)
            )
        self._accepted.recv(header.length)
        self._peer = header.host or self._peer
        self._is_secure = header.is_secure
        return self._request_entry()

    def _answer_http(self) -> None:
        """Refuse in HTTP; the rest of the request is not read."""
        self._send_last(refuse(self._peer))

    def _refuse_plain(self, seen: bytes) -> None:
        """Ask to come encrypted; a browser is sent there."""
        if not (self._endpoint.listen.http and begins_http(seen)):
            return self._refuse(_NEEDS_ENCRYPTION, asks=seen.startswith(b"CAP LS"))
        where = _WHERE.search(seen)
        if where is None:
            return self._send_last(refusal(_ONLY_HTTPS))
        place = f"https://{where['host'].decode()}{where['path'].decode()}"
        return self._send_last(
            f"HTTP/1.1 307 Temporary Redirect\r\nLocation: {place}\r\n"
            "Connection: close\r\nContent-Length: 0\r\n\r\n".encode()
        )

    def _refuse(self, why: str, *, asks: bool = False) -> None:
        acceptor = self._acceptor
        _log.info("a connection from %s was refused (%s)", sanitize(self._peer), why)
        lines = f"ERROR :{why}\r\n"
        if asks and acceptor.sts_port:
            # The client may be about to learn the encrypted port (IRCv3 sts).
            name = acceptor.node.network.name
            lines = f":{name} CAP * LS :sts=port={acceptor.sts_port}\r\n{lines}"
        self._send_last(lines.encode())

    def _send_last(self, last: bytes) -> None:
        """Send `last`, and close once the peer has read it."""
        try:
            self._accepted.send(last)
        except OSError:
            return self.abort()
        self._stop_waiting()
        return self._acceptor.lingering_close.take_over(self._accepted, self._events)

    def _peek(self, size: int) -> bytes | None:
        """The bytes received; None if there are none yet, b"" if the peer has hung up."""
        try:
            return self._accepted.recv(size, socket.MSG_PEEK)
        except BlockingIOError:
            return None
        except OSError:
            return b""

    def _when_readable(self, act: Callable[[IncomingConnection], None]) -> None:
        self._act = act
        self._watch(READ)

    def _later(self, seconds: float, act: Callable[[], None]) -> None:
        self._cancel()
        self._watch(0)
        self._timer = self._acceptor.loop.call_later(seconds, act)

    def _watch(self, events: int) -> None:
        before, self._events = self._events, events
        if before != events:
            self._acceptor.poller.change(self._accepted.fileno(), before, events)

    def _stop_waiting(self) -> None:
        self._cancel()
        self._acceptor.forget(self)
        if self._group is not None:
            self._group.pending -= 1
            self._group = None

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _may_be_plain(listen: Listen, peer: str) -> bool:
    return listen.plain is True or (listen.plain == "loopback" and is_local(peer))
