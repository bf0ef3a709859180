"""The table that the README shows: made from runs, never typed."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bench.rounds import Runs
from bench.scenarios import Figure, Scenario
from bench.servers import Server

BEGIN: Final = "<!-- bench:begin -->"
END: Final = "<!-- bench:end -->"


def number(value: float) -> str:
    """Three digits that matter."""
    if value >= 1000:
        return f"{value:,.0f}"
    digits = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 0.1 else 3
    return f"{value:.{digits}f}"


def ratio(ours: float | None, theirs: float | None, figure: Figure) -> str:
    """How many times better ours is: above 1 is good, whatever the figure counts."""
    if not ours or not theirs:
        return ""
    times = ours / theirs if figure.more_is_better else theirs / ours
    return f"{times:.2f}x"


def cell(runs: Runs, server: str, scenario: Scenario, figure: Figure) -> str:
    """A median, or the word for why there is none."""
    if not runs.was_measured(server, scenario.name):
        return "-"
    fault = runs.fault(server, scenario.name)
    if fault is not None:
        return f"fails: {fault.partition(' ')[0]}"
    value = runs.median(server, scenario.name, figure.name)
    return "never" if value is None else number(value)


def markdown(
    runs: Runs, servers: Sequence[Server], scenarios: Sequence[Scenario], against: str
) -> str:
    """A row per figure and a column per server; the last one compares the first with `against`."""
    titles = [server.title for server in servers]
    compared = next((server.title for server in servers if server.name == against), None)
    head = ["", *titles, *([f"{titles[0]} : {compared}"] if compared else [])]
    rows = [head, ["---", *["---:"] * (len(head) - 1)]]
    for scenario in scenarios:
        for figure in scenario.figures:
            row = [f"{scenario.title}, {figure.unit}"]
            row += [cell(runs, server.name, scenario, figure) for server in servers]
            if compared:
                ours, theirs = (
                    runs.median(name, scenario.name, figure.name)
                    for name in (servers[0].name, against)
                )
                row.append(ratio(ours, theirs, figure))
            rows.append(row)
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def write_between_markers(path: Path, text: str) -> bool:
    """Puts the text between the markers of a file; False, and nothing done, when it has none."""
    before = path.read_text("utf-8") if path.exists() else ""
    head, begin, rest = before.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        return False
    path.write_text(f"{head}{BEGIN}\n{text}\n{END}{tail}", "utf-8")
    return True
