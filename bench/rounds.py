"""Runs a scenario in interleaved rounds, and says what came out: medians, spreads and ratios."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from bench import neighbours
from bench.measuring import Figure, Measured, Scenario, SubjectT


@dataclass(frozen=True)
class Run:
    """One scenario on one subject, once."""

    subject: str
    figures: dict[str, float | None]
    """By the figure's name; None where the run did not yield it."""
    fault: str | None = None
    """What the subject did wrong; a run with a fault has no figures."""
    notes: dict[str, float | str] = field(default_factory=dict)
    """Circumstances: how busy both sides were, capabilities, cipher, and `others`: the cores that
    everything else on the machine took meanwhile."""

    @property
    def others(self) -> float:
        """Cores that were not left to us."""
        return float(self.notes.get("others", 0))


@dataclass(frozen=True)
class Middle:
    """A median over rounds, and between what they lay."""

    value: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Middle":
        """Of one or more."""
        return cls(median(values), min(values), max(values))


@dataclass(frozen=True)
class Runs:
    """The runs of one scenario, in the order of the rounds for each subject."""

    every: Sequence[Run] = ()

    def of(self, subject: str) -> list[Run]:
        """The subject's, a round each."""
        return [run for run in self.every if run.subject == subject]

    def fault(self, subject: str) -> str | None:
        """What went wrong in any round; one is enough."""
        return next((run.fault for run in self.of(subject) if run.fault), None)

    def middle(self, subject: str, figure: str) -> Middle | None:
        """None when not measured, or when any round has no figure or a fault."""
        values = self._values(subject, figure)
        return Middle.of(values) if values else None

    def ratio(self, ours: str, theirs: str, figure: Figure) -> Middle | None:
        """How many times better the first is, taken round by round: above 1 is good.

        The two runs of a round lie within the same minute: what slows the machine slows both.
        """
        times = []
        pairs = zip(
            self._values(ours, figure.name), self._values(theirs, figure.name), strict=False
        )
        for mine, other in pairs:
            better, worse = (mine, other) if figure.more_is_better else (other, mine)
            if worse <= 0:
                return None
            times.append(better / worse)
        return Middle.of(times) if times else None

    def _values(self, subject: str, figure: str) -> list[float]:
        values = [run.figures.get(figure) for run in self.of(subject)]
        numbers = [value for value in values if value is not None]
        return numbers if len(numbers) == len(values) else []


def run_rounds(
    scenario: Scenario[SubjectT],
    subjects: Sequence[SubjectT],
    *,
    rounds: int,
    seconds: float,
    calm: float = 0.0,
    tell: Callable[[int, Run], None],
) -> list[Run]:
    """The scenario on every subject once, then all again; `tell` hears of each run, and its round.

    Before each run others get `calm` seconds to leave the machine to us. Every other round goes
    backwards: a machine that gets slower and slower favours nobody.
    """
    runs = []
    for count, subject in _turns(subjects, rounds):
        if calm:
            neighbours.await_calm(calm)
        run = _run(scenario, subject, seconds)
        runs.append(run)
        tell(count, run)
    return runs


def _turns(subjects: Sequence[SubjectT], rounds: int) -> Iterator[tuple[int, SubjectT]]:
    for count in range(1, rounds + 1):
        for subject in subjects if count % 2 else reversed(subjects):
            yield count, subject


def _run(scenario: Scenario[SubjectT], subject: SubjectT, seconds: float) -> Run:
    before, began = neighbours.taken(), time.monotonic()
    try:
        measured = scenario.measure(subject, seconds)
    except RuntimeError as error:
        # One that does not run must not cost the figures of the others.
        measured = Measured(fault=f"not-run ({error})")
    others = neighbours.cores_taken(before, time.monotonic() - began)
    notes = {**measured.notes, "others": others}
    return Run(subject.name, dict(measured.figures), measured.fault, notes)
