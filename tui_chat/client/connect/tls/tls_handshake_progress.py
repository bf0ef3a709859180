"""Whether a server answers a TLS handshake soon, so that we know early whether it encrypts."""

import asyncio
import ssl
import time
from collections.abc import Callable
from typing import Any, Final

SOON: Final = 0.3
"""Seconds within which a server that encrypts answers, if the way to it is short."""


class HandshakeProgress:
    """How far the TLS handshake with a server has come. Made when connecting begins.

    `clock` tells seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        loop = asyncio.get_running_loop()
        self._clock = clock
        self._began = clock()
        self._asked = loop.create_future()
        self._answered = loop.create_future()

    @property
    def is_answered(self) -> bool:
        """Whether the server has answered as one that encrypts."""
        return self._answered.done()

    def note(self, connection: ssl.SSLObject) -> None:
        """The handshake went on: our part was made, or some of the server's was read."""
        for future, has_happened in (
            (self._asked, True),
            (self._answered, connection.cipher() is not None),
        ):
            if has_happened and not future.done():
                future.set_result(None)

    async def is_silent(self, connecting: "asyncio.Task[Any]") -> bool:
        """Wait until the server answers or `connecting` ends. Gives whether neither came soon.

        An answer takes as long as the connection took before it, and a little for the server's
        work; where the way is long, twice that time is waited for it.
        """
        first = asyncio.FIRST_COMPLETED
        await asyncio.wait({connecting, self._asked}, return_when=first)
        soon = max(SOON, 2 * (self._clock() - self._began))
        await asyncio.wait({connecting, self._answered}, timeout=soon, return_when=first)
        return not (connecting.done() or self.is_answered)


def watch_handshakes(context: ssl.SSLContext, note: Callable[[ssl.SSLObject], None]) -> None:
    """Have `note` called after each step of every handshake that the context makes."""

    class Watched(ssl.SSLObject):
        def do_handshake(self) -> None:
            try:
                super().do_handshake()
            finally:
                note(self)

    context.sslobject_class = Watched
