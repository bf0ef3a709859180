"""TLS handshakes, and the transport of a connection that has one behind it."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Final, cast

from tui_chat.server.limits.token_bucket import Rate, TokenBucket
from tui_chat.server.transport.layer import UNLIMITED
from tui_chat.server.transport.lingering_close import LingeringClose
from tui_chat.server.transport.poller import READ, WRITE, cut
from tui_chat.server.transport.socket_transport import CHUNK, SocketTransport
from tui_chat.server.transport.tls_context_and_socket import (
    Encryption,
    EndError,
    TlsError,
    TlsSocket,
    WantsReadError,
)

if TYPE_CHECKING:
    from socket import SocketType

_WITHOUT_TEXT: Final = 1 / 16
"""Of a line, for what came and held no text: half a record, an empty one, a request for new keys.

It is a tenth of the work of a line, and 16 kB in small packets are a dozen of them."""

_CRUMB: Final = 8
"""Bytes of text that a record holds at least, on the average: no line is shorter."""


class Handshake:
    """The server's side of one TLS handshake.

    The protocol above is told of the connection when it is done. If that does not happen within
    `patience` seconds, the connection is cut; the protocol is told of its loss all the same.
    A peer that sends less at a time than there is to do is not read at more than `rate`.
    """

    __slots__ = ("_above", "_bucket", "_events", "_is_over", "_lingering_close", "_timer", "_tls")

    def __init__(
        self,
        lingering_close: LingeringClose,
        socket: SocketType,
        above: asyncio.Protocol,
        encryption: Encryption,
        patience: float,
        rate: Rate = UNLIMITED,
    ) -> None:
        """The non-blocking `socket` is watched for reading: this takes it over."""
        self._above = above
        self._lingering_close = lingering_close
        self._tls = TlsSocket(socket, encryption)
        self._events = READ
        self._is_over = False
        loop = lingering_close.loop
        self._bucket = TokenBucket(rate, loop.time()) if rate.per_second else None
        lingering_close.poller.replace_watcher(socket.fileno(), self)
        self._timer = loop.call_later(patience, self.abort)

    def ready(self, _events: int) -> None:
        """Go on: there is something to read, or room to write."""
        if self._is_over:
            return
        try:
            self._tls.do_handshake()
        except WantsReadError:
            self._await_more()
        except BlockingIOError:
            self._watch(WRITE)
        except TlsError:
            self._part()
        except EndError:
            self._lose(None)
        except OSError as error:
            self._lose(error)
        else:
            self._open()

    def abort(self) -> None:
        """Close at once."""
        self._lose(None)

    def _open(self) -> None:
        self._watch(READ)
        self._end()
        transport = TlsTransport(self._lingering_close, self._tls, self._above, self._bucket)
        self._above.connection_made(transport)

    def _await_more(self) -> None:
        wait = _charge(self._bucket, self._lingering_close.loop.time())
        if wait:
            self._watch(0)
            self._lingering_close.loop.call_later(wait, self._end_rest)
        else:
            self._watch(READ)

    def _end_rest(self) -> None:
        if not self._is_over:
            self._watch(READ)

    def _watch(self, events: int) -> None:
        before, self._events = self._events, events
        if before != events:
            self._lingering_close.poller.change(self._tls.fileno(), before, events)

    def _part(self) -> None:
        """The peer broke the rules: it gets time to read OpenSSL's alert."""
        self._end()
        try:
            self._lingering_close.take_over(self._tls.raw, self._events)
        finally:
            self._tell_loss(None)

    def _lose(self, error: OSError | None) -> None:
        if not self._is_over:
            self._end()
            self._lingering_close.poller.forget(self._tls.fileno(), self._events)
            self._tls.close()
            self._tell_loss(error)

    def _end(self) -> None:
        self._is_over = True
        self._timer.cancel()

    def _tell_loss(self, error: OSError | None) -> None:
        self._lingering_close.loop.call_soon(self._above.connection_lost, error)


