"""What irctest found: counted from its report, and written into a table."""

import datetime as dt
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

BEGIN: Final = "<!-- conformance:begin -->"
END: Final = "<!-- conformance:end -->"


class Counts(NamedTuple):
    """How a run ended."""

    passed: int
    failed: tuple[str, ...]
    """Names of the tests that did not pass."""
    skipped: int
    """What the suite itself leaves out for a program like ours."""

    @property
    def total(self) -> int:
        """All tests of the selection."""
        return self.passed + len(self.failed) + self.skipped

    def __str__(self) -> str:
        """One line for people."""
        parts = [f"{self.passed} of {self.total} passed"]
        parts += [f"{len(self.failed)} failed"] if self.failed else []
        parts += [f"{self.skipped} skipped"] if self.skipped else []
        return ", ".join(parts)


def counts(report: Path) -> Counts:
    """The counts in a report in JUnit's XML."""
    passed = skipped = 0
    failed: list[str] = []
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - written by our own run
        outcomes = {child.tag for child in case}
        if outcomes & {"failure", "error"}:
            test = f"{case.get('classname', '').rpartition('.')[2]}.{case.get('name')}"
            failed.append(test)
        elif "skipped" in outcomes:
            skipped += 1
        else:
            passed += 1
    return Counts(passed, tuple(sorted(failed)), skipped)


def table(rows: Sequence[tuple[str, Counts]], revision: str, day: dt.date) -> str:
    """The rows as Markdown, with what was not passed below."""
    lines = ["| irctest's | passed | failed | skipped by the suite |", "|---|---|---|---|"]
    for name, found in rows:
        of = f"{found.passed} of {found.total}"
        lines.append(f"| {name} | {of} | {len(found.failed)} | {found.skipped} |")
    lines += ["", f"irctest at {revision[:12]}, {day.isoformat()}."]
    for name, found in rows:
        if found.failed:
            lines.append(f"Not passed of the {name}: {', '.join(found.failed)}.")
    return "\n".join(lines) + "\n"


def put(text: str, inside: str) -> str:
    """`text` with the table in the place of what stood between its marks. Raises ValueError."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"there is no place for a table: {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{inside}{END}{after}"
