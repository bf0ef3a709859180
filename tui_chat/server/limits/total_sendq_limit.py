"""The limit on the bytes queued for all slow readers together."""

from collections.abc import Iterable
from typing import Final, Protocol

MAX_WAITING: Final = 256 << 20
"""Bytes that may be queued for all clients; each client has its own limit besides."""


class SlowReader(Protocol):
    """A connection with a send queue."""

    @property
    def waiting(self) -> int:
        """Bytes queued for the client."""

    def end_slow_reader(self) -> None:
        """End the connection: the client reads too slowly."""


def end_slowest_readers(connections: Iterable[SlowReader], most: int = MAX_WAITING) -> int:
    """End the longest queues until at most `most` bytes are left; how many were ended."""
    slow = [(one.waiting, number, one) for number, one in enumerate(connections) if one.waiting]
    total = sum(waiting for waiting, _, _ in slow)
    ended = 0
    if total > most:
        for waiting, _, one in sorted(slow, reverse=True):
            one.end_slow_reader()
            ended += 1
            total -= waiting
            if total <= most:
                break
    return ended
