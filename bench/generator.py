"""Drives a server that listens with the load generator, and notes what the server pays for it."""

import json
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any, Final

from bench.build import program
from bench.process import cpu_seconds, forget_peak, memory_kb, peak_kb, pinned

SETTLING: Final = 0.3
"""Seconds that a server gets to come to rest before its memory is read."""


Options = Mapping[str, str | int | float]
"""Of the generator, as in `plan.c`: `channels_each=5` for `--channels-each 5`."""


@dataclass(frozen=True)
class Outcome:
    """One run against one server.

    `report` is what the generator says (see bench/load/main.c): seconds, deliveries, faults, its
    own `cpu_seconds`...
    """

    report: Mapping[str, Any]
    cpu_seconds: float = 0.0
    """Of the server, while measured."""
    memory_before_kb: int = 0
    memory_ready_kb: int = 0
    """When the clients had been brought in and the measured part began."""
    memory_grown_kb: int = 0
    """At the most, from then on."""

    @property
    def fault(self) -> str | None:
        """What the server did wrong, in words; None when every delivery was right."""
        if not self.report["faults"]:
            return None
        kinds = ", ".join(f"{kind} {count}" for kind, count in self.report["faults"].items())
        return f"{kinds} ({self.report['first_fault']})"


def drive(
    port: int,
    options: Options,
    *,
    pid: int | None = None,
    core: int | None = None,
    is_secure: bool = False,
) -> Outcome:
    """One run with these options.

    With `pid`, the server's processor time and memory are noted. Raises RuntimeError when the
    generator refuses its options or dies.
    """
    made = program("load-tls" if is_secure else "load")
    command = [str(made), "--stepped", "--port", str(port)]
    for name, value in options.items():
        command += [f"--{name.replace('_', '-')}", str(value)]
    before_kb = 0
    if pid:
        time.sleep(SETTLING)  # what a server still does once it listens is no client's
        before_kb = memory_kb(pid)
    with (
        pinned(core),
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        return _step_through(process.stdin, process.stdout, pid, before_kb)


def _step_through(steps: IO[str], lines: IO[str], pid: int | None, before_kb: int) -> Outcome:
    ready_kb = resident_kb = grown_kb = 0
    before = spent = 0.0
    line = lines.readline()
    if line == "ready\n":
        if pid:
            time.sleep(SETTLING)
            ready_kb, before = memory_kb(pid), cpu_seconds(pid)
            forget_peak(pid)
            resident_kb = peak_kb(pid)
        print(file=steps, flush=True)
        line = lines.readline()
        if pid:
            spent = cpu_seconds(pid) - before
            grown_kb = peak_kb(pid) - resident_kb
    if not line:
        raise RuntimeError("the load generator died; its last words are above")
    print(file=steps, flush=True)
    return Outcome(json.loads(line), spent, before_kb, ready_kb, grown_kb)
