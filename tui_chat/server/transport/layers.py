"""What lies between a socket and a connection: bytes are changed on their way up and down.

A layer is a protocol to what lies below it and a transport to what lies above it.
"""

import asyncio
from typing import Any, Final, cast

from tui_chat.server.limits.rates import Rate, TokenBucket

UNLIMITED: Final = Rate(per_second=0)


class Layer(asyncio.Protocol, asyncio.Transport):
    """Changes nothing. Those above are told of the connection once `_open` is called.

    If that does not happen within `patience` seconds, the connection is cut. Those above are
    always told of its loss, even if they never heard of it.

    Of what comes up, those above see to it that it is not too much; of what does not, the layer
    does: whoever makes it work at more than `rate` is not read for a while.
    """

    __slots__ = (
        "_above",
        "_below",
        "_bucket",
        "_is_open",
        "_is_resting",
        "_loop",
        "_patience",
        "_timer",
    )

    _below: asyncio.Transport

    def __init__(
        self,
        above: asyncio.Protocol,
        loop: asyncio.AbstractEventLoop,
        patience: float,
        rate: Rate = UNLIMITED,
    ) -> None:
        self._above = above
        self._loop = loop
        self._bucket = TokenBucket(rate, loop.time()) if rate.per_second else None
        self._is_resting = False
        """Whether nothing is read because the peer was too fast for this layer."""
        self._is_open = False
        self._patience = patience
        self._timer: asyncio.TimerHandle | None = None

    # What lies below calls these.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Something to talk to."""
        self._below = cast("asyncio.Transport", transport)
        self._timer = self._loop.call_later(self._patience, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing to talk to any more."""
        self._stop_timer()
        self._above.connection_lost(exc)

    def pause_writing(self) -> None:
        """What was written waits."""
        self._above.pause_writing()

    def resume_writing(self) -> None:
        """It is gone."""
        self._above.resume_writing()

    # What lies above calls these.

    def close(self) -> None:
        """Close, once everything written is out."""
        self._below.close()

    def abort(self) -> None:
        """Close at once."""
        self._below.abort()

    def is_closing(self) -> bool:
        """Whether it is closed, or soon will be."""
        return self._below.is_closing()

    def pause_reading(self) -> None:
        """Take nothing more from the peer. What was taken still comes up."""
        self._below.pause_reading()

    def resume_reading(self) -> None:
        """Go on."""
        if not self._is_resting:
            self._below.resume_reading()

    def get_write_buffer_size(self) -> int:
        """Bytes that wait for the peer."""
        return self._below.get_write_buffer_size()

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """How much may wait, in bytes as they go out."""
        self._below.set_write_buffer_limits(high, low)

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """What is known of the connection; see asyncio.BaseTransport."""
        return self._below.get_extra_info(name, default)

    # For the layers themselves.

    def _open(self) -> None:
        self._stop_timer()
        self._is_open = True
        self._above.connection_made(self)

    def _charge(self, tokens: float) -> None:
        """Count work that the peer makes us; if it was too much, it is not read for a while."""
        if self._bucket is None:
            return
        now = self._loop.time()
        self._bucket.spend(now, tokens)
        wait = self._bucket.wait(now, 0)
        if wait and not self._is_resting:
            self._is_resting = True
            self._below.pause_reading()
            self._loop.call_later(wait, self._end_rest)

    def _end_rest(self) -> None:
        """Go on, unless those above are not to be disturbed."""
        self._is_resting = False

    def _give_up(self) -> None:
        self._timer = None
        self._below.abort()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
