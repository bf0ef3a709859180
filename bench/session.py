"""One call of the bench: how far it is, and every scenario written down as soon as it is done."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench import results
from bench.measuring import Scenario, Suite
from bench.results import Row
from bench.rounds import Run, run_rounds
from bench.table import disturbance, number, page, write_between_markers


class Bench:
    """Runs suites and keeps what came out.

    `kept` is the file of results, `tables` the page that shows them; None to write nothing.
    `suites` are all there are, for the tables; what is run is told to `run`. Before each run
    others get `calm` seconds to leave the machine to us.
    """

    def __init__(
        self,
        suites: Sequence[Suite[Any]],
        *,
        kept: Path | None,
        tables: Path | None,
        calm: float,
        tell: Callable[[str], object],
    ) -> None:
        self._suites = suites
        self._kept = kept
        self._tables = tables
        self._calm = calm
        self._tell = tell
        self._done = self._planned = 0
        self._began = 0.0

    def run(self, chosen: Sequence[Suite[Any]], *, rounds: int, seconds: float) -> dict[str, Row]:
        """Every scenario on every subject that is here; the rows, by scenario."""
        rows: dict[str, Row] = {}
        work = [
            (scenario, subjects)
            for suite in chosen
            for scenario in suite.scenarios
            if (subjects := self._able(suite, scenario))
        ]
        self._planned = rounds * sum(len(subjects) for _, subjects in work)
        self._began = time.monotonic()
        for scenario, subjects in work:
            rows[scenario.name] = self._measured(scenario, subjects, rounds, seconds)
            self._keep(rows[scenario.name])
        return rows

    def _able(self, suite: Suite[Any], scenario: Scenario[Any]) -> list[Any]:
        missing = scenario.lacks()
        if missing is not None:
            self._tell(f"{scenario.name} is left out: {missing}")
            return []
        return [one for one in suite.subjects if one.is_here and one.name not in scenario.skips]

    def _measured(
        self, scenario: Scenario[Any], subjects: Sequence[Any], rounds: int, seconds: float
    ) -> Row:
        def note(count: int, run: Run) -> None:
            self._done += 1
            figures = (
                f"{number(value)} {figure.unit}"
                for figure in scenario.figures
                if (value := run.figures.get(figure.name)) is not None
            )
            self._tell(
                f"[{self._done}/{self._planned}, {self._left()}] {scenario.title}, "
                f"round {count} of {rounds}: {run.subject}: {run.fault or ', '.join(figures)}"
                f"{disturbance(run.others)}"
            )

        runs = run_rounds(
            scenario, subjects, rounds=rounds, seconds=seconds, calm=self._calm, tell=note
        )
        versions = {one.name: one.version() for one in subjects}
        return results.row(scenario.name, runs, versions=versions, rounds=rounds, seconds=seconds)

    def _left(self) -> str:
        spent = time.monotonic() - self._began
        left = spent / self._done * (self._planned - self._done)
        return f"about {left / 60:.0f} min left" if left >= 90 else f"about {left:.0f} s left"

    def _keep(self, row: Row) -> None:
        if self._kept is None:
            return
        rows = {**results.read(self._kept), row.scenario: row}
        results.write(self._kept, self._in_order(rows))
        if self._tables is not None:
            write_between_markers(self._tables, page(self._suites, rows))

    def _in_order(self, rows: dict[str, Row]) -> list[Row]:
        """As the tables have them; a scenario that is no more is forgotten."""
        names = [scenario.name for suite in self._suites for scenario in suite.scenarios]
        return [rows[name] for name in names if name in rows]
