"""Pictures for terminals that draw them."""

import base64
import re

import pytest
from rich.cells import cell_len

from tui_chat.client.kitty_graphics import (
    MOST_CELLS,
    PLACEHOLDER,
    are_placeholders,
    deleting,
    has_placeholders,
    placeholders,
    sending,
)
from tui_chat.wire.text.sanitize import REPLACEMENT, sanitize


@pytest.mark.parametrize(
    ("environment", "has"),
    [
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "xterm-ghostty"}, True),
        ({"TERM": "tmux-256color", "KITTY_WINDOW_ID": "1"}, False),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, False),
        ({}, False),
    ],
)
def test_which_terminals_can(environment: dict[str, str], *, has: bool) -> None:
    assert has_placeholders(environment) is has


@pytest.mark.parametrize("size", [0, 1, 3071, 3072, 3073, 20_000])
def test_a_picture_comes_whole_in_small_pieces_and_asks_for_no_answer(size: int) -> None:
    png = bytes(number % 251 for number in range(size))
    orders = re.findall(r"\x1b_G([^;\x1b]*);?([^\x1b]*)\x1b\\", sent := sending(7, png, 40, 12))
    assert "".join(f"\x1b_G{k}{';' if c else ''}{c}\x1b\\" for k, c in orders) == sent
    assert base64.b64decode("".join(content for _keys, content in orders)) == png
    assert all(len(content) <= 4096 and "q=2" in keys for keys, content in orders)
    assert [keys.rpartition("m=")[2] for keys, _content in orders] == ["1"] * (len(orders) - 1) + [
        "0"
    ]
    assert orders[0][0].startswith("a=T,U=1,i=7,c=40,r=12,f=100,")


def test_one_is_forgotten_without_an_answer() -> None:
    assert deleting(7) == "\x1b_Ga=d,d=I,i=7,q=2\x1b\\"


def test_each_cell_says_which_part_it_is_and_is_one_cell_wide() -> None:
    rows = [placeholders(MOST_CELLS, row) for row in range(MOST_CELLS)]
    assert {cell_len(row) for row in rows} == {MOST_CELLS}
    cells = {cell for row in rows for cell in re.findall(f"{PLACEHOLDER}..", row)}
    assert len(cells) == MOST_CELLS * MOST_CELLS
    assert all(map(are_placeholders, rows))


@pytest.mark.parametrize(
    "text", ["", "a", PLACEHOLDER, f"{placeholders(2, 0)}\x1b", "\u0305\u030d"]
)
def test_anything_else_is_no_part_of_a_picture(text: str) -> None:
    assert not are_placeholders(text)


def test_nobody_else_puts_a_part_of_a_picture_into_a_text() -> None:
    assert sanitize(f"a{PLACEHOLDER}b") == f"a{REPLACEMENT}b"
