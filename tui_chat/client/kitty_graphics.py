"""Pictures by kitty's graphics protocol, with Unicode placeholders. Pure text.

The terminal is given a picture once, with a number. Cells that hold a placeholder in the colour of
that number show parts of it: they scroll, and are covered and painted again, as any other text.
Nothing is asked, and answers are forbidden (q=2), so that none can come in as keys.
"""

import base64
import os
import re
from collections.abc import Mapping
from typing import Final

MOST_CELLS: Final = 48
"""Columns, and rows, of a picture: as many as there are marks below."""
MOST_NUMBER: Final = 0xFFFFFF
"""A number is a colour, of red, green and blue."""
PLACEHOLDER: Final = "\U0010eeee"
_MARKS: Final = (
    "\u0305\u030d\u030e\u0310\u0312\u033d\u033e\u033f\u0346\u034a\u034b\u034c\u0350\u0351\u0352\u0357"
    "\u035b\u0363\u0364\u0365\u0366\u0367\u0368\u0369\u036a\u036b\u036c\u036d\u036e\u036f\u0483\u0484"
    "\u0485\u0486\u0487\u0592\u0593\u0594\u0595\u0597\u0598\u0599\u059c\u059d\u059e\u059f\u05a0\u05a1"
)
"""Behind a placeholder the first says its row in the picture, and the second its column."""
_CELLS: Final = re.compile(f"(?:{PLACEHOLDER}[{_MARKS}][{_MARKS}])+")
_PIECE: Final = 4096
_TERMINALS: Final = frozenset({"xterm-kitty", "xterm-ghostty"})


def has_placeholders(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the terminal says that it is one of those that know placeholders.

    Others of this protocol do not know them. In tmux and screen, TERM is of these.
    """
    return environment.get("TERM") in _TERMINALS


def sending(number: int, png: bytes, columns: int, rows: int) -> str:
    """The sequences that send a picture to the terminal, to be shown in so many cells."""
    written = base64.b64encode(png).decode()
    pieces = [written[at : at + _PIECE] for at in range(0, len(written), _PIECE)] or [""]
    keys = f"a=T,U=1,i={number},c={columns},r={rows},f=100,q=2,"
    last = len(pieces) - 1
    return "".join(
        _order(f"{keys if at == 0 else 'q=2,'}m={int(at != last)}", piece)
        for at, piece in enumerate(pieces)
    )


def deleting(number: int) -> str:
    """The sequence that makes the terminal forget a picture."""
    return _order(f"a=d,d=I,i={number},q=2")


def placeholders(columns: int, row: int) -> str:
    """The cells of one row of a picture."""
    return "".join(f"{PLACEHOLDER}{_MARKS[row]}{_MARKS[column]}" for column in range(columns))


def are_placeholders(text: str) -> bool:
    """Whether a text is nothing but cells of pictures."""
    return _CELLS.fullmatch(text) is not None


def _order(keys: str, content: str = "") -> str:
    return f"\x1b_G{keys};{content}\x1b\\" if content else f"\x1b_G{keys}\x1b\\"
