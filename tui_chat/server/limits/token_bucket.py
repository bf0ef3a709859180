"""Rates and the token buckets that enforce them."""

from typing import Final

import msgspec


class Rate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How fast one connection may send; a faster one is slowed down, and nothing is dropped."""

    burst: float = 40
    """Messages at once."""
    per_second: float = 8
    """Messages a second in the long run; 0 is no limit."""


_SLIGHT: Final = 1e-6
"""Of a token: after the wait that was given there must be one, despite rounding."""
_MODEST: Final = 10
"""A client is modest at this fraction of its rate: one tenth."""


class TokenBucket:
    """Lets `burst` messages through at once and `per_second` in the long run.

    It also knows whether its client is modest, that is, has lately sent little: a tenth of
    `per_second` in the long run, and one second's worth at once. A new client is not modest yet.
    Times are seconds of any clock that never goes back.
    """

    __slots__ = ("_credit", "_level", "_rate", "_since")

    def __init__(self, rate: Rate, now: float) -> None:
        self._rate = rate
        self._level = rate.burst
        self._credit = 0.0
        """Messages that a modest client may still send; negative after costly ones."""
        self._since = now

    def take(self, now: float, tokens: float = 1.0) -> float:
        """Take a token: 0 if there was one, else the seconds until there is; then none is taken.

        More `tokens` than a burst count for a burst.
        """
        wait = self.wait(now, tokens)
        if not wait and self._rate.per_second:
            self._level -= min(tokens, self._rate.burst)
            self._credit = max(self._credit - 1, min(self._credit, 0.0))
        return wait

    def spend(self, now: float, tokens: float) -> None:
        """Take tokens whether they are there or not: a debt has to be refilled first."""
        if self._rate.per_second:
            self._fill(now)
            self._level -= tokens

    def wait(self, now: float, tokens: float = 1.0) -> float:
        """The seconds that `take` would give; takes no token."""
        rate = self._rate
        if not rate.per_second:
            return 0.0
        self._fill(now)
        missing = min(tokens, rate.burst) - self._level
        return missing / rate.per_second if missing > _SLIGHT else 0.0

    def is_modest(self, now: float) -> bool:
        """Whether the client has lately sent little, so that one more line is no burden."""
        self._fill(now)
        return self._credit > 1 - _SLIGHT

    def charge(self, tokens: float) -> None:
        """Count the last message for more, towards `is_modest` only."""
        if tokens:
            self._credit = max(self._credit - tokens, -self._most)

    def is_full(self, now: float) -> bool:
        """Whether the bucket is as good as a new one."""
        rate = self._rate
        return self._level + (now - self._since) * rate.per_second >= rate.burst

    @property
    def _most(self) -> float:
        return max(1.0, self._rate.per_second)

    def _fill(self, now: float) -> None:
        rate = self._rate
        filled = (now - self._since) * rate.per_second
        self._since = now
        self._level = min(rate.burst, self._level + filled)
        self._credit = min(self._most, self._credit + filled / _MODEST)
