"""A token bucket: how often something may be done."""


class TokenBucket:
    """`most` times at once, and once more every `seconds`."""

    __slots__ = ("_at", "_left", "_most", "_seconds")

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._left = float(most)
        self._at = 0.0

    def take(self, at: float) -> bool:
        """Whether it may be done at this time (seconds); if so it counts."""
        grown = max(0.0, at - self._at) / self._seconds
        self._at = at
        self._left = min(self._most, self._left + grown)
        if self._left < 1:
            return False
        self._left -= 1
        return True
