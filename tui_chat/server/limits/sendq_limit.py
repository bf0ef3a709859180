"""What waits for all slow readers together is bounded too."""

from collections.abc import Iterable
from typing import Final, Protocol

MAX_WAITING: Final = 256 << 20
"""Bytes that may wait for all clients who do not read, each within its own limit."""


class Slow(Protocol):
    """A connection for which something may wait."""

    @property
    def waiting(self) -> int:
        """Bytes that it has not read yet."""

    def give_up(self) -> None:
        """End it, for it reads too slowly."""


def relieve(connections: Iterable[Slow], most: int = MAX_WAITING) -> int:
    """Give up those who read least, until no more than `most` bytes wait in all; how many."""
    slow = [(one.waiting, number, one) for number, one in enumerate(connections) if one.waiting]
    total = sum(waiting for waiting, _, _ in slow)
    given_up = 0
    if total > most:
        for waiting, _, one in sorted(slow, reverse=True):
            one.give_up()
            given_up += 1
            total -= waiting
            if total <= most:
                break
    return given_up
