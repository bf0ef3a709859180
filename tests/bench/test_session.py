from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench import results
from bench.measuring import Figure, Measured, Scenario, Suite
from bench.servers import Server
from bench.session import Bench
from bench.table import BEGIN, END

SPEED = Figure("speed", "per second", more_is_better=True)


def server(name: str, needs: str | None = None) -> Server:
    return Server(name, name.title(), lambda _: (), lambda: "1.0", needs)


def scenario(name: str) -> Scenario[Server]:
    return Scenario(name, f"a {name}", (SPEED,), lambda _server, _: Measured({"speed": 2.0}))


SUITE = Suite(
    "servers",
    (server("ours"), server("theirs"), server("absent", "no-such-program")),
    (scenario("chat"), scenario("rest")),
    "theirs",
)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "results.json"


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    page = tmp_path / "RESULTS.md"
    page.write_text(f"{BEGIN}\n{END}\n")
    return page


def run(
    kept: Path | None, tables: Path | None, *names: str, suite: Suite[Any] = SUITE
) -> list[str]:
    """What is told while these scenarios run."""
    told: list[str] = []
    bench = Bench([suite], kept=kept, tables=tables, calm=0.0, tell=told.append)
    chosen = [one for one in suite.scenarios if one.name in names]
    bench.run([replace(suite, scenarios=chosen)], rounds=2, seconds=0.1)
    return told


def test_a_part_changes_its_rows_alone(kept: Path, tables: Path) -> None:
    run(kept, tables, "rest")
    before = results.read(kept)["rest"]
    results.write(kept, [replace(before, commit="earlier")])
    run(kept, tables, "chat")
    rows = results.read(kept)
    assert list(rows) == ["chat", "rest"]
    assert rows["rest"] == replace(before, commit="earlier")
    page = tables.read_text()
    assert "| a chat, per second | 2.00 | 2.00 | 1.00x |" in page
    assert "earlier" in page


def test_a_scenario_that_is_no_more_is_forgotten(kept: Path, tables: Path) -> None:
    run(kept, tables, "chat")
    results.write(kept, [replace(results.read(kept)["chat"], scenario="gone")])
    run(kept, tables, "chat")
    assert list(results.read(kept)) == ["chat"]


def test_each_run_is_told_with_how_far_it_is(kept: Path) -> None:
    told = run(kept, None, "chat", "rest")
    assert len(told) == 8
    assert told[0].startswith("[1/8, about ")
    assert "a chat, round 1 of 2: ours: 2.00 per second" in told[0]


def test_what_is_not_on_this_machine_is_not_measured(kept: Path) -> None:
    run(kept, None, "chat")
    assert {one.subject for one in results.read(kept)["chat"].runs} == {"ours", "theirs"}


def test_what_cannot_be_run_here_is_left_out_and_told(kept: Path) -> None:
    lame = replace(scenario("chat"), lacks=lambda: "a word is missing")
    told = run(kept, None, "chat", suite=replace(SUITE, scenarios=(lame,)))
    assert told == ["chat is left out: a word is missing"]
    assert not kept.exists()


def test_without_a_file_nothing_is_written(tables: Path) -> None:
    before = tables.read_text()
    run(None, None, "chat")
    assert tables.read_text() == before
