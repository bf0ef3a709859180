"""One client's socket: bytes in, messages to the node; bytes out, within limits."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final, cast

from tui_chat.server.core.events import ClientId, Millis, Unreadable
from tui_chat.server.engine.node import Node
from tui_chat.server.limits.address_limits import AddressGroup, AddressLimiter, AdmittedConnection
from tui_chat.server.limits.command_rates import CommandRates, Flood, RatedWork, rated_command
from tui_chat.server.limits.peer_addresses import host_of
from tui_chat.server.limits.timeouts import Timeouts
from tui_chat.server.limits.token_bucket import Rate, TokenBucket
from tui_chat.server.transport.ping_timeouts import Keepalive
from tui_chat.server.transport.poller import cut, has_hung_up
from tui_chat.wire.bulk_privmsg_parsing import speech
from tui_chat.wire.errors import NotUtf8Error, ProtocolError
from tui_chat.wire.framing import ENDLESS, MAX_BODY, MAX_CLIENT_TAGS, TOO_LONG, LineBuffer
from tui_chat.wire.message import Message, outline

_CRUMB: Final = 1 / 32
"""The cost, in lines, of received bytes that complete no line."""
_LIGHT: Final = 1_024
"""Bytes of a line that counts once. One with longer tags counts as the messages that have as much
text: everybody in a channel gets its tags, too."""
_ENDLESS: Final = 1 << 14
"""Bytes after which a line is taken for one without an end, and whoever sends it is turned out."""
MAX_SEND_QUEUE: Final = 1 << 20
"""Bytes that may be queued for a client that does not read."""


class Connection(asyncio.Protocol):
    """An asyncio protocol: no task, timer or stream object per client.

    A client over its rate is not read until it is under it again: nothing is dropped, and TCP
    slows the sender down.
    """

    __slots__ = (
        "_admitted",
        "_bucket",
        "_closed",
        "_command_rates",
        "_group",
        "_is_limited",
        "_is_suspended",
        "_keepalive",
        "_lines",
        "_loop",
        "_node",
        "_owner",
        "_transport",
        "_waiting",
        "client",
    )

    def __init__(
        self,
        node: Node,
        rate: Rate,
        timeouts: Timeouts,
        loop: asyncio.AbstractEventLoop,
        admitted: AdmittedConnection | None = None,
        *,
        owner: bool = False,
    ) -> None:
        """The caller has counted the connection in; it counts itself out when it is lost.

        `owner` says that the person who runs the server in this process sits at the other end.
        """
        self._node = node
        self._owner = owner
        self._admitted = admitted
        self._group: AddressGroup | None = None if admitted is None else admitted.group
        self._loop = loop
        self._lines = LineBuffer(max_tags=MAX_CLIENT_TAGS, endless=_ENDLESS)
        now = loop.time()
        self._keepalive = Keepalive(node, loop, timeouts, now)
        self.set_limits(rate, timeouts, now)
        self._waiting: deque[bytes] | None = None
        """Lines over the rate, or behind a suspended command; None while the client is read."""
        self._is_suspended = False
        self._transport: asyncio.Transport | None = None
        self.client = ClientId(0)
        self._closed = False

    def move(self, limiter: AddressLimiter, host: str, *, is_secure: bool) -> None:
        """Be one of another address, for which a proxy asks; only before `connection_made`.

        Raises RefusedConnectionError: then it is counted nowhere.
        """
        group, self._group = self._group, None
        if group is not None:
            group.leave()
        self._admitted = limiter.admit(host, self._loop.time(), is_secure=is_secure)
        self._group = self._admitted.group
        self._is_limited = self._bucket is not None or self._group.bucket is not None

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Tell the node of a new client."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=MAX_SEND_QUEUE)
        admitted, self._admitted = self._admitted, None
        host = _host(transport.get_extra_info("peername")) if admitted is None else admitted.host
        is_secure = transport.get_extra_info("ssl_object") is not None
        self.client = self._node.connect(
            self,
            host,
            secure=is_secure or (admitted is not None and admitted.is_secure),
            fingerprint=transport.get_extra_info("fingerprint")
            or ("" if admitted is None else admitted.fingerprint),
            shown=host if admitted is None else admitted.shown,
            owner=self._owner,
        )

    def data_received(self, data: bytes) -> None:
        """Cut the bytes into lines and handle them."""
        if self._closed:
            return
        keepalive = self._keepalive
        keepalive.active_at = self._loop.time()
        if keepalive.is_pinged:
            keepalive.ping_answered()
        if self._is_limited:
            self._take_within_rate(data)
            return
        lines = self._lines.feed(data)
        self._node.lines_received += len(lines)
        if self._waiting is not None:
            self._waiting.extend(lines)
        else:
            self._handle_all(lines)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the node, unless the node closed the connection itself."""
        self._transport = None
        if self._group is not None:
            self._group.leave()
            self._group = None
        try:
            self._node.disconnect(self.client, _reason(exc))
        finally:  # or a probe would wait for ever
            self._keepalive.lost()

    def pause_writing(self) -> None:
        """End the connection: more than MAX_SEND_QUEUE is queued, and it would cost memory."""
        # Called in the middle of a write to many, whose list must not change meanwhile.
        self._loop.call_soon(self.end_slow_reader)

    def set_limits(self, rate: Rate, timeouts: Timeouts, now: float) -> None:
        """Use other limits from now on."""
        self._keepalive.timeouts = timeouts
        self._bucket = TokenBucket(rate, now) if rate.per_second else None
        self._command_rates = (
            CommandRates(rate) if isinstance(rate, Flood) and rate.per_second else None
        )
        shared = None if self._group is None else self._group.bucket
        self._is_limited = self._bucket is not None or shared is not None

    # What the node calls.

    def write(self, data: bytes) -> None:
        """Send; once the connection is lost, nothing happens."""
        transport = self._transport
        if transport is not None:
            try:
                transport.write(data)
            except Exception as error:  # noqa: BLE001 - this is in the middle of a write to many
                cut(transport, error)

    def stop_reading(self) -> None:
        """Ignore the client's input from now on: the connection is being closed."""
        self._closed = True
        if self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()

    def suspend_input(self) -> None:
        """Keep further lines back: the answer to the client's last command is not there yet."""
        if not self._is_suspended:
            self._is_suspended = True
            self._keep_back(deque())

    def resume_input(self) -> None:
        """Handle the lines that were kept back, and read on."""
        if self._is_suspended:
            self._is_suspended = False
            self._resume()

    def charge(self, kind: RatedWork, tokens: float) -> None:
        """Count work done for the client; beyond its rate, its next lines wait."""
        if self._command_rates is not None:
            now = self._loop.time()
            self._command_rates.bucket(kind, now).spend(now, tokens)

    @property
    def shares_address(self) -> bool:
        """Whether the limits for its address apply to it."""
        return self._group is None or self._group.bucket is not None

    def close(self) -> None:
        """Close when everything is written, or soon, if the peer does not read it."""
        if self._transport is not None:
            self._transport.close()

    def check_alive(self, now: float) -> None:
        """End the connection if the client has been silent for too long."""
        self._keepalive.check(self, now)

    def probe(self, patience: float, done: Callable[[bool], None]) -> None:
        """Find out whether the client is alive; see `Keepalive.probe`."""
        self._keepalive.probe(self, patience, done)

    def end_if_hung_up(self) -> None:
        """End the connection, soon, if the client has hung up and lines of it still wait."""
        self._keepalive.end_if_hung_up(self)

    def is_done(self) -> bool:
        """Whether all that was written is out and the connection closed."""
        return self._transport is None

    @property
    def waiting(self) -> int:
        """Bytes queued for the client."""
        return 0 if self._transport is None else self._transport.get_write_buffer_size()

    def end_slow_reader(self) -> None:
        """End the connection at once: the client reads too slowly."""
        self._node.disconnect(self.client, "Too slow: the send queue is full")
        if self._transport is not None:
            self._transport.abort()

    def hang_up(self) -> None:
        """End the connection at once, as if the client had closed it."""
        self._node.disconnect(self.client, _reason(None))
        if self._transport is not None:
            self._transport.abort()

    # What the keepalive asks.

    @property
    def is_closed(self) -> bool:
        """Whether the client's input is ignored: the connection is being closed."""
        return self._closed

    @property
    def is_input_paused(self) -> bool:
        """Whether the client is not read just now."""
        return self._waiting is not None

    @property
    def has_hung_up(self) -> bool:
        """Whether the peer has closed its side; bytes before that may be unread."""
        transport = self._transport
        socket = None if transport is None else transport.get_extra_info("socket")
        return socket is not None and has_hung_up(socket)

    # Lines, within the rate.

    def _take_within_rate(self, data: bytes) -> None:
        size = self._lines.pending + len(data)
        lines = self._lines.feed(data)
        self._node.lines_received += len(lines)
        tokens = self._waste(size, lines)
        if tokens:
            now = self._loop.time()
            for bucket in self._message_buckets():
                bucket.spend(now, tokens)
        if self._waiting is not None:
            self._waiting.extend(lines)
            return
        self._handle_within_rate(deque(lines))
        if tokens and self._waiting is None and not self._closed:
            now = self._loop.time()
            wait = max((bucket.wait(now, 0) for bucket in self._message_buckets()), default=0.0)
            if wait:
                self._wait(deque(), wait)

    def _handle_within_rate(self, lines: deque[bytes], *, is_turn: bool = False) -> None:
        """`is_turn` if the connection has waited in the queue for the first of these lines."""
        queue, bucket, now = self._node.queue, self._bucket, self._loop.time()
        while lines:
            if self._is_limited and not is_turn:
                is_busy = bucket is not None and not bucket.is_modest(now)
                if queue.enqueue_if_busy(self._take_turn, self._loop.call_later, busy=is_busy):
                    self._keep_back(lines)
                    return
            is_turn = False
            wait = self._wait_for(lines[0], now)
            if wait:
                self._wait(lines, wait)
                return
            spent = queue.spent()
            self._handle_all((lines.popleft(),))
            if bucket is not None:
                bucket.charge(queue.extra_cost(spent, asked=self._is_suspended))
            if self._is_suspended and self._waiting is not None:
                self._waiting.extend(lines)
                return
            if self._closed:
                return

    def _waste(self, size: int, lines: Sequence[bytes]) -> float:
        """How many lines the other bytes count for: empty lines, too long ones, pieces of one.

        `size` is the number of all bytes that came.
        """
        waste = size - self._lines.pending - sum(map(len, lines)) - 2 * len(lines)
        return max(waste, 0) / MAX_BODY + (0 if lines else _CRUMB)

    def _message_buckets(self) -> list[TokenBucket]:
        shared = None if self._group is None else self._group.bucket
        return [bucket for bucket in (self._bucket, shared) if bucket is not None]

    def _take_turn(self) -> None:
        self._resume(is_turn=True)

    def _wait_for(self, line: bytes, now: float) -> float:
        """Seconds until a line may be handled; 0 for one that is to be handled now."""
        buckets: list[tuple[TokenBucket, float]] = []
        weight = 1.0 if len(line) <= _LIGHT else 1 + (len(line) - _LIGHT) / MAX_BODY
        if self._bucket is not None:
            buckets.append((self._bucket, weight))
        if self._group is not None and self._group.bucket is not None:
            buckets.append((self._group.bucket, weight))
        if self._command_rates is not None:
            if (found := rated_command(line)) is not None:
                kind, count = found
                buckets.append((self._command_rates.bucket(kind, now), count))
            if self._command_rates.passwords is not None:
                buckets.append((self._command_rates.passwords, 0))
        wait = max((bucket.wait(now, tokens) for bucket, tokens in buckets), default=0.0)
        if not wait:
            for bucket, tokens in buckets:
                bucket.take(now, tokens)
        return wait

    def _wait(self, lines: deque[bytes], seconds: float) -> None:
        self._keep_back(lines)
        self._loop.call_later(seconds, self._resume)

    def _keep_back(self, lines: deque[bytes]) -> None:
        was_read, self._waiting = self._waiting is None, lines
        if was_read and self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()

    def _resume(self, *, is_turn: bool = False) -> None:
        transport = self._transport
        if self._closed or transport is None or transport.is_closing():
            return
        try:
            self._go_on(transport, is_turn=is_turn)
        except Exception as error:  # noqa: BLE001 - or it, and the queue behind it, waits for ever
            cut(transport, error)

    def _go_on(self, transport: asyncio.Transport, *, is_turn: bool) -> None:
        lines = deque() if self._waiting is None else self._waiting
        self._handle_within_rate(lines, is_turn=is_turn)
        # Who has to wait again is not read meanwhile: that would be two calls of the system.
        if self._waiting is lines and not lines and not self._is_suspended:
            self._waiting = None
            if not self._closed:
                transport.resume_reading()

    def _handle_all(self, lines: Sequence[bytes]) -> None:
        at = self._node.now()
        said = speech(lines) if len(lines) > 1 else None
        if said is not None:
            self._node.receive_speech(self.client, *said, at)
            return
        waiting = iter(lines)
        for line in waiting:
            self._handle(line, at)
            if self._is_suspended and self._waiting is not None:
                self._waiting.extend(waiting)

    def _handle(self, line: bytes, at: Millis) -> None:
        node = self._node
        try:
            message = Message.parse(line)
        except NotUtf8Error as error:
            problem = Unreadable.NOT_UTF8
            node.receive_garbled(self.client, at, problem, error.command, error.label)
        except ProtocolError:
            if line is TOO_LONG:
                node.receive_garbled(self.client, at, Unreadable.TOO_LONG)
            elif line is ENDLESS:
                node.end_connection(self.client, f"A line of more than {_ENDLESS} bytes")
            elif not line.isspace():
                node.receive_garbled(self.client, at, Unreadable.MALFORMED, *outline(line))
        else:
            node.receive(self.client, message, at)


def _host(peer: object) -> str:
    return host_of(str(peer[0]) if isinstance(peer, tuple) else "")


def _reason(error: Exception | None) -> str:
    if error is None:
        return "Connection closed"
    if isinstance(error, ConnectionResetError | BrokenPipeError):
        return "Connection lost"
    if isinstance(error, TimeoutError):
        return "Connection timed out"
    return "Connection lost"
