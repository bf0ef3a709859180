"""A clock that is set by hand, so that an hour of conversation takes a second."""

import calendar
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch


class Clock:
    """The time of server and client in this process, in UTC."""

    def __init__(self, year: int, month: int, day: int) -> None:
        self._midnight = calendar.timegm((year, month, day, 0, 0, 0))
        self._at = self._midnight * 1000

    def set(self, hour: int, minute: int, *, days_ago: int = 0) -> None:
        """Set the clock to this time."""
        self._at = (self._midnight + 60 * (60 * hour + minute) - 86_400 * days_ago) * 1000

    def time_ns(self) -> int:
        """As `time.time_ns`; each call is a millisecond later, so that no two times are equal."""
        self._at += 1
        return self._at * 1_000_000

    def time(self) -> float:
        """As `time.time`."""
        return self.time_ns() / 1e9


@contextmanager
def patched(clock: Clock) -> Iterator[Clock]:
    """Replace the time of this process by that of `clock`."""
    zone = os.environ.get("TZ")
    os.environ["TZ"] = "UTC"
    time.tzset()
    try:
        with patch("time.time", clock.time), patch("time.time_ns", clock.time_ns):
            yield clock
    finally:
        if zone is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = zone
        time.tzset()
