"""What a bench consists of: suites of scenarios, each measured on several servers or clients."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar


class Subject(Protocol):
    """A server or a client that can be measured."""

    @property
    def name(self) -> str:
        """For command lines and files."""

    @property
    def title(self) -> str:
        """For the table, as Markdown."""

    @property
    def version(self) -> Callable[[], str]:
        """Asks the program which one it is."""

    @property
    def is_here(self) -> bool:
        """Whether it can be started on this machine."""


@dataclass(frozen=True)
class Figure:
    """A number that a scenario yields."""

    name: str
    unit: str
    more_is_better: bool = False


@dataclass(frozen=True)
class Measured:
    """What one run gave."""

    figures: Mapping[str, float | None] = field(default_factory=dict)
    """By the figure's name; None where the run did not yield it."""
    fault: str | None = None
    """What the subject did wrong; a run with a fault has no figures."""
    notes: Mapping[str, float | str] = field(default_factory=dict)
    """Circumstances that are kept beside the figures."""


SubjectT = TypeVar("SubjectT", bound=Subject)


@dataclass(frozen=True)
class Scenario(Generic[SubjectT]):
    """Something to measure on a subject."""

    name: str
    title: str
    figures: tuple[Figure, ...]
    measure: Callable[[SubjectT, float], Measured]
    """One run that lasts about so many seconds, without the time to prepare it."""
    is_quick: bool = False
    """Part of the short run."""
    skips: frozenset[str] = frozenset()
    """Subjects for which it means nothing."""
    lacks: Callable[[], str | None] = lambda: None
    """Why it cannot be run on this machine, in words."""


@dataclass(frozen=True)
class Suite(Generic[SubjectT]):
    """Scenarios and the subjects that stand side by side in them: one table. Ours is the first."""

    title: str
    subjects: Sequence[SubjectT]
    """Those that are not on this machine too."""
    scenarios: Sequence[Scenario[SubjectT]]
    against: str
    """The subject to which ours is compared."""
