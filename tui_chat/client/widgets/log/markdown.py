"""The marks by which people emphasise words in a line: *so*, **so**, `so` and ~~so~~.

The marks stay visible, but dim: copied text is the text that was written, and text that only looks
like Markdown loses no character.
"""

import enum
import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final, NamedTuple


class Emphasis(enum.Enum):
    """The emphasis of a part of a text."""

    CODE = "code"
    BOLD = "bold"
    ITALIC = "italic"
    STRIKE = "strike"
    MARK = "mark"
    """The marks themselves."""


class EmphasisedText(NamedTuple):
    """Characters of a text, as for slicing, and their emphasis."""

    start: int
    end: int
    emphasis: Emphasis


# No two of a pattern's parts can match the same character, so that none can be slow.
_CODE: Final = re.compile(r"(`{1,3})(?!`)[^`\n]+\1(?!`)")
_WORDS: Final = (
    (Emphasis.BOLD, 2, re.compile(r"(?<![\w*])\*\*(?=[^\s*])[^*\n]+(?<=\S)\*\*(?![\w*])")),
    (Emphasis.ITALIC, 1, re.compile(r"(?<![\w*])\*(?=[^\s*])[^*\n]+(?<=\S)\*(?![\w*])")),
    (Emphasis.ITALIC, 1, re.compile(r"(?<![\w_/])_(?=[^\s_])[^_\n]+(?<=\S)_(?![\w_/])")),
    (Emphasis.STRIKE, 2, re.compile(r"(?<![\w~])~~(?=[^\s~])[^~\n]+(?<=\S)~~(?![\w~])")),
)
_ANY: Final = re.compile(r"[`*_~]")


def emphasised_texts(text: str) -> Iterator[EmphasisedText]:
    """The emphasised parts of `text`; the marks come after the words between them."""
    if _ANY.search(text) is None:
        return
    code: list[tuple[int, int]] = []
    for match in _CODE.finditer(text):
        code.append(match.span())
        yield from _with_marks(*match.span(), len(match[1]), Emphasis.CODE)
    for emphasis, length, pattern in _WORDS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if not _overlaps(code, start, end):
                yield from _with_marks(start, end, length, emphasis)


def _overlaps(stretches: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether one of the stretches, given in order and apart, has a character of this one."""
    following = bisect_left(stretches, (end, 0))
    return following > 0 and stretches[following - 1][1] > start


def _with_marks(start: int, end: int, length: int, emphasis: Emphasis) -> Iterator[EmphasisedText]:
    yield EmphasisedText(start, end, emphasis)
    yield EmphasisedText(start, start + length, Emphasis.MARK)
    yield EmphasisedText(end - length, end, Emphasis.MARK)
