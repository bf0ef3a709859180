"""Runs scenarios against servers in interleaved rounds, and keeps what came out."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

from bench.generator import drive
from bench.scenarios import Scenario
from bench.servers import Server, running


@dataclass(frozen=True)
class Run:
    """One scenario against one server, once."""

    server: str
    scenario: str
    figures: dict[str, float | None]
    """By the figure's name; None where the run did not yield it."""
    fault: str | None = None
    """What the server did wrong; a run with a fault has no figures."""
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    capabilities: str = ""


@dataclass
class Runs:
    """All runs of a session."""

    every: list[Run] = field(default_factory=list)

    def fault(self, server: str, scenario: str) -> str | None:
        """What went wrong in any round; one is enough."""
        return next((run.fault for run in self._of(server, scenario) if run.fault), None)

    def median(self, server: str, scenario: str, figure: str) -> float | None:
        """Over the rounds; None when not measured, or when any round has no figure or a fault."""
        values = [run.figures.get(figure) for run in self._of(server, scenario)]
        numbers = [value for value in values if value is not None]
        return median(numbers) if numbers and len(numbers) == len(values) else None

    def was_measured(self, server: str, scenario: str) -> bool:
        """Whether there is any run, right or wrong."""
        return bool(self._of(server, scenario))

    def _of(self, server: str, scenario: str) -> list[Run]:
        return [run for run in self.every if (run.server, run.scenario) == (server, scenario)]


def measure(server: Server, scenario: Scenario, seconds: float) -> Run:
    """Starts the server on its own core and drives it from another, for `seconds` of sending."""
    cores = sorted(os.sched_getaffinity(0))
    options = {"seconds": seconds, "burst": server.burst, **scenario.options}
    try:
        with running(server, cores[0]) as listening:
            outcome = drive(listening.port, options, pid=listening.pid, core=cores[-1])
    except RuntimeError as error:
        # One server that does not run must not cost the figures of the others.
        return Run(server.name, scenario.name, {}, f"not-started ({error})")
    figures: dict[str, float | None] = {}
    if outcome.fault is None:
        figures = {figure.name: figure.of(outcome) for figure in scenario.figures}
    return Run(
        server.name,
        scenario.name,
        figures,
        outcome.fault,
        outcome.report["seconds"],
        outcome.cpu_seconds,
        outcome.report["capabilities"],
    )


def run_rounds(
    servers: Sequence[Server],
    scenarios: Sequence[Scenario],
    *,
    rounds: int,
    seconds: float,
    tell: Callable[[Run], None],
) -> Runs:
    """Every scenario on every server once, then all again: a slow minute falls on all."""
    runs = Runs()
    for _ in range(rounds):
        for scenario in scenarios:
            for server in servers:
                if server.name not in scenario.skips:
                    runs.every.append(measure(server, scenario, seconds))
                    tell(runs.every[-1])
    return runs
