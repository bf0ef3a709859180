"""Noticing that the computer slept, or the program stood still: the connection may be gone."""

import asyncio
import time
from collections.abc import Callable
from typing import Final

STEP: Final = 5.0
"""Seconds between two looks at the clock."""
_GAP: Final = 10.0
"""Seconds that a look may be late on a busy computer."""


async def watch(
    woke: Callable[[], None], *, step: float = STEP, clock: Callable[[], float] = time.time
) -> None:
    """Call `woke` after each sleep, until cancelled. `clock` gives seconds of Unix time.

    The loop's clock stands still meanwhile on some systems, so that its timers notice nothing. A
    clock that is set forward looks the same.
    """
    last = clock()
    while True:
        await asyncio.sleep(step)
        now = clock()
        if now - last > step + _GAP:
            woke()
        last = now
