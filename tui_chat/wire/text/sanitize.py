"""Remote text made safe to show, to log and to name things with."""

import re
import unicodedata
from typing import Final

from tui_chat.wire.text.formatting import Span, parse_formatting

MOST_MARKS: Final = 8
"""Marks in a row: twice what any language puts on a letter. More only hides the lines around."""
_MOST_MOVED: Final = 20
"""Stretches of formatting that are kept in a text that holds what is not shown."""
REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"

_LINE_END: Final = re.compile("\r\n|[\n\v\f\r\x85\u2028\u2029]")
# U+10EEEE is a part of a picture, in terminals that draw pictures in place of it.
_CONTROL: Final = re.compile(
    "[\x00-\x09\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U0010eeee]"
)
# Format characters that are not seen but reorder, hide or fake what is: marks of direction, zero
# widths, soft hyphens, annotations, tags. Joiners stay, scripts and emoji need them; so do the
# tags of a flag such as Scotland's.
_HIDDEN_CLASS: Final = (
    "[\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
_HIDDEN: Final = re.compile(_HIDDEN_CLASS)
_FLAG_OR_HIDDEN: Final = re.compile(
    "(?P<flag>\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{2,6}\U000e007f)|"
    + _HIDDEN_CLASS
)
_INVISIBLE_LETTERS: Final = ("\N{HANGUL FILLER}", "\N{HALFWIDTH HANGUL FILLER}")
# Where too many marks may be: re knows no categories, but that marks are not word characters.
_CROWDED: Final = re.compile(rf"[^\x00-\x7f\w]{{{MOST_MARKS + 1},}}")
_MARKS: Final = frozenset({"Mn", "Me", "Cf"})


def sanitize(text: str, *, keep_newlines: bool = False) -> str:
    """`text` with nothing in it that could steer a terminal or show what it does not say.

    Line ends become a space each, or LF with `keep_newlines`; tabs a space; other control
    characters (C0, DEL, C1) and lone surrogates REPLACEMENT. Hidden format characters go, and so
    do marks past MOST_MARKS. Formatting codes are control characters: see `sanitize_formatted`.
    Doing it twice changes nothing more. What is given is a plain `str`, as all that is stored
    or logged must be, whatever kind of string `text` is.
    """
    if text.isprintable():
        if text.isascii():
            return str(text)
    else:
        text = _LINE_END.sub("\n" if keep_newlines else " ", text)
        if _HIDDEN.search(text):  # a class alone is found ten times faster than one of two things
            text = _FLAG_OR_HIDDEN.sub(r"\g<flag>", text)
        text = _CONTROL.sub(REPLACEMENT, text.replace("\t", " "))
    for letter in _INVISIBLE_LETTERS:
        text = text.replace(letter, " ")
    return str(_CROWDED.sub(_thinned, text))


def sanitize_formatted(text: str) -> tuple[str, tuple[Span, ...]]:
    """`text` without formatting codes and safe as by `sanitize`, and where its styles are."""
    plain, spans = parse_formatting(text)
    safe = sanitize(plain)
    if len(safe) == len(plain):
        return safe, spans
    # Rare, and a line is short: measuring again what stands before each span is good enough. Not
    # for hundreds of them, which nobody writes but to keep us busy.
    moved = (
        Span(len(sanitize(plain[: span.start])), len(sanitize(plain[: span.end])), span.style)
        for span in spans[:_MOST_MOVED]
    )
    return safe, tuple(span for span in moved if span.start < span.end)


def _thinned(crowd: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in crowd[0]:
        marks = marks + 1 if unicodedata.category(character) in _MARKS else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)
