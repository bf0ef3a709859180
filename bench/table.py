"""The tables of bench/RESULTS.md: made from runs, never typed."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bench.measuring import Figure, Suite
from bench.neighbours import CALM
from bench.results import Row
from bench.rounds import Middle, Runs

BEGIN: Final = "<!-- bench:begin -->"
END: Final = "<!-- bench:end -->"
EXPLANATION: Final = (
    "Medians over rounds in which all programs took turns; ± is half the range of the rounds. "
    "Ratios are taken within a round; above 1 is in our favour, whatever is counted. The measured "
    "program has one core and the load another; where other programs used the machine meanwhile, "
    "the row says so."
)


def number(value: float) -> str:
    """Three digits that matter."""
    if value >= 1000:
        return f"{value:,.0f}"
    digits = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 0.1 or value == 0 else 3
    return f"{value:.{digits}f}"


def median_with_spread(middle: Middle) -> str:
    """A median, and half the range of the rounds as its share."""
    text = number(middle.value)
    if not middle.value or middle.least == middle.most:
        return text
    return f"{text} ±{50 * (middle.most - middle.least) / middle.value:.0f}%"


def ratio_with_range(times: Middle | None) -> str:
    """How many times better, and between what that lay in the rounds."""
    if times is None:
        return ""
    text = f"{times.value:.2f}x"
    if times.least == times.most:
        return text
    return f"{text} ({times.least:.2f}-{times.most:.2f})"


def cell(runs: Runs, subject: str, figure: Figure) -> str:
    """A median, or the word for why there is none."""
    if not runs.of(subject):
        return "-"
    fault = runs.fault(subject)
    if fault is not None:
        return f"fails: {fault.partition(' ')[0]}"
    middle = runs.middle(subject, figure.name)
    return "never" if middle is None else median_with_spread(middle)


def markdown(suite: Suite[Any], rows: Mapping[str, Row]) -> str:
    """A row per figure that was measured, a column per subject, the ratio, and when it was.

    Subjects of which there is nothing have no column.
    """
    scenarios = [one for one in suite.scenarios if one.name in rows]
    present = {run.subject for one in scenarios for run in rows[one.name].runs}
    subjects = [one for one in suite.subjects if one.name in present]
    ours = suite.subjects[0]
    against = [one for one in subjects if one.name == suite.against and one != ours]
    ratios = [f"{ours.title} : {one.title}" for one in against]
    lines = [[suite.title, *(one.title for one in subjects), *ratios, "measured"]]
    lines.append(["---", *["---:"] * (len(subjects) + len(ratios)), "---"])
    for scenario in scenarios:
        row = rows[scenario.name]
        runs = Runs(row.runs)
        for figure in scenario.figures:
            cells = [cell(runs, one.name, figure) for one in subjects]
            times = [ratio_with_range(runs.ratio(ours.name, one.name, figure)) for one in against]
            lines.append([f"{scenario.title}, {figure.unit}", *cells, *times, measured(row)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def page(suites: Sequence[Suite[Any]], rows: Mapping[str, Row]) -> str:
    """Everything between the markers of bench/RESULTS.md."""
    tables = [markdown(suite, rows) for suite in suites]
    return "\n\n".join([EXPLANATION, *tables, circumstances(rows.values())])


def measured(row: Row) -> str:
    """When, how often, and whether others were in the way."""
    others = disturbance(max((run.others for run in row.runs), default=0.0))
    return f"{row.date}, {row.commit}, {row.rounds} x {row.seconds:g} s{others}"


def disturbance(others: float) -> str:
    """What is to be said of the cores that others took: nothing when it is little."""
    return f", others took {others:.1f} cores" if others > CALM else ""


def circumstances(rows: Collection[Row]) -> str:
    """On what machines, which versions, and what the load itself could have taken, in words."""
    machines: dict[str, None] = {}
    versions: dict[str, dict[str, None]] = {}
    for row in rows:
        machines[row.machine] = None
        for name, version in row.versions.items():
            versions.setdefault(name, {})[version] = None
    rates = [float(run.notes.get("load_rate", 0)) for row in rows for run in row.runs]
    load = ""
    if any(rates):
        load = f" The load took up to {number(max(rates))} million deliveries a second of its core."
    told = "; ".join(f"{name}: {' and '.join(which)}" for name, which in versions.items())
    return f"Machine: {'; '.join(machines)}. A commit with + had changes. Versions: {told}.{load}"


def write_between_markers(path: Path, text: str) -> bool:
    """Puts the text between the markers of a file; False, and nothing done, when it has none."""
    before = path.read_text("utf-8") if path.exists() else ""
    head, begin, rest = before.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        return False
    path.write_text(f"{head}{BEGIN}\n{text}\n{END}{tail}", "utf-8")
    return True
