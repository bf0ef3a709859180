"""What a running server costs: processor time and memory of a process and its children (Linux)."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

HIDDEN: Final = frozenset({"PYTHONDONTWRITEBYTECODE", "TMUX", "STY"})
"""Nobody starts a program again and again without its bytecode, or measures a multiplexer."""


def family(pid: int) -> list[int]:
    """The process and all its descendants that live now."""
    found = [pid]
    for one in found:
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            found += [int(child) for child in children.read_text().split()]
    return found


def cpu_seconds(pid: int) -> float:
    """Processor time, user and system, of all threads and of the children alive, so far."""
    # The process's own clock counts nanoseconds; /proc/PID/stat has steps of 10 ms, half of what
    # some runs take. Which clock that is, is written in clock_getcpuclockid(3) of the C library.
    return sum(time.clock_gettime(~one << 3 | 2) for one in family(pid))


def memory_kb(pid: int) -> int:
    """Resident kB, shared pages counted by share (Pss): what the machine would get back."""
    total = 0
    for one in family(pid):
        for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total


def forget_peak(pid: int) -> None:
    """From now on `peak_kb` counts anew."""
    for one in family(pid):
        Path(f"/proc/{one}/clear_refs").write_text("5")  # proc(5)


def peak_kb(pid: int) -> int:
    """The most resident kB since `forget_peak`, shared pages counted in full."""
    total = 0
    for one in family(pid):
        for line in Path(f"/proc/{one}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                total += int(line.split()[1])
    return total


def environment() -> dict[str, str]:
    """For programs that are measured: ours, without what changes how they start."""
    return {name: value for name, value in os.environ.items() if name not in HIDDEN}


@contextmanager
def pinned(core: int | None) -> Iterator[None]:
    """Processes started inside run on this core only; None leaves them free."""
    before = os.sched_getaffinity(0)
    if core is not None:
        os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
