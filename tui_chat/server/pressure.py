"""When more is asked of the server than it can do: who says much waits longer for it.

A flood from many connections, each within its rate, is still a flood. What it costs shows in how
long a tick of the loop takes: as soon as that is long enough for people to notice, everybody who
has lately said more than a little is slowed down, until it is short again. Who says little is
heard at once all the time.
"""

import math
from typing import Final

LONG: Final = 0.02
"""Seconds of a tick that people are not to notice; two of them lie on a message's way."""
MUCH: Final = 20_000
"""Lines to be written, counted for each who is shown them, that take about as long."""
TOO_MUCH: Final = 2
"""How many times longer a tick may be before even those wait who say little."""
MOST: Final = 16.0
"""By default they can still say something every other second: more than most people ever do."""
_SOON: Final = 0.25
"""Seconds in which one long tick follows another under a flood; one alone is a hiccup."""
_HALVED: Final = 2.0
"""Seconds in which it falls to half."""


class Pressure:
    """How many times longer those wait who have said much; 1 while there is no need.

    Times are in seconds of any clock that does not go back.
    """

    __slots__ = ("_factor", "_long_at", "_since")

    def __init__(self) -> None:
        self._factor = 1.0
        self._since = 0.0
        self._long_at = -math.inf

    def note(self, tick: float, now: float) -> None:
        """A tick has taken so many seconds, and ends now."""
        if tick > LONG:
            if now - tick - self._long_at < _SOON:
                self._factor = min(MOST, self.at(now - tick) * tick / LONG)
                self._since = now
            self._long_at = now

    def in_tick(self, now: float, tick: float, load: int) -> float:
        """How many times longer in a tick that has taken so long, and has so much to write yet.

        Infinitely, when nobody is to be heard before the tick is over.
        """
        strain = max(tick / LONG, load / MUCH)
        if strain > 1.0:
            return math.inf if strain > TOO_MUCH else MOST
        return self.at(now)

    def at(self, now: float) -> float:
        """How many times longer, now."""
        if self._factor == 1.0:
            return 1.0
        passed = max(0.0, now - self._since)
        factor: float = 1.0 + (self._factor - 1.0) * 0.5 ** (passed / _HALVED)
        if factor > 1.01:
            return factor
        self._factor = 1.0
        return 1.0
