"""Long text broken into rows that fit a width in terminal cells."""

import re
from functools import cache
from typing import Final, NamedTuple

from rich.cells import cell_len, chop_cells

# Scripts written without spaces: a row may end after any of their characters, but must not begin
# with closing punctuation.
_WIDE: Final = (
    "\u1100-\u115f\u2e80-\u2fff\u3000-\u303f\u3040-\ua4cf\uac00-\ud7a3\uf900-\ufaff"
    "\ufe30-\ufe4f\uff00-\uff60\U00020000-\U0003fffd"
)
_CLOSING: Final = (
    "\u3001\u3002\u300b\u300d\u300f\u3011\u3015\u30fc"
    "\uff01\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff3d\uff5d\uff5e"
)

# How many cells these take differs between terminals; without them all agree.
_UNSAFE_EMOJI: Final = re.compile("[\ufe0f\U0001f3fb-\U0001f3ff]|\u200d.")


class Span(NamedTuple):
    """Characters of a text that stand in one row, as for slicing."""

    start: int
    end: int


def wrap(text: str, width: int) -> list[Span]:
    """The rows of `text`, each at most `width` cells (at least 2) without its trailing spaces.

    Breaks at newlines, between words, and inside a word only where it fits no row; never inside
    a character made of several code points. There is always at least one row.
    """
    if "\n" not in text:
        return _wrap_line(text, 0, width)
    rows: list[Span] = []
    start = 0
    for line in text.split("\n"):
        rows += _wrap_line(line, start, width)
        start += len(line) + 1
    return rows


def count_rows(text: str, width: int) -> int:
    """How many rows `wrap` would give."""
    if len(text) <= width and text.isascii() and "\n" not in text:
        return 1
    return len(wrap(text, width))


def without_unsafe_emoji(text: str) -> str:
    """`text` with simple emoji only: plain colour, and the first of a joined sequence."""
    if text.isascii() or _UNSAFE_EMOJI.search(text) is None:
        return text
    return _UNSAFE_EMOJI.sub("", text)


def _wrap_line(line: str, offset: int, width: int) -> list[Span]:
    if line.isascii():
        return _wrap_ascii(line, offset, max(1, width))
    if cell_len(line) <= width:
        return [Span(offset, offset + len(line))]
    return _wrap_cells(line, offset, max(2, width))


def _wrap_ascii(line: str, offset: int, width: int) -> list[Span]:
    rows: list[Span] = []
    start, length = 0, len(line)
    while length - start > width:
        # One search per row, not one per word: four times as quick on long messages.
        cut = line.rfind(" ", start, start + width + 1)
        if cut <= start or line[start:cut].isspace():
            cut = start + width
        rows.append(Span(offset + start, offset + cut))
        start = cut
        while start < length and line[start] == " ":
            start += 1
    if start < length or not rows:
        rows.append(Span(offset + start, offset + length))
    return rows


@cache
def _word() -> re.Pattern[str]:
    # Compiling it takes 3 ms, which nobody who writes ASCII need wait for.
    return re.compile(f"[{_WIDE}][{_CLOSING}]* *|[^ {_WIDE}]+ *| +")


def _wrap_cells(line: str, offset: int, width: int) -> list[Span]:
    rows: list[Span] = []
    start = used = 0
    for match in _word().finditer(line):
        word = match[0]
        cells = cell_len(word.rstrip())
        at = match.start()
        if used + cells > width and at > start:
            rows.append(Span(offset + start, offset + at))
            start, used = at, 0
        if cells > width:
            *whole, rest = chop_cells(word, width)
            for piece in whole:
                rows.append(Span(offset + start, offset + start + len(piece)))
                start += len(piece)
            used = cell_len(rest)
        else:
            used += cell_len(word)
    rows.append(Span(offset + start, offset + len(line)))
    return rows
