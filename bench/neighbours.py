"""What others take of the machine: figures that are to be compared want calm minutes."""

import os
import time
from pathlib import Path
from typing import Final

CALM: Final = 0.1
"""Cores that others may take without disturbing."""
LOOK: Final = 0.5
"""Seconds of one look at them."""
_TICK: Final = 1 / os.sysconf("SC_CLK_TCK")


def taken() -> float:
    """Processor seconds used by all but us and those of our children that have ended, so far."""
    fields = Path("/proc/stat").read_text().partition("\n")[0].split()[1:]
    user, nice, system, _idle, _waiting, interrupts, soft, stolen = map(int, fields[:8])
    busy = (user + nice + system + interrupts + soft + stolen) * _TICK
    ours = os.times()
    return busy - ours.user - ours.system - ours.children_user - ours.children_system


def cores_taken(before: float, seconds: float) -> float:
    """How many cores others took, on average, in the seconds since `taken` said `before`."""
    return max(0.0, taken() - before) / seconds


def await_calm(patience: float) -> bool:
    """Wait until others take less than CALM, at most so many seconds; whether they do."""
    deadline = time.monotonic() + patience
    while True:
        before = taken()
        time.sleep(LOOK)
        if cores_taken(before, LOOK) < CALM:
            return True
        if time.monotonic() > deadline:
            return False
