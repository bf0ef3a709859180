from pathlib import Path

import pytest

from bench.rounds import Run, Runs
from bench.scenarios import Figure, Scenario
from bench.servers import INSPIRCD, NGIRCD, TUI_CHAT
from bench.table import BEGIN, END, markdown, number, ratio, write_between_markers

SPEED = Figure("speed", "per second", lambda _: None, more_is_better=True)
DELAY = Figure("delay", "ms", lambda _: None)
CHAT = Scenario("chat", "a chat", {}, (SPEED, DELAY))


def test_the_table_has_a_row_per_figure_and_compares_two_servers() -> None:
    runs = Runs(
        [
            Run("tui-chat", "chat", {"speed": 12.0, "delay": 0.5}),
            Run("inspircd", "chat", {"speed": 4.0, "delay": 2.0}),
            Run("ngircd", "chat", {}, "skipped 1 (at u00001)"),
        ]
    )
    assert markdown(runs, (TUI_CHAT, INSPIRCD, NGIRCD), (CHAT,), "inspircd").splitlines() == [
        "|  | **tui-chat** | InspIRCd (C++) | ngircd (C) | **tui-chat** : InspIRCd (C++) |",
        "| --- | ---: | ---: | ---: | ---: |",
        "| a chat, per second | 12.0 | 4.00 | fails: skipped | 3.00x |",
        "| a chat, ms | 0.50 | 2.00 | fails: skipped | 4.00x |",
    ]


def test_what_was_not_measured_has_a_dash_and_what_did_not_happen_says_never() -> None:
    runs = Runs([Run("tui-chat", "chat", {"speed": None, "delay": 1.0})])
    table = markdown(runs, (TUI_CHAT, INSPIRCD), (CHAT,), "inspircd")
    assert "| a chat, per second | never | - |  |" in table


@pytest.mark.parametrize(
    ("value", "text"),
    [(12345.6, "12,346"), (123.4, "123"), (12.34, "12.3"), (1.234, "1.23"), (0.0123, "0.012")],
)
def test_numbers_show_three_digits(value: float, text: str) -> None:
    assert number(value) == text


def test_a_ratio_above_one_is_good_whatever_is_counted() -> None:
    assert ratio(2.0, 1.0, SPEED) == "2.00x"
    assert ratio(1.0, 2.0, DELAY) == "2.00x"


def test_the_text_replaces_what_stood_between_the_markers(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    assert write_between_markers(page, "new")
    assert page.read_text() == f"before\n{BEGIN}\nnew\n{END}\nafter\n"


def test_a_page_without_markers_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text("nothing here\n")
    assert not write_between_markers(page, "new")
    assert page.read_text() == "nothing here\n"
