"""Text as a search compares it: without case, accents and variants of characters.

The server's SEARCH, the client's own search and its Ctrl+F all use this, so that they find the
same: `sao joao` finds "São João" and `strasse` "Straße", however the text was encoded. Names of
people and channels are compared by other rules (see `names`).
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import regex

MOST_WORDS: Final = 8
"""The most words that are looked up, the longest ones: short ones cost most and tell least."""
MOST_PIECES: Final = 32
"""Characters of a word in a script without spaces."""
_LEFT_OUT: Final = re.compile(
    "["
    "\u00ad\u200b-\u200f\u2060-\u2064\ufeff"  # invisible: soft hyphen, joiners, marks of direction
    "\ufe00-\ufe0f\U000e0100-\U000e01ef"  # variation selectors
    "\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"  # accents
    # Hebrew and Arabic points, which most people leave out, and the Arabic stretching line.
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "]+"
)
_WITHOUT_STROKE: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t"}
    | {"æ": "ae", "œ": "oe", "þ": "th", "\N{LATIN SMALL LETTER DOTLESS I}": "i"}
)
"""Letters that Unicode does not take apart, as they are typed on keyboards that lack them."""
_UNSPACED: Final = (
    r"\p{Han}\p{Hiragana}\p{Katakana}\u30fc\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}"
)
"""Scripts that have no spaces between words, as a regular expression's set."""


def fold_text(text: str) -> str:
    """`text` without case, accents and variants; folding it again changes nothing."""
    if text.isascii():
        return text.lower()
    # Twice, because the lower case of some characters can be taken apart again.
    text = unicodedata.normalize("NFKD", text).casefold()
    text = unicodedata.normalize("NFKD", text).casefold()
    # Put together again: か is not が, nor 가 the beginning of 각.
    return unicodedata.normalize("NFC", _LEFT_OUT.sub("", text).translate(_WITHOUT_STROKE))


def find_folded(text: str, wanted: str) -> list[tuple[int, int]]:
    """Where `text` holds `wanted`, both folded: from where up to before where in `text` itself.

    Whole characters with their accents; places do not overlap. Nothing holds an empty `wanted`.
    """
    wanted = fold_text(wanted)
    if not wanted:
        return []
    if text.isascii():
        return [found.span() for found in re.finditer(re.escape(wanted), text.lower())]
    if wanted not in fold_text(text):
        return []
    starts: list[int] = []
    ends: list[int] = []
    folded = ""
    for start, end in _characters(text):
        shown = fold_text(text[start:end])
        folded += shown
        starts += [start] * len(shown)
        ends += [end] * len(shown)
    places: list[tuple[int, int]] = []
    for found in re.finditer(re.escape(wanted), folded):
        first, last = found.span()
        if not places or starts[first] >= places[-1][1]:
            places.append((starts[first], ends[last - 1]))
    return places


def split_words(text: str) -> list[tuple[str, ...]]:
    """The words of `text`, folded, each in its pieces.

    A word is one piece, but each character of a script without spaces between words is one of its
    own: such a word can be found from its middle.
    """
    folded = fold_text(text)
    if folded.isascii():
        return [(word,) for word in re.findall(r"\w+", folded)]
    word, piece = _patterns()
    return [tuple(piece.findall(found)) for found in word.findall(folded)]


def indexed(text: str) -> str:
    """`text` as its folded pieces, with a space before each; see `Wanted`."""
    return "".join(f" {piece}" for word in split_words(text) for piece in word)


class Wanted:
    """The words that somebody searches for."""

    def __init__(self, text: str) -> None:
        self.words = list(dict.fromkeys(split_words(text)))
        """Each word once, in its pieces."""
        self._beginnings = ["".join(f" {piece}" for piece in word) for word in self.words]

    def may_be_in(self, text: str) -> bool:
        """False only if `is_in` is false for every part of `text`; a tenth of its work."""
        folded = fold_text(text)
        return all(piece in folded for word in self.words for piece in word)

    def is_in(self, text: str) -> bool:
        """Whether `text` holds a word that begins like each of these, in any order.

        In scripts without spaces a word begins at any character. False if there are no words.
        """
        if not self.words:
            return False
        there = indexed(text)
        return all(beginning in there for beginning in self._beginnings)


@cache
def _patterns() -> "tuple[regex.Pattern[str], regex.Pattern[str]]":
    """Patterns of a word beyond ASCII, and of a piece of a word in scripts without spaces."""
    # Only such text needs it, and importing it takes 10 ms.
    import regex  # noqa: PLC0415 - see above

    # Unlike that of `re`, its \w includes the marks that are part of Indic words.
    return regex.compile(r"\w+"), regex.compile(rf"[{_UNSPACED}]|[^{_UNSPACED}]+")


def _characters(text: str) -> Iterator[tuple[int, int]]:
    """The start and end of each character, combining marks included."""
    start = 0
    for place in range(1, len(text)):
        if not _continues(text[place]):
            yield start, place
            start = place
    if text:
        yield start, len(text)


def _continues(character: str) -> bool:
    """Whether it may become one with what stands before it: a mark, or the rest of a Hangul."""
    if character.isascii():
        return False
    first = unicodedata.normalize("NFKD", character)[0]
    return unicodedata.category(first).startswith("M") or "\u1160" <= first <= "\u11ff"
