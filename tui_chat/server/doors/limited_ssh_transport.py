"""The bytes of one ssh connection: a limited rate, and a limited queue."""

import asyncio
from collections.abc import Callable
from typing import Final

from tui_chat.server.limits.token_bucket import Rate, TokenBucket

_RATE: Final = Rate(burst=1 << 18, per_second=1 << 16)
"""Bytes that may come: a large paste at once, and few new keys a second."""
_LAST_WORDS: Final = 2.0
"""Seconds for the last bytes to reach a peer that is slow to read."""


class LimitedTransport(asyncio.Protocol):
    """Stands between a socket and asyncssh, which would queue without bound.

    While the peer does not read our bytes, we do not read its bytes either. `room` is called with
    whether there is room for the output of the visitor's client.
    """

    def __init__(
        self,
        above: asyncio.Protocol,
        loop: asyncio.AbstractEventLoop,
        room: Callable[[bool], None],
        lost: Callable[[], None],
        heard: Callable[[], None] = lambda: None,
    ) -> None:
        """`heard` is called after all that the peer has sent was passed on."""
        self._above = above
        self._loop = loop
        self._room = room
        self._lost = lost
        self._heard = heard
        self._bucket = TokenBucket(_RATE, loop.time())
        self._transport: asyncio.Transport | None = None
        self._is_full = self._is_early = False

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - of a socket
        self._transport = transport
        self._above.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Pass on, and read no more for a while if the peer sends too fast."""
        now = self._loop.time()
        self._bucket.spend(now, len(data))
        self._above.data_received(data)
        self._heard()
        if wait := self._bucket.wait(now, 0):
            self._is_early = True
            self._read_or_not()
            self._loop.call_later(wait, self._go_on)

    def eof_received(self) -> bool | None:
        """The peer sends no more: ssh has no half-closed connections."""
        return self._above.eof_received()

    def pause_writing(self) -> None:
        """The peer does not read."""
        self._is_full = True
        self._read_or_not()
        self._room(False)

    def resume_writing(self) -> None:
        """It does again."""
        self._is_full = False
        self._read_or_not()
        self._room(True)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._transport = None
        try:
            self._above.connection_lost(exc)
        finally:
            self._lost()

    # What the door calls.

    def abort_soon(self) -> None:
        """Close at once if the last bytes do not go out within a moment."""
        self._loop.call_later(_LAST_WORDS, self.abort)

    def abort(self) -> None:
        """Close at once."""
        if self._transport is not None:
            self._transport.abort()

    def _go_on(self) -> None:
        self._is_early = False
        self._read_or_not()

    def _read_or_not(self) -> None:
        transport = self._transport
        if transport is not None and not transport.is_closing():
            if self._is_full or self._is_early:
                transport.pause_reading()
            else:
                transport.resume_reading()
