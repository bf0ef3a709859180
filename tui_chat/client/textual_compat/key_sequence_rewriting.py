"""Which escape sequences of the keyboard Textual's parser is given, and in which form. Pure.

Textual takes a sequence it does not know for text, character by character, and raises on some
that it does know (kitty keyboard protocol with event types, alternate keys, impossible characters).
"""

import re
from typing import Final

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual.constants import DISABLE_KITTY_KEY

ESC: Final = "\x1b"
PASTE_BEGIN: Final = "\x1b[200~"
PASTE_END: Final = "\x1b[201~"

_FOCUS: Final = frozenset({"\x1b[I", "\x1b[O"})
_KEY: Final = re.compile(r"\x1b\[([\d:;]*)([u~ABCDEFHPQRS])", re.ASCII)
_CURSOR: Final = re.compile(r"\x1b\[\d{1,5};\d{1,5}R", re.ASCII)
_MOUSE: Final = re.compile(r"\x1b\[<\d{1,3};-?\d{1,6};-?\d{1,6}[Mm]", re.ASCII)
_MODE: Final = re.compile(r"\x1b\[\?(?:2026|2048);\d\$y", re.ASCII)
_SIZE: Final = re.compile(
    r"\x1b\[48;(\d{1,4})(?::\d*)*;(\d{1,4})(?::\d*)*;(\d{1,6})(?::\d*)*;(\d{1,6})(?::\d*)*t",
    re.ASCII,
)
_MOST_CELLS: Final = 2_000
"""Rows or columns of a terminal; Textual makes a screen of any size that it is told of."""
_MOST_MODIFIERS: Final = 256
_LOCKS_AND_SHIFT: Final = 64 | 128 | 1
_RELEASED: Final = 3


def understood(sequence: str) -> str:
    """What Textual's parser can take of a whole sequence: the same, another form of it, or ""."""
    if sequence in ANSI_SEQUENCES_KEYS or sequence in _FOCUS:
        return sequence
    if len(sequence) == 2:
        return _alt(sequence[1])
    if any(each.fullmatch(sequence) for each in (_CURSOR, _MOUSE, _MODE)):
        return sequence
    if found := _SIZE.fullmatch(sequence):
        return _size(*map(int, found.groups()))
    if not DISABLE_KITTY_KEY and (found := _KEY.fullmatch(sequence)):
        return _key(found[1], found[2])
    return ""


def alone(begun: str) -> str:
    """ESC, or Alt and the beginning of a sequence, that nothing follows: a key by itself."""
    if len(begun) > 1:
        return _alt(begun[1])
    return begun if DISABLE_KITTY_KEY else "\x1b[27;1u"


def _alt(character: str) -> str:
    """Alt and a key that Textual does not know: it would wait for more, and take it for text."""
    code = ord(character)
    if not _is_text(code) or DISABLE_KITTY_KEY:
        return "" if 0x80 <= code < 0xA0 else character
    lower = character.lower()
    if lower != character and len(lower) == 1:
        return f"\x1b[{ord(lower)};4u"
    return f"\x1b[{code};3u"


def _size(rows: int, columns: int, height: int, width: int) -> str:
    """A report of the terminal's size in cells and pixels."""
    if not (0 < rows <= _MOST_CELLS and 0 < columns <= _MOST_CELLS and height and width):
        return ""
    return f"\x1b[48;{rows};{columns};{height};{width}t"


def _key(parameters: str, final: str) -> str:
    """A key of the kitty protocol: "CODE:SHIFTED:BASE;MODIFIERS:EVENT;TEXT:TEXT" and its end."""
    fields = [field.split(":") for field in parameters.split(";")]
    if len(fields) > 3:
        return ""
    codes, modifiers, text = (*fields, [""], [""])[:3]
    code = _number(codes[0], 1)
    held = _number(modifiers[0], 1)
    event = _number(modifiers[1], 1) if len(modifiers) > 1 else 1
    if not 0 < held <= _MOST_MODIFIERS or event == _RELEASED:
        return ""
    known = f"{code}{final}" in FUNCTIONAL_KEYS
    if not known and (final != "u" or not (code == 0 or _is_text(code))):
        return ""
    typed = [number for each in text if _is_text(number := _number(each, -1))]
    if not (typed or known or code == 0 or (held - 1) & ~_LOCKS_AND_SHIFT):
        shifted = _number(codes[1], -1) if len(codes) > 1 else -1
        typed = [_character(code, shifted, is_shifted=bool((held - 1) & 1))]
    if not typed:
        return f"\x1b[{code};{held}{final}" if code else ""
    # One at a time: Textual gives up on a sequence of more than 32 characters.
    return "".join(f"\x1b[{code};{held};{each}{final}" for each in typed)


def _character(code: int, shifted: int, *, is_shifted: bool) -> int:
    """The character that a key writes, if the terminal does not report it."""
    if not is_shifted:
        return code
    if _is_text(shifted):
        return shifted
    upper = chr(code).upper()
    return ord(upper) if len(upper) == 1 else code


def _number(digits: str, empty: int) -> int:
    """The number; `empty` for none, and -1 for one that is no character and no modifier."""
    if not digits:
        return empty
    return int(digits) if len(digits) <= 7 else -1


def _is_text(code: int) -> bool:
    """Whether it is a character that may stand in a text: no control, half of a pair, or key."""
    return (
        (0x20 <= code < 0x7F or 0xA0 <= code <= 0x10FFFF)
        and not 0xD800 <= code <= 0xDFFF
        and not 0xE000 <= code <= 0xF8FF
    )
