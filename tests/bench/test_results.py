from pathlib import Path

from bench import results
from bench.rounds import Run

RUNS = [Run("ours", {"speed": 1.5, "delay": None}, notes={"others": 0.25}), Run("theirs", {}, "no")]


def row(scenario: str) -> results.Row:
    versions = {"ours": "1.0", "theirs": "2.0", "absent": "3.0"}
    return results.row(scenario, RUNS, versions=versions, rounds=1, seconds=0.5)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    results.write(path, [row("chat"), row("rest")])
    assert results.read(path) == {"chat": row("chat"), "rest": row("rest")}
    assert list(tmp_path.iterdir()) == [path]


def test_without_a_file_there_are_no_rows(tmp_path: Path) -> None:
    assert results.read(tmp_path / "results.json") == {}


def test_a_row_knows_the_versions_of_those_that_ran() -> None:
    assert row("chat").versions == {"ours": "1.0", "theirs": "2.0"}


def test_a_row_says_when_where_and_at_what_commit() -> None:
    assert all((row("chat").date, row("chat").commit, row("chat").machine))
