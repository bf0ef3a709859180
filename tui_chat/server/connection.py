"""One client's socket: bytes in, messages to the node; bytes out, within limits."""

import asyncio
from collections import deque
from typing import Final, cast

from tui_chat.server.addresses import Group, Guest, host_of
from tui_chat.server.core.events import ClientId, Garbled, Unreadable
from tui_chat.server.limits import Rate, Timeouts, TokenBucket
from tui_chat.server.node import Node
from tui_chat.wire.errors import NotUtf8Error, ProtocolError
from tui_chat.wire.framing import MAX_CLIENT_TAGS, TOO_LONG, LineBuffer
from tui_chat.wire.message import Message

MAX_SEND_QUEUE: Final = 1 << 20
"""Bytes that may wait for a client that does not read."""


class Connection(asyncio.Protocol):
    """An asyncio protocol: no task, timer or stream object per client.

    A client over its rate is not read until it is under it again: nothing is dropped, and TCP
    slows the sender down.
    """

    __slots__ = (
        "_active_at",
        "_bucket",
        "_closed",
        "_group",
        "_guest",
        "_held",
        "_is_limited",
        "_lines",
        "_loop",
        "_node",
        "_opened_at",
        "_pinged",
        "_timeouts",
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
        guest: Guest | None = None,
    ) -> None:
        """Whoever makes it counts the guest in; it counts the guest out when it is lost."""
        self._node = node
        self._guest = guest
        self._group: Group | None = None if guest is None else guest.group
        self._loop = loop
        self._lines = LineBuffer(max_tags=MAX_CLIENT_TAGS)
        now = loop.time()
        self.hold_to(rate, timeouts, now)
        self._waiting: deque[bytes] | None = None
        """Lines that came over the rate or are held back; None while there are none and we read."""
        self._held = False
        self._transport: asyncio.Transport | None = None
        self.client = ClientId(0)
        self._closed = False
        self._opened_at = self._active_at = now
        self._pinged = False

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Enter the client."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=MAX_SEND_QUEUE)
        guest, self._guest = self._guest, None
        host = _host(transport.get_extra_info("peername")) if guest is None else guest.host
        is_secure = transport.get_extra_info("ssl_object") is not None
        self.client = self._node.connect(
            self,
            host,
            secure=is_secure or (guest is not None and guest.is_secure),
            fingerprint=transport.get_extra_info("fingerprint") or "",
            shown=host if guest is None else guest.shown,
        )

    def data_received(self, data: bytes) -> None:
        """Take what came apart and have it handled."""
        if self._closed:
            return
        self._active_at = self._loop.time()
        self._pinged = False
        lines = self._lines.feed(data)
        self._node.lines_received += len(lines)
        if self._waiting is not None:
            self._waiting.extend(lines)
        elif not self._is_limited:
            self._handle_all(lines)
        else:
            self._handle_within_rate(deque(lines))

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the node, unless it was the node who closed."""
        self._transport = None
        if self._group is not None:
            self._group.leave()
            self._group = None
        self._node.disconnect(self.client, _reason(exc))

    def pause_writing(self) -> None:
        """More than MAX_SEND_QUEUE waits: whoever reads so slowly must not cost us memory."""
        # Called in the middle of a write to many, whose list must not change meanwhile.
        self._loop.call_soon(self._give_up)

    def hold_to(self, rate: Rate, timeouts: Timeouts, now: float) -> None:
        """Let the client speak as fast, and be silent as long, from now on."""
        self._timeouts = timeouts
        self._bucket = TokenBucket(rate, now) if rate.per_second else None
        shared = None if self._group is None else self._group.bucket
        self._is_limited = self._bucket is not None or shared is not None

    # What the node calls.

    def write(self, data: bytes) -> None:
        """Send; once the connection is lost, nothing happens."""
        if self._transport is not None:
            self._transport.write(data)

    def stop_reading(self) -> None:
        """What the client still says does not count."""
        self._closed = True
        if self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()

    def hold(self) -> None:
        """Keep back what the client says: the answer to its last command is still to come."""
        if not self._held:
            self._held = True
            self._keep_back(deque())

    def release(self) -> None:
        """Handle what was held back, and all that follows."""
        if self._held:
            self._held = False
            self._resume()

    def close(self) -> None:
        """Close when everything is written, or soon, if the peer does not read it."""
        transport = self._transport
        if transport is not None:
            transport.close()
            self._loop.call_later(_LINGER, transport.abort)

    def is_done(self) -> bool:
        """Whether all that was written is out and the connection closed."""
        return self._transport is None

    def check_alive(self, now: float) -> None:
        """Ask a silent client whether it lives; end a dead one, and one that never registers.

        `now` is the loop's time, in seconds. Called now and then for every connection: cheaper
        than a timer each.
        """
        limits = self._timeouts
        if self._closed or self._waiting is not None:
            return
        if not self._node.is_registered(self.client):
            if now - self._opened_at > limits.registration:
                self._node.turn_out(self.client, "Registration timed out")
        elif self._pinged:
            if now - self._active_at > limits.ping + limits.pong:
                self._node.turn_out(self.client, "Ping timeout")
        elif now - self._active_at > limits.ping:
            self._pinged = True
            self._node.say(self.client, Message("PING", (self._node.network.name,)))

    # Between the two.

    def _give_up(self) -> None:
        self._node.disconnect(self.client, "Too slow: the send queue is full")
        if self._transport is not None:
            self._transport.abort()

    def _handle_within_rate(self, lines: deque[bytes]) -> None:
        now = self._loop.time()
        while lines:
            wait = self._wait_for(now)
            if wait:
                self._wait(lines, wait)
                return
            self._handle_all((lines.popleft(),))
            if self._held and self._waiting is not None:
                self._waiting.extend(lines)
                return
            if self._closed:
                return

    def _wait_for(self, now: float) -> float:
        """Seconds until the next line may be handled; 0 for one that may be handled now."""
        wait = 0.0
        if self._bucket is not None:
            wait = self._bucket.take(now, self._node.pressure())
        if not wait and self._group is not None and self._group.bucket is not None:
            wait = self._group.bucket.take(now)
        return wait

    def _wait(self, lines: deque[bytes], seconds: float) -> None:
        self._keep_back(lines)
        self._loop.call_later(seconds, self._resume)

    def _keep_back(self, lines: deque[bytes]) -> None:
        self._waiting = lines
        if self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()

    def _resume(self) -> None:
        if self._closed or self._transport is None or self._transport.is_closing():
            return
        lines, self._waiting = self._waiting or deque(), None
        self._transport.resume_reading()
        self._handle_within_rate(lines)

    def _handle_all(self, lines: list[bytes] | tuple[bytes]) -> None:
        node = self._node
        client = self.client
        at = node.now()
        waiting = iter(lines)
        for line in waiting:
            if line is TOO_LONG:
                node.backplane.submit(Garbled(client, at, Unreadable.TOO_LONG))
                continue
            try:
                message = Message.parse(line)
            except NotUtf8Error as error:
                problem = Garbled(client, at, Unreadable.NOT_UTF8, error.command, error.label)
                node.backplane.submit(problem)
            except ProtocolError:
                continue  # not a message: RFC 2812 has no answer to it
            else:
                node.receive(client, message, at)
                if self._held and self._waiting is not None:
                    self._waiting.extend(waiting)


_LINGER: Final = 5.0
"""Seconds for the last lines to reach a client that we close."""


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
