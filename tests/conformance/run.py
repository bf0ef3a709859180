"""Runs irctest, the field's own suite, against our server and our client.

`python -m tests.conformance.run CHECKOUT` needs a checkout of github.com/progval/irctest, of which
nothing is copied, and a Python that has what the suite needs (`--python`).
"""

import argparse
import datetime as dt
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.conformance.results import Counts, counts, put, table

HERE: Final = Path(__file__).parent
RESULTS: Final = HERE / "RESULTS.md"
# What irctest's own Makefile selects for Ergo, without the tests of the suite itself.
_SELECTION: Final = "(Ergo or not implementation-specific) and not deprecated"
_IMPOSSIBLE: Final = frozenset({"ServicesLinksTestCase.testLinksWithServices"})
"""What one server cannot pass: LINKS must show the services' server besides ours."""
_LONGEST: Final = 3600.0
"""Seconds for all of a suite."""


def run(checkout: Path, python: str, controller: str, *arguments: str) -> Counts:
    """Run one of the suites with a controller of ours."""
    environment = dict(os.environ, PYTHONPATH=str(HERE))
    environment.setdefault("TUI_CHAT", shlex.join([sys.executable, "-m", "tui_chat"]))
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [python, "-m", "pytest", "-q", "--tb=no", "-p", "no:cacheprovider"]
        command += ["--controller", controller, f"--junit-xml={report}", *arguments]
        subprocess.run(command, cwd=checkout, env=environment, timeout=_LONGEST, check=False)
        found = counts(report) if report.exists() else Counts(0, (), 0)
        if not found.total:  # pytest writes a report even if it could not begin
            raise SystemExit(f"irctest did not run: see what {python} says above.")
        return found


def main() -> int:
    """Run both suites, print the counts, and write them into the table if that is wanted.

    Not 0 if anything failed that can be passed.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkout", type=Path, help="a checkout of irctest")
    parser.add_argument("--python", default=sys.executable, help="has pytest, ecdsa, websockets")
    parser.add_argument("--jobs", default="", help="tests at once, if it has pytest-xdist")
    parser.add_argument("--write", action="store_true", help=f"write the table in {RESULTS.name}")
    parser.add_argument("suites", nargs="*", metavar="server|client", help="both, if none is named")
    wanted = parser.parse_args()
    checkout = wanted.checkout.resolve()
    jobs = ["-n", wanted.jobs] if wanted.jobs else []
    suites = wanted.suites or ["server", "client"]
    rows = []
    if "server" in suites:
        selected = ["-m", _SELECTION, "irctest/server_tests"]
        found = run(checkout, wanted.python, "server_controller", *jobs, *selected)
        rows.append(("server tests (the selection for Ergo)", found))
    if "client" in suites:
        found = run(checkout, wanted.python, "client_controller", *jobs, "irctest/client_tests")
        rows.append(("client tests", found))
    for name, found in rows:
        print(f"{name}: {found}")
        print("".join(f"  {test}\n" for test in found.failed), end="")
    if wanted.write:
        git = ["git", "-C", str(checkout), "rev-parse", "HEAD"]
        revision = subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip()
        text = table(rows, revision or "an unknown revision", dt.datetime.now(dt.UTC).date())
        RESULTS.write_text(put(RESULTS.read_text("utf-8"), text), "utf-8")
    return int(any(set(found.failed) - _IMPOSSIBLE for _, found in rows))


if __name__ == "__main__":
    sys.exit(main())
