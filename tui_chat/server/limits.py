"""How fast a client may speak."""

import math
from typing import Final

import msgspec


class Rate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How fast one connection may speak; whoever is faster is slowed down, nothing is dropped."""

    burst: float = 40
    """Messages at once."""
    per_second: float = 8
    """Messages a second in the long run; 0 is no limit."""


class Timeouts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Seconds of silence that are borne."""

    handshake: float = 10
    """From the connection to the end of its encryption, or of its change to a WebSocket."""
    registration: float = 30
    """From the connection to the end of registration."""
    ping: float = 90
    """Until we ask whether a client lives."""
    pong: float = 60
    """Until we take it for dead."""


_SLIGHT: Final = 1e-6
"""Of a token: who waits as long as told must find one, however the floats were rounded."""
_SOONER: Final = 0.1
"""Seconds after which who waits under pressure is looked at again."""
_MOMENT: Final = 0.05
"""Seconds."""


class TokenBucket:
    """Lets `burst` through at once and `per_second` in the long run.

    Times are in seconds of any clock that does not go back.
    """

    __slots__ = ("_level", "_rate", "_since")

    def __init__(self, rate: Rate, now: float) -> None:
        self._rate = rate
        self._level = rate.burst
        self._since = now

    def take(self, now: float, pressure: float = 1.0) -> float:
        """Take a token: 0 if there was one, else the seconds until there is; then none is taken.

        Under `pressure` the bucket fills so many times more slowly, and of the burst only what
        makes up half a second in the long run is to be had; under an infinite one there is
        nothing for a moment.
        """
        rate = self._rate
        if not rate.per_second:
            return 0.0
        per_second, least = rate.per_second, 1.0
        if pressure > 1.0:
            if pressure == math.inf:
                return _MOMENT
            least = max(1.0, rate.burst - per_second / 2 + 1)
            per_second /= pressure
        level = min(rate.burst, self._level + (now - self._since) * per_second)
        self._since = now
        if level > least - _SLIGHT:
            self._level = level - 1
            return 0.0
        self._level = level
        wait = (least - level) / per_second
        # Pressure may be over in a moment: then nobody is to wait for what it would have cost.
        return min(wait, _SOONER) if pressure > 1.0 else wait

    def is_full(self, now: float) -> bool:
        """Whether a new bucket would be no better."""
        rate = self._rate
        return self._level + (now - self._since) * rate.per_second >= rate.burst
