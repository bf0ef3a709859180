"""The last line of the screen."""

import pytest

from tests.client.widgets.panels import rows, shown
from tui_chat.client.widgets.status import KeyHint, StatusLine

KEYS = [KeyHint("F1", "help"), KeyHint("Ctrl+Q", "leave")]


@pytest.mark.parametrize(
    ("width", "word", "expected"),
    [
        (60, "", " ana \u00b7 encrypted \u00b7 12 ms             F1 help   Ctrl+Q leave"),
        (
            60,
            "copied",
            " ana \u00b7 encrypted \u00b7 12 ms   copied    F1 help   Ctrl+Q leave",
        ),
        (34, "", " ana \u00b7 encrypted     Ctrl+Q leave"),
        (24, "Enter leaves", " ana   Enter leaves"),
    ],
)
async def test_the_status_line_keeps_what_matters_most(
    width: int, word: str, expected: str
) -> None:
    line = StatusLine()
    async with shown(line, width=width):
        line.show(["ana", "encrypted", "12 ms"], word, KEYS)
        assert rows(line) == [expected]


@pytest.mark.parametrize("width", range(4, 60, 5))
async def test_the_status_line_fits_any_width(width: int) -> None:
    line = StatusLine()
    async with shown(line, width=width):
        line.show(["\u4f60\u597d" * 5, "encrypted"], "a word", KEYS)
        assert line.render_line(0).cell_length == width
