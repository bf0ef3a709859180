"""Time in a node: its clocks, handed in for tests; a time that never goes back; and its text."""

import logging
import time
from collections.abc import Callable
from typing import Final, NamedTuple

from tui_chat.server.core.events import Millis
from tui_chat.wire.timestamps import MILLISECONDS, format_time

_log: Final = logging.getLogger(__name__)
_LATEST: Final = 7_258_118_400_000
"""The year 2200, in milliseconds since 1970: a clock that says more is out of order."""
_NOTABLE: Final = 60_000
"""Milliseconds that a clock goes back before the operator is told."""


class Clock(NamedTuple):
    """Functions that tell the time."""

    wall: Callable[[], int] = time.time_ns
    """Nanoseconds since 1970; may go back."""
    monotonic: Callable[[], float] = time.monotonic
    """Seconds since some moment; never goes back."""
    thread: Callable[[], float] = time.thread_time
    """Seconds for which this thread has had a processor."""


SYSTEM_CLOCK: Final = Clock()


class SteadyClock:
    """A time that never goes back, even when the clock does; `begin` is the earliest."""

    __slots__ = ("_is_wrong", "_now", "_wall")

    def __init__(self, wall: Callable[[], int], begin: Millis) -> None:
        self._wall = wall
        self._now = begin
        self._is_wrong = False

    def now(self, earliest: Millis) -> Millis:
        """The time, and not before `earliest`."""
        milliseconds = self._wall() // 1_000_000
        if self._now < earliest:  # noqa: PLR1730 - a call for each read
            self._now = earliest
        if self._now < milliseconds < _LATEST:
            self._now = milliseconds  # type: ignore[assignment]  # `Millis` would be a call
        elif abs(self._now - milliseconds) > _NOTABLE and not self._is_wrong:
            self._is_wrong = True
            _log.warning(
                "this machine's clock shows %s, and what was said last is from %s: until the clock "
                "is right, messages stay in order, but their times may be wrong",
                *map(format_time, (min(milliseconds, _LATEST), self._now)),
            )
        return self._now


class TimeTexts:
    """Times as messages carry them; those of one second share most of their text."""

    __slots__ = ("_second", "_text")

    def __init__(self) -> None:
        self._second = -1
        """The second of the last time,"""
        self._text = ""
        """and its text without the milliseconds."""

    def text(self, at: int) -> str:
        """The time `at`, in milliseconds since 1970, as in `wire.timestamps`."""
        second = at // 1000
        if second != self._second:
            self._text = format_time(at)[:20]
            self._second = second
        return self._text + MILLISECONDS[at % 1000]
