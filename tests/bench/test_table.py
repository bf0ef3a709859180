from dataclasses import replace
from pathlib import Path

import pytest

from bench.measuring import Figure, Measured, Scenario, Suite
from bench.results import Row
from bench.rounds import Middle, Run
from bench.servers import INSPIRCD, NGIRCD, TUI_CHAT, Server
from bench.table import (
    BEGIN,
    END,
    circumstances,
    markdown,
    median_with_spread,
    number,
    page,
    ratio_with_range,
    write_between_markers,
)

SPEED = Figure("speed", "per second", more_is_better=True)
DELAY = Figure("delay", "ms")
CHAT: Scenario[Server] = Scenario("chat", "a chat", (SPEED, DELAY), lambda *_: Measured())
REST: Scenario[Server] = Scenario("rest", "a rest", (DELAY,), lambda *_: Measured())
SUITE = Suite("servers", (TUI_CHAT, INSPIRCD, NGIRCD), (CHAT, REST), "inspircd")


def row(*runs: Run, scenario: str = "chat") -> dict[str, Row]:
    versions = {run.subject: "1.0" for run in runs}
    one = Row(scenario, "2030-01-02", "abc1234", "a machine", 3, 2.0, versions, list(runs))
    return {scenario: one}


def test_the_table_has_a_row_per_figure_and_compares_two_subjects() -> None:
    rows = row(
        Run("tui-chat", {"speed": 12.0, "delay": 0.5}),
        Run("inspircd", {"speed": 4.0, "delay": 2.0}),
        Run("ngircd", {}, "skipped 1 (at u00001)"),
    )
    titles = [TUI_CHAT.title, INSPIRCD.title, NGIRCD.title]
    when = "2030-01-02, abc1234, 3 x 2 s"
    assert markdown(replace(SUITE, title="x"), rows).splitlines() == [
        f"| x | {' | '.join(titles)} | {titles[0]} : {titles[1]} | measured |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
        f"| a chat, per second | 12.0 | 4.00 | fails: skipped | 3.00x | {when} |",
        f"| a chat, ms | 0.50 | 2.00 | fails: skipped | 4.00x | {when} |",
    ]


def test_who_was_never_measured_has_no_column_and_what_did_not_happen_says_never() -> None:
    table = markdown(SUITE, row(Run("tui-chat", {"speed": None, "delay": 1.0})))
    assert "InspIRCd" not in table
    assert "| a chat, per second | never | 2030-01-02" in table


def test_what_a_subject_was_not_part_of_has_a_dash() -> None:
    both = Run("tui-chat", {"delay": 1.0}), Run("inspircd", {"delay": 1.0})
    rows = {**row(*both, scenario="rest"), **row(Run("tui-chat", {"speed": 1.0, "delay": 1.0}))}
    assert "| a chat, ms | 1.00 | - |  |" in markdown(SUITE, rows)


def test_a_row_says_when_others_were_in_the_way() -> None:
    disturbed = Run("tui-chat", {"speed": 1.0}, notes={"others": 0.72})
    assert "3 x 2 s, others took 0.7 cores |" in markdown(SUITE, row(disturbed))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12345.6, "12,346"),
        (123.4, "123"),
        (12.34, "12.3"),
        (1.234, "1.23"),
        (0.0123, "0.012"),
        (0.0, "0.00"),
    ],
)
def test_numbers_show_three_digits(value: float, text: str) -> None:
    assert number(value) == text


def test_a_median_shows_half_the_range_of_its_rounds() -> None:
    assert median_with_spread(Middle(2.0, 1.8, 2.2)) == "2.00 ±10%"
    assert median_with_spread(Middle(2.0, 2.0, 2.0)) == "2.00"


def test_a_ratio_shows_between_what_it_lay() -> None:
    assert ratio_with_range(Middle(2.0, 1.8, 2.2)) == "2.00x (1.80-2.20)"
    assert ratio_with_range(Middle(2.0, 2.0, 2.0)) == "2.00x"
    assert ratio_with_range(None) == ""


def test_the_circumstances_say_machine_versions_and_what_the_load_can_take() -> None:
    fast = Run("tui-chat", {}, notes={"load_rate": 19.7})
    slow = Run("ngircd", {}, notes={"load_rate": 1.5})
    told = circumstances(row(fast, slow).values())
    assert "Machine: a machine." in told
    assert "Versions: tui-chat: 1.0; ngircd: 1.0." in told
    assert "up to 19.7 million deliveries a second" in told


def test_the_page_has_all_tables() -> None:
    text = page((SUITE, SUITE), row(Run("tui-chat", {"speed": 1.0, "delay": 1.0})))
    assert text.count("| a chat, per second |") == 2


def test_the_text_replaces_what_stood_between_the_markers(tmp_path: Path) -> None:
    page = tmp_path / "RESULTS.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    assert write_between_markers(page, "new")
    assert page.read_text() == f"before\n{BEGIN}\nnew\n{END}\nafter\n"


def test_a_page_without_markers_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "RESULTS.md"
    page.write_text("nothing here\n")
    assert not write_between_markers(page, "new")
    assert page.read_text() == "nothing here\n"
