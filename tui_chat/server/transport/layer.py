"""Layers between a socket and a connection: they change the bytes on their way up and down.

A layer is a protocol to the transport below it, and a transport to the protocol above it.
"""

import asyncio
from typing import Any, Final, cast

from tui_chat.server.limits.token_bucket import Rate, TokenBucket

UNLIMITED: Final = Rate(per_second=0)


class Layer(asyncio.Protocol, asyncio.Transport):
    """Changes nothing. Subclasses use `above`, `below` and `loop`, and call the last methods here.

    The protocol above gets `connection_made` when the subclass calls `connect_above`; if that does
    not happen within `patience` seconds, the connection is aborted. The protocol above always gets
    `connection_lost`, even without `connection_made`.

    The protocol above limits the rate of what it receives. The layer limits the work that never
    gets that far: a peer that causes more of it than `rate` is not read for a while.
    """

    __slots__ = (
        "_bucket",
        "_timer",
        "above",
        "below",
        "is_open",
        "is_resting",
        "loop",
        "patience",
    )

    below: asyncio.Transport

    def __init__(
        self,
        above: asyncio.Protocol,
        loop: asyncio.AbstractEventLoop,
        patience: float,
        rate: Rate = UNLIMITED,
    ) -> None:
        self.above = above
        self.loop = loop
        self._bucket = TokenBucket(rate, loop.time()) if rate.per_second else None
        self.is_resting = False
        """Whether nothing is read because the peer was too fast for this layer."""
        self.is_open = False
        self.patience = patience
        self._timer: asyncio.TimerHandle | None = None

    # Called by the transport below.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The transport below is ready."""
        self.below = cast("asyncio.Transport", transport)
        self._timer = self.loop.call_later(self.patience, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        """The transport below is lost."""
        self.stop_timer()
        self.above.connection_lost(exc)

    def pause_writing(self) -> None:
        """Too many bytes are queued."""
        self.above.pause_writing()

    def resume_writing(self) -> None:
        """The queue is short again."""
        self.above.resume_writing()

    # Called by the protocol above.

    def close(self) -> None:
        """Close, once everything written is out."""
        self.below.close()

    def abort(self) -> None:
        """Close at once."""
        self.below.abort()

    def is_closing(self) -> bool:
        """Whether it is closed, or soon will be."""
        return self.below.is_closing()

    def pause_reading(self) -> None:
        """Read nothing more. What was read already still comes up."""
        self.below.pause_reading()

    def resume_reading(self) -> None:
        """Go on."""
        if not self.is_resting:
            self.below.resume_reading()

    def get_write_buffer_size(self) -> int:
        """Bytes that are queued for the peer."""
        return self.below.get_write_buffer_size()

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """How many bytes may be queued."""
        self.below.set_write_buffer_limits(high, low)

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """See asyncio.BaseTransport."""
        return self.below.get_extra_info(name, default)

    # Called by subclasses.

    def connect_above(self) -> None:
        """Pass the connection on to the protocol above."""
        self.stop_timer()
        self.is_open = True
        self.above.connection_made(self)

    def charge(self, tokens: float) -> None:
        """Count work that the peer caused; if it was too much, the peer is not read for a while."""
        if self._bucket is None:
            return
        now = self.loop.time()
        self._bucket.spend(now, tokens)
        wait = self._bucket.wait(now, 0)
        if wait and not self.is_resting:
            self.is_resting = True
            self.below.pause_reading()
            self.loop.call_later(wait, self.end_rest)

    def end_rest(self) -> None:
        """Read the peer again; subclasses resume here."""
        self.is_resting = False

    def stop_timer(self) -> None:
        """Stop the clock of `patience`: the subclass has one of its own."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        self._timer = None
        self.below.abort()
