import datetime as dt
import sys
from pathlib import Path

import pytest

from tests.conformance.results import BEGIN, END, Counts, counts, put, table
from tests.conformance.run import RESULTS, run

REPORT = """<testsuites><testsuite>
<testcase classname="irctest.server_tests.names.NamesTestCase" name="testOne"/>
<testcase classname="irctest.server_tests.names.NamesTestCase" name="testTwo">
<system-out>words</system-out></testcase>
<testcase classname="irctest.server_tests.names.NamesTestCase" name="testThree">
<failure message="no"/></testcase>
<testcase classname="irctest.server_tests.kick.KickTestCase" name="testFour[a]">
<error message="no"/></testcase>
<testcase classname="irctest.server_tests.who.WhoTestCase" name="testFive">
<skipped message="not for us"/></testcase>
</testsuite></testsuites>"""
FOUND = Counts(2, ("KickTestCase.testFour[a]", "NamesTestCase.testThree"), 1)


def test_a_report_is_counted(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    assert counts(report) == FOUND
    assert str(FOUND) == "2 of 5 passed, 2 failed, 1 skipped"
    assert str(Counts(3, (), 0)) == "3 of 3 passed"


def test_the_table_says_what_was_not_passed() -> None:
    text = table([("server tests", FOUND), ("client tests", Counts(20, (), 0))], "ab" * 20, _DAY)
    assert "| server tests | 2 of 5 | 2 | 1 |\n" in text
    assert "| client tests | 20 of 20 | 0 | 0 |\n" in text
    assert "irctest at abababababab, 2026-11-29." in text
    assert text.count("Not passed") == 1


def test_a_table_takes_the_place_of_the_one_before() -> None:
    text = put(f"# Head\n\n{BEGIN}\nold\n{END}\ntail\n", "new\n")
    assert text == f"# Head\n\n{BEGIN}\nnew\n{END}\ntail\n"
    with pytest.raises(ValueError, match="no place"):
        put("# Head\n", "new\n")


def test_there_is_a_place_for_the_table() -> None:
    put(RESULTS.read_text("utf-8"), "")


_DAY = dt.date(2026, 11, 29)


def test_a_suite_without_a_test_is_no_success(tmp_path: Path) -> None:
    options = "def pytest_addoption(parser):\n    parser.addoption('--controller')\n"
    (tmp_path / "conftest.py").write_text(options)
    with pytest.raises(SystemExit, match="did not run"):
        run(tmp_path, sys.executable, "server_controller")
