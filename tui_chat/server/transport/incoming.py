"""Somebody at the door: who it is for, encrypted or not, allowed or not.

What it says first tells; until then nothing is made for it but an `Arrival`. The header of a proxy
is looked at while it stays in the socket (MSG_PEEK): what follows it is not ours to read yet.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tui_chat.server.config.load import Listen
from tui_chat.server.core.users.http_requests import NOT_HTTP, is_http
from tui_chat.server.limits.addresses import Group, TurnedAwayError, is_in, is_local, networks
from tui_chat.server.transport import proxy
from tui_chat.server.transport.poller import READ, cut
from tui_chat.server.transport.tls import HANDSHAKE, Encryption
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.message import Message
from tui_chat.wire.sanitize import sanitize

if TYPE_CHECKING:
    from tui_chat.server.transport.acceptor import Reception

_log: Final = logging.getLogger(__name__)
_FIRST: Final = 1 << 12
"""Bytes that are read of what is said first: they may have to be kept until it is let in."""
_BLINK: Final = 0.02
"""Seconds until we look again at half a header: the socket says all along that it is readable."""
_NEEDS_ENCRYPTION: Final = (
    "This server is only spoken to encrypted: turn on TLS (SSL) in your client, on the same port"
)
_NEEDS_PROXY: Final = "This port is only for connections through its proxy"
_BAD_REQUEST: Final = (
    "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/plain\r\n"
)
_NO_ENCRYPTION: Final = "This port is not encrypted: turn off TLS (SSL) in your client"


@dataclass(frozen=True, slots=True, eq=False)
class Door:
    """What is required of those who come through a listening socket."""

    listen: Listen
    encryption: Encryption | None
    """None where it is not offered."""
    owner: bool = False
    """Whether only the person who runs the server in this process comes through it."""


class Arrival:
    """Somebody who has connected and is not taken in yet."""

    __slots__ = (
        "_accepted",
        "_act",
        "_door",
        "_events",
        "_group",
        "_is_secure",
        "_peer",
        "_reception",
        "_timer",
    )

    def __init__(
        self, reception: Reception, accepted: socket.SocketType, peer: str, door: Door
    ) -> None:
        self._reception = reception
        self._accepted = accepted
        self._peer = peer
        self._door = door
        self._is_secure = False
        self._group: Group | None = None
        """Where it is counted while it stands at the door."""
        self._act: Callable[[Arrival], None] = Arrival._look
        """What is done as soon as there is something to read. Not bound: that would be a cycle."""
        self._events = 0
        self._timer: asyncio.TimerHandle | None = None
        reception.lookout.watch(accepted.fileno(), self, 0)

    def begin(self) -> None:
        """Find out for whom it comes."""
        listen = self._door.listen
        if listen.proxy == "no":
            return self._knock()
        if self._peer and not is_in(self._peer, networks(listen.proxy_from)):
            if listen.proxy == "required":
                return self._turn_away(_NEEDS_PROXY)
            return self._knock()
        return self._when_readable(Arrival._read_header)

    def ready(self, _events: int) -> None:
        """There is something to read, or an end."""
        self._act(self)

    def abort(self) -> None:
        """Close the socket."""
        if self._accepted.fileno() < 0:
            return
        self._leave_door()
        self._reception.lookout.forget(self._accepted.fileno(), self._events)
        self._accepted.close()

    def _knock(self) -> None:
        """Be let in, or wait for one's turn: nobody hammers."""
        reception = self._reception
        now = reception.loop.time()
        try:
            if self._group is None:
                self._group = reception.addresses.approach(self._peer, now)
            wait = reception.addresses.knock(self._peer, now)
        except TurnedAwayError as refusal:
            return self._turn_away(str(refusal))
        if wait:
            return self._later(wait, self._knock)
        return self._when_readable(Arrival._look)

    def _look(self) -> None:
        seen = self._receive(_FIRST)
        if seen is None:
            return None
        if not seen:
            return self.abort()
        return self._let_in(seen)

    def _let_in(self, seen: bytes) -> None:
        listen, reception = self._door.listen, self._reception
        if not listen.websocket and _is_http(seen):
            return self._answer_http()
        encrypted = seen[0] == HANDSHAKE
        if encrypted and self._door.encryption is None:
            return self._turn_away(_NO_ENCRYPTION)
        if not (encrypted or self._is_secure or _may_be_plain(listen, self._peer)):
            return self._turn_away(_NEEDS_ENCRYPTION, asks=seen.startswith(b"CAP LS"))
        if encrypted and reception.is_crowded(lambda: self._take_turn(seen)):
            return self._watch(0)
        return self._enter(seen, encrypt=encrypted)

    def _take_turn(self, seen: bytes) -> None:
        descriptor = self._accepted.fileno()
        if descriptor < 0:
            return  # our patience was over before
        self._watch(READ)
        try:
            self._enter(seen, encrypt=True)
        except Exception as error:  # noqa: BLE001 - or those in the queue behind it wait for ever
            cut(self._reception.lookout.watcher(descriptor), error)

    def _enter(self, seen: bytes, *, encrypt: bool) -> None:
        reception = self._reception
        now = reception.loop.time()
        try:
            guest = reception.addresses.enter(self._peer, now, is_secure=self._is_secure)
        except TurnedAwayError as refusal:
            return self._turn_away(str(refusal))
        self._leave_door()
        return reception.let_in(self._accepted, guest, self._door, seen, encrypt=encrypt)

    def _read_header(self) -> None:
        seen = self._receive(proxy.MAX_HEADER, socket.MSG_PEEK)
        if seen is None:
            return None
        if not seen:
            return self.abort()
        if self._door.listen.proxy == "allowed" and not proxy.may_begin(seen):
            return self._knock()
        try:
            header = proxy.parse(seen)
        except ProtocolError:
            return self._turn_away(_NEEDS_PROXY)
        if header is None:
            return self._later(_BLINK, lambda: self._when_readable(Arrival._read_header))
        self._accepted.recv(header.length)
        self._peer = header.host or self._peer
        self._is_secure = header.is_secure
        return self._knock()

    def _answer_http(self) -> None:
        """In the browser's own words: what is behind the request is not heard."""
        _log.info("somebody from %s was turned away (%s)", sanitize(self._peer), NOT_HTTP)
        self._part(f"{_BAD_REQUEST}Content-Length: {len(NOT_HTTP) + 2}\r\n\r\n{NOT_HTTP}.\n")

    def _turn_away(self, why: str, *, asks: bool = False) -> None:
        reception = self._reception
        _log.info("somebody from %s was turned away (%s)", sanitize(self._peer), why)
        lines = f"ERROR :{why}\r\n"
        if asks and reception.sts_port:
            # It may be about to learn where it is encrypted (IRCv3 sts).
            name = reception.node.network.name
            lines = f":{name} CAP * LS :sts=port={reception.sts_port}\r\n{lines}"
        self._part(lines)

    def _part(self, last: str) -> None:
        """Say this, and close once it is read."""
        try:
            self._accepted.send(last.encode())
        except OSError:
            return self.abort()
        self._leave_door()
        return self._reception.farewells.see_off(self._accepted, self._events)

    def _receive(self, size: int, flags: int = 0) -> bytes | None:
        """What has come; None for nothing yet, b"" for an end."""
        try:
            return self._accepted.recv(size, flags)
        except BlockingIOError:
            return None
        except OSError:
            return b""

    def _when_readable(self, act: Callable[[Arrival], None]) -> None:
        self._act = act
        self._watch(READ)

    def _later(self, seconds: float, act: Callable[[], None]) -> None:
        self._cancel()
        self._watch(0)
        self._timer = self._reception.loop.call_later(seconds, act)

    def _watch(self, events: int) -> None:
        before, self._events = self._events, events
        if before != events:
            self._reception.lookout.change(self._accepted.fileno(), before, events)

    def _leave_door(self) -> None:
        self._cancel()
        self._reception.forget(self)
        if self._group is not None:
            self._group.at_door -= 1
            self._group = None

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _is_http(seen: bytes) -> bool:
    """Whether somebody speaks HTTP; what is not told from the first line is found out later."""
    try:
        return is_http(Message.parse(seen.partition(b"\n")[0].rstrip(b"\r")))
    except ProtocolError:
        return False


def _may_be_plain(listen: Listen, peer: str) -> bool:
    return listen.plain is True or (listen.plain == "loopback" and is_local(peer))
