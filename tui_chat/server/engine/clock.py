"""The clocks that a node reads, handed in so that a test can set them."""

import time
from collections.abc import Callable
from typing import Final, NamedTuple


class Clock(NamedTuple):
    """Functions that tell the time."""

    wall: Callable[[], int] = time.time_ns
    """Nanoseconds since 1970; may go back."""
    monotonic: Callable[[], float] = time.monotonic
    """Seconds since some moment; never goes back."""
    thread: Callable[[], float] = time.thread_time
    """Seconds for which this thread has had a processor."""


SYSTEM_CLOCK: Final = Clock()
