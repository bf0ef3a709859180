"""Rows of a text in which some lines are a program between two fences of three backticks."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from rich.cells import cell_len, chop_cells

from tui_chat.client.widgets.log.wrapping import Span, count_rows, wrap

FENCE: Final = "```"
_LANGUAGE: Final = re.compile(r"[\w+#.-]{0,20}")
GUTTER: Final = 2
"""Cells that stand before a row of a program."""


class Row(NamedTuple):
    """Characters of a text that stand in one row, as for slicing."""

    start: int
    end: int
    code: bool = False


def rows_of(text: str, width: int) -> list[Row]:
    """The rows of `text`: prose is wrapped, a program is not, but cut where it fits no row.

    The fences themselves take no row. There is always at least one row.
    """
    if FENCE not in text or "\n" not in text:
        return [Row(*span) for span in wrap(text, width)]
    rows: list[Row] = []
    for start, end, code in _lines(text):
        line = text[start:end]
        if code:
            rows += [Row(start + a, start + b, code=True) for a, b in _cut(line, width - GUTTER)]
        else:
            rows += [Row(start + a, start + b) for a, b in wrap(line, width)]
    return rows or [Row(0, 0)]


def count_rows_of(text: str, width: int) -> int:
    """How many rows `rows_of` would give."""
    if FENCE not in text:
        return count_rows(text, width)
    return len(rows_of(text, width))


def code_blocks(text: str) -> list[Span]:
    """Where the programs stand in `text`."""
    if FENCE not in text or "\n" not in text:
        return []
    return [Span(start, end) for start, end, code in _lines(text) if code]


def _lines(text: str) -> Iterator[Row]:
    """Each line of `text`, without the fences, and whether it is of a program."""
    lines = text.split("\n")
    last = max(number for number, line in enumerate(lines) if FENCE in line)
    start, inside = 0, False
    for number, line in enumerate(lines):
        end = start + len(line)
        begins = len(line) - len(line.lstrip())
        opens = line.startswith(FENCE, begins) and number < last
        if not inside and opens:
            inside = True
            rest = line[begins + len(FENCE) :]
            if not _LANGUAGE.fullmatch(rest):
                yield Row(start + begins + len(FENCE), end, code=True)
        elif inside and line.rstrip().endswith(FENCE):
            inside = False
            rest = line.rstrip()[: -len(FENCE)]
            if rest.strip():
                yield Row(start, start + len(rest), code=True)
        else:
            yield Row(start, end, code=inside)
        start = end + 1


def _cut(line: str, width: int) -> list[Span]:
    width = max(2, width)
    if line.isascii():
        starts = range(0, max(1, len(line)), width)
        return [Span(start, min(len(line), start + width)) for start in starts]
    if cell_len(line) <= width:
        return [Span(0, len(line))]
    spans, start = [], 0
    for piece in chop_cells(line, width):
        spans.append(Span(start, start + len(piece)))
        start += len(piece)
    return spans
