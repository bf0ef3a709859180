"""Rows of a text with programs between two fences of three backticks, and quoted lines: "> so"."""

import enum
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from rich.cells import cell_len, chop_cells

from tui_chat.client.widgets.log.wrapping import Span, count_rows, wrap

FENCE: Final = "```"
QUOTE: Final = "> "
_LANGUAGE: Final = re.compile(r"[\w+#.-]{0,20}")
GUTTER: Final = 2
"""Cells that stand before a row of a program or a quotation."""


class RowKind(enum.Enum):
    """The kind of text that a row belongs to."""

    PROSE = 0
    PROGRAM = 1
    QUOTE = 2


class Row(NamedTuple):
    """Characters of a text that stand in one row, as for slicing."""

    start: int
    end: int
    kind: RowKind = RowKind.PROSE


class Program(NamedTuple):
    """Characters of a text between two fences, and the language that the first names, or ""."""

    start: int
    end: int
    language: str


def rows_of(text: str, width: int) -> list[Row]:
    """The rows of `text`: prose is wrapped, a program is not, but cut where it fits no row.

    The fences themselves take no row, nor do the marks of a quotation. There is always at least
    one row.
    """
    if not is_structured(text):
        return [Row(*span) for span in wrap(text, width)]
    rows: list[Row] = []
    for start, end, kind in _lines(text):
        line = text[start:end]
        if kind is RowKind.PROGRAM:
            spans = _cut(line, width - GUTTER)
        else:
            spans = wrap(line, width if kind is RowKind.PROSE else max(2, width - GUTTER))
        rows += [Row(start + a, start + b, kind) for a, b in spans]
    return rows or [Row(0, 0)]


def count_rows_of(text: str, width: int) -> int:
    """How many rows `rows_of` would give."""
    if not is_structured(text):
        return count_rows(text, width)
    return len(rows_of(text, width))


def is_structured(text: str) -> bool:
    """Whether anything in `text` may be a program or a quotation."""
    return ("\n" in text and (FENCE in text or f"\n{QUOTE}" in text)) or text.startswith(QUOTE)


def programs(text: str) -> list[Program]:
    """The start and end of each block of code in `text`."""
    if FENCE not in text or "\n" not in text:
        return []
    found: list[Program] = []
    for start, end, kind in _lines(text):
        if kind is not RowKind.PROGRAM:
            continue
        if found and found[-1].end + 1 == start:
            found[-1] = found[-1]._replace(end=end)
        else:
            found.append(Program(start, end, _language_above(text, start)))
    return found


def _language_above(text: str, start: int) -> str:
    fence = text[text.rfind("\n", 0, start - 1) + 1 : start].strip() if start else ""
    return fence.removeprefix(FENCE).lower() if fence.startswith(FENCE) else ""


def _lines(text: str) -> Iterator[Row]:
    """Each line of `text`, without fences and marks of quotations, and what it belongs to."""
    lines = text.split("\n")
    last = max((number for number, line in enumerate(lines) if FENCE in line), default=0)
    start, inside = 0, False
    for number, line in enumerate(lines):
        end = start + len(line)
        begins = len(line) - len(line.lstrip())
        opens = line.startswith(FENCE, begins) and number < last
        if not inside and opens:
            inside = True
            rest = line[begins + len(FENCE) :]
            if not _LANGUAGE.fullmatch(rest):
                yield Row(start + begins + len(FENCE), end, RowKind.PROGRAM)
        elif inside and line.rstrip().endswith(FENCE):
            inside = False
            rest = line.rstrip()[: -len(FENCE)]
            if rest.strip():
                yield Row(start, start + len(rest), RowKind.PROGRAM)
        elif inside:
            yield Row(start, end, RowKind.PROGRAM)
        elif line.startswith(QUOTE) or line == QUOTE.rstrip():
            yield Row(min(start + len(QUOTE), end), end, RowKind.QUOTE)
        else:
            yield Row(start, end)
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
