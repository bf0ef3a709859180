"""How fast a client may speak."""

import msgspec


class Rate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`burst` messages at once, then `per_second`; `per_second = 0` is no limit."""

    burst: float = 40
    per_second: float = 8


class Timeouts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Seconds of silence that are borne."""

    registration: float = 30
    """From the connection to the end of registration."""
    ping: float = 90
    """Until we ask whether a client lives."""
    pong: float = 60
    """Until we take it for dead."""


class TokenBucket:
    """Lets `burst` through at once and `per_second` in the long run.

    Times are in seconds of any clock that does not go back.
    """

    __slots__ = ("_level", "_rate", "_since")

    def __init__(self, rate: Rate, now: float) -> None:
        self._rate = rate
        self._level = rate.burst
        self._since = now

    def take(self, now: float) -> float:
        """Take a token: 0 if there was one, else the seconds until there is; then none is taken."""
        rate = self._rate
        if not rate.per_second:
            return 0.0
        level = min(rate.burst, self._level + (now - self._since) * rate.per_second)
        self._since = now
        if level >= 1:
            self._level = level - 1
            return 0.0
        self._level = level
        return (1 - level) / rate.per_second
