"""bench/results.json: for every scenario its last runs, and when, where and at what commit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from bench import circumstances
from bench.rounds import Run


@dataclass(frozen=True)
class Row:
    """A scenario that was run on all its subjects within the same minutes."""

    scenario: str
    date: str
    commit: str
    machine: str
    rounds: int
    seconds: float
    """Of each run."""
    versions: dict[str, str]
    """By the subject's name."""
    runs: list[Run]


def row(
    scenario: str,
    runs: Sequence[Run],
    *,
    versions: Mapping[str, str],
    rounds: int,
    seconds: float,
) -> Row:
    """What has just been measured."""
    subjects = {run.subject for run in runs}
    return Row(
        scenario,
        circumstances.date(),
        circumstances.commit(),
        circumstances.machine(),
        rounds,
        seconds,
        {name: version for name, version in versions.items() if name in subjects},
        list(runs),
    )


def read(path: Path) -> dict[str, Row]:
    """The rows of a file by their scenario; none when there is no file."""
    if not path.exists():
        return {}
    rows = msgspec.json.decode(path.read_bytes(), type=list[Row])
    return {one.scenario: one for one in rows}


def write(path: Path, rows: Iterable[Row]) -> None:
    """Whole or not at all: an interrupted bench keeps what it had measured."""
    draft = path.with_suffix(".new")
    draft.write_bytes(msgspec.json.format(msgspec.json.encode(list(rows)), indent=1) + b"\n")
    draft.replace(path)