class TlsTransport(SocketTransport):
    """A transport over an encrypted socket.

    The layers above limit the text that comes; TLS records without text are metered here.
    """

    __slots__ = ("_bucket", "_is_held", "_is_resting", "_tls")

    def __init__(
        self,
        lingering_close: LingeringClose,
        tls: TlsSocket,
        protocol: asyncio.Protocol,
        bucket: TokenBucket | None = None,
    ) -> None:
        """The socket is watched for reading: this takes it over."""
        super().__init__(lingering_close, cast("SocketType", tls), protocol)
        self._tls = tls
        self._bucket = bucket
        self._is_held = False
        """Whether those above take nothing now."""
        self._is_resting = False
        """Whether nothing is read because too much came without text."""

    def ready(self, events: int) -> None:
        """Read or write; a write that had to wait for input is tried again."""
        super().ready(events)
        if self._tls.wants_read and self.unsent is not None:
            self._tls.wants_read = False
            self.send_rest()
            if self.unsent is not None:
                self.watch(self.events | WRITE)

    def pause_reading(self) -> None:
        """Read nothing for now."""
        self._is_held = True
        super().pause_reading()

    def resume_reading(self) -> None:
        """Go on, unless it is too early."""
        self._is_held = False
        if not self._is_resting:
            super().resume_reading()
        if self._tls.has_ended:
            self.lingering_close.loop.call_soon(self._end_reading)

    def get_extra_info(self, name: str, default: object = None) -> object:
        """The `socket`, the `ssl_object`, and the `fingerprint` of the client's certificate."""
        match name:
            case "ssl_object":
                return self._tls.ssl_object
            case "fingerprint":
                return self._tls.fingerprint
        return super().get_extra_info(name, default)

    def receive(self) -> None:
        """Read what OpenSSL has of text, and count what held none."""
        try:
            data = self._tls.recv(CHUNK)
        except BlockingIOError:
            self._rest_if_too_fast(1)
        except TlsError:
            self.unsent = None  # OpenSSL would not encrypt it any more
            self.close()
        except OSError as error:
            self.lose(error)
        else:
            if not data:
                self.close()
                return
            crumbs = self._tls.records - len(data) // _CRUMB
            if crumbs > 0:
                self._rest_if_too_fast(crumbs)
            self.protocol.data_received(data)
            if self._tls.has_ended:
                # Nothing may come any more that the poller would tell of.
                self.lingering_close.loop.call_soon(self._end_reading)

    def _end_reading(self) -> None:
        if not (self.closing or self._is_held):
            try:
                self.receive()
            except Exception as error:  # noqa: BLE001 - as the poller does
                cut(self, error)

    def _rest_if_too_fast(self, times: int) -> None:
        loop = self.lingering_close.loop
        wait = _charge(self._bucket, loop.time(), times)
        if wait and not self._is_resting:
            self._is_resting = True
            super().pause_reading()
            loop.call_later(wait, self._end_rest)

    def _end_rest(self) -> None:
        self._is_resting = False
        if not self._is_held:
            super().resume_reading()

    def watch(self, events: int) -> None:
        """Ask the poller for these events, but not for room while OpenSSL has to read first."""
        # There is room all along: the poller would call without end.
        super().watch(events & ~WRITE if self._tls.wants_read else events)

    def finish(self) -> None:
        """Tell the peer that this is all, then end as any socket."""
        try:
            self._tls.say_goodbye()
        except BlockingIOError:
            self.unsent = deque()
            self.lingering_close.limit(self)
            self.watch(WRITE)
            return
        # What still comes is thrown away as it is.
        self.socket = self._tls.raw
        super().finish()


def _charge(bucket: TokenBucket | None, now: float, times: int = 1) -> float:
    """Count what came without text; seconds until more should be read, 0 for at once."""
    if bucket is None:
        return 0.0
    bucket.spend(now, times * _WITHOUT_TEXT)
    return bucket.wait(now, 0)
