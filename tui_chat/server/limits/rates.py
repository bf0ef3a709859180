"""How fast a client may speak."""

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
_MODEST: Final = 10
"""How many times fewer messages than are allowed in the long run are little."""


class TokenBucket:
    """Lets `burst` through at once and `per_second` in the long run.

    Besides, it knows whether little was said lately: a tenth of that in the long run, and what may
    be said in a second at once. Who is new has not shown that yet. Times are in seconds of any
    clock that does not go back.
    """

    __slots__ = ("_credit", "_level", "_rate", "_since")

    def __init__(self, rate: Rate, now: float) -> None:
        self._rate = rate
        self._level = rate.burst
        self._credit = 0.0
        """How much may be said for it to be little; less than nothing when it was dear."""
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
        """Take so many, there or not: what is missing has to come in before more can be taken."""
        if self._rate.per_second:
            self._fill(now)
            self._level -= tokens

    def wait(self, now: float, tokens: float = 1.0) -> float:
        """How many seconds `take` would tell; none is taken."""
        rate = self._rate
        if not rate.per_second:
            return 0.0
        self._fill(now)
        missing = min(tokens, rate.burst) - self._level
        return missing / rate.per_second if missing > _SLIGHT else 0.0

    def is_modest(self, now: float) -> bool:
        """Whether little was said lately, so that one line more is not much."""
        self._fill(now)
        return self._credit > 1 - _SLIGHT

    def charge(self, tokens: float) -> None:
        """What was said last counts for so many more; it delays nobody who is within the rate."""
        if tokens:
            self._credit = max(self._credit - tokens, -self._most)

    def is_full(self, now: float) -> bool:
        """Whether a new bucket would be no better."""
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
