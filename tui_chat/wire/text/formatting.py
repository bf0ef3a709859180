"""mIRC formatting codes and the styles they mean (modern.ircdocs.horse/formatting)."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

Colour = int | str
"""A number from 0 to 98, or "#rrggbb" in lower case. Which colour a number is, a theme says."""


class TextStyle(NamedTuple):
    """How a piece of text is shown; a colour of None is the default one."""

    bold: bool = False
    italic: bool = False
    underline: bool = False
    strikethrough: bool = False
    monospace: bool = False
    reverse: bool = False
    foreground: Colour | None = None
    background: Colour | None = None


class Span(NamedTuple):
    """`style` for the characters of a plain text from `start` up to, not including, `end`."""

    start: int
    end: int
    style: TextStyle


PLAIN: Final = TextStyle()

_CODE: Final = re.compile(
    r"\x03(?:(?P<foreground>\d{1,2})(?:,(?P<background>\d{1,2}))?)?"
    r"|\x04(?:(?P<hex>[0-9A-Fa-f]{6})(?:,(?P<hex_background>[0-9A-Fa-f]{6}))?)?"
    r"|(?P<switch>[\x02\x11\x16\x1d\x1e\x1f])"
    r"|(?P<reset>\x0f)",
    re.ASCII,
)
_FIRST: Final = re.compile("[\x02\x03\x04\x0f\x11\x16\x1d\x1e\x1f]")
_DEFAULT: Final = 99
_SWITCHES: Final = {
    "\x02": "bold",
    "\x1d": "italic",
    "\x1f": "underline",
    "\x1e": "strikethrough",
    "\x11": "monospace",
    "\x16": "reverse",
}
_RESET: Final = "\x0f"


def parse_formatting(text: str) -> tuple[str, tuple[Span, ...]]:
    """`text` without its codes, and where its styles are: in order, apart, none of them PLAIN."""
    if not _has_codes(text):
        return text, ()
    pieces: list[str] = []
    spans: list[Span] = []
    style = PLAIN
    length = 0
    for piece, code in _pieces(text):
        if piece:
            end = length + len(piece)
            if style != PLAIN:
                if spans and spans[-1].end == length and spans[-1].style == style:
                    length = spans.pop().start
                spans.append(Span(length, end, style))
            pieces.append(piece)
            length = end
        if code:
            style = _after(style, code)
    return "".join(pieces), tuple(spans)


def strip_formatting(text: str) -> str:
    """`text` without its codes."""
    return _CODE.sub("", text) if _has_codes(text) else text


def encode_formatting(plain: str, spans: Iterable[Span]) -> str:
    """`plain` with the codes for `spans`, which are given in order and do not overlap.

    The text may contain no codes. A digit of the text behind a colour is not read as part of it.
    """
    written: list[str] = []
    style = PLAIN
    length = 0
    for span in spans:
        if span.start > length:
            between = plain[length : span.start]
            written += _change(style, PLAIN, between), between
            style = PLAIN
        piece = plain[span.start : span.end]
        written += _change(style, span.style, piece), piece
        style = span.style
        length = span.end
    rest = plain[length:]
    if rest:
        written += _change(style, PLAIN, rest), rest
    return "".join(written)


def _has_codes(text: str) -> bool:
    # Emoji are not printable either, to Python, and _CODE is ten times slower than _FIRST.
    return not text.isprintable() and _FIRST.search(text) is not None


def _pieces(text: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """The text before each code, with the code; last the text behind all codes, with None."""
    start = 0
    for code in _CODE.finditer(text):
        yield text[start : code.start()], code
        start = code.end()
    yield text[start:], None


def _after(style: TextStyle, code: re.Match[str]) -> TextStyle:
    """The style behind `code`."""
    if code["reset"]:
        return PLAIN
    if switch := code["switch"]:
        name = _SWITCHES[switch]
        return style._replace(**{name: not getattr(style, name)})
    if code["foreground"]:
        style = style._replace(foreground=_numbered(code["foreground"]))
        if code["background"]:
            style = style._replace(background=_numbered(code["background"]))
        return style
    if code["hex"]:
        style = style._replace(foreground="#" + code["hex"].lower())
        if code["hex_background"]:
            style = style._replace(background="#" + code["hex_background"].lower())
        return style
    return style._replace(foreground=None, background=None)


def _numbered(digits: str) -> Colour | None:
    return None if int(digits) == _DEFAULT else int(digits)


def _change(old: TextStyle, new: TextStyle, following: str) -> str:
    """The codes that lead from one style to another, in front of `following`."""
    if new == old:
        return ""
    reset = ""
    # No code takes one colour away, and a bare colour code would take in digits that follow.
    if (old.foreground is not None and new.foreground is None) or (
        old.background is not None and new.background is None
    ):
        old = PLAIN
        reset = _RESET
    switches = "".join(
        code for code, name in _SWITCHES.items() if getattr(old, name) != getattr(new, name)
    )
    if (old.foreground, old.background) == (new.foreground, new.background):
        return reset + switches
    return reset + switches + _colours(new.foreground, new.background, following)


def _colours(foreground: Colour | None, background: Colour | None, following: str) -> str:
    """The codes for two colours, at least one of them not None."""
    if background is None:
        codes = _colour(foreground)
    elif isinstance(foreground, str) == isinstance(background, str):
        return f"{_colour(foreground)},{_colour(background)[1:]}"
    else:
        # A number beside a hex colour: no code holds both, and none sets a background alone.
        first = background if isinstance(background, str) else None
        codes = f"{_colour(first)},{_colour(background)[1:]}{_colour(foreground)}"
    # Bold on and off keeps a comma of the text apart from the colour.
    return codes + "\x02\x02" if following.startswith(",") else codes


def _colour(colour: Colour | None) -> str:
    if isinstance(colour, str):
        return "\x04" + colour[1:]
    return f"\x03{_DEFAULT if colour is None else colour:02}"
