import io
import re

import pytest
from rich.console import Console

from screenshots.client import with_true_lengths, with_whole_last_row

EM = 20.0
"""Pixels of a letter's height in the pictures."""


CELL = 12.2
"""Pixels of its width."""


def picture(*rows: str) -> str:
    """These rows as Rich draws them, with its own faults."""
    console = Console(record=True, width=20, file=io.StringIO())
    for row in rows:
        console.print(row)
    return console.export_svg(title="test")


@pytest.mark.parametrize("rows", [["gjpqy"], ["one", "two", "gjpqy"]])
def test_letters_of_the_last_row_keep_what_hangs_below_it(rows: list[str]) -> None:
    drawn = with_whole_last_row(picture(*rows))
    clip = re.search(r'clip-terminal">\s*<rect [^>]*height="([0-9.]+)"', drawn)
    baselines = [float(y) for y in re.findall(r'<text [^>]*\by="([0-9.]+)" textLength', drawn)]
    assert clip is not None
    assert float(clip[1]) >= max(baselines) + 0.3 * EM


@pytest.mark.parametrize("rows", [["gjpqy"], ["one", "two", "gjpqy"]])
def test_no_row_is_cut_by_a_path_that_is_not_there(rows: list[str]) -> None:
    drawn = with_whole_last_row(picture(*rows))
    assert all(f'id="{name}"' in drawn for name in re.findall(r"url\(#([^)]+)\)", drawn))
    assert "gjpqy" in drawn


def test_a_text_is_as_wide_as_its_cells() -> None:
    narrow = re.search(r'textLength="([0-9.]+)"[^>]*>abcd<', with_true_lengths(picture("abcd")))
    wide = re.search(r'textLength="([0-9.]+)"[^>]*>ああ<', with_true_lengths(picture("ああ")))
    assert narrow is not None
    assert wide is not None
    assert narrow[1] == wide[1]


def texts(drawn: str) -> list[tuple[int, int, str]]:
    """In which cell each text begins, how many it takes, and what it says."""
    found = re.findall(r' x="([0-9.]+)"[^>]*? textLength="([0-9.]+)"[^>]*>([^<]*)<', drawn)
    return [(round(float(x) / CELL), round(float(width) / CELL), text) for x, width, text in found]


def test_a_text_begins_where_its_first_letter_is() -> None:
    drawn = with_true_lengths(picture("   a & b", "", "c"))
    assert texts(drawn) == [(3, 5, "a&#160;&amp;&#160;b"), (0, 1, "c")]


def test_a_wide_letter_does_not_spread_those_beside_it() -> None:
    drawn = with_true_lengths(picture("ab ああ! c"))
    assert texts(drawn) == [(0, 2, "ab"), (3, 4, "ああ"), (7, 3, "!&#160;c")]
