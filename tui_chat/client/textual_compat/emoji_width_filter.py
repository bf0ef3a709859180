"""Characters whose width terminals do not agree on, taken out of all that is painted.

One exit for every widget: a filter through which Textual passes each row. Terminals that draw a
joined emoji at another width than it has would shift the rest of the row.
"""

import os
import re
from collections.abc import Mapping
from typing import Any, Final

from rich.cells import cell_len
from rich.segment import Segment
from textual.app import App
from textual.color import Color
from textual.filter import LineFilter

# A joiner between letters is a part of how some scripts are written: it stays.
_PART: Final = "[\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff]"
_UNSAFE: Final = re.compile(rf"{_PART}|\u200d[^\w\s]")
_JOINED: Final = re.compile(rf"(?!{_PART}).(?:{_PART}|\u200d[^\w\s])+")


def needs_simple_emoji(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the terminal draws joined emoji at other widths than they have: tmux and screen."""
    return "TMUX" in environment or environment.get("TERM", "").startswith(("tmux", "screen"))


def use_safe_widths(app: App[Any]) -> None:
    """Have all that the application paints pass through the filter."""
    app._filters.append(SafeWidths())  # noqa: SLF001


class SafeWidths(LineFilter):
    """Simple emoji in place of joined ones, each as wide as it was meant to be."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """The row, as wide as before; a cursor may stand between the parts of an emoji."""
        row = "".join(segment.text for segment in segments)
        if row.isascii() or _UNSAFE.search(row) is None:
            return segments
        signs = _simple_signs(row)
        made, begin = [], 0
        for text, style, control in segments:
            end = begin + len(text)
            made.append(Segment("".join(signs[begin:end]), style, control))
            begin = end
        return made


def safe(text: str) -> str:
    """The text with simple emoji, and spaces where they are narrower."""
    if text.isascii() or _UNSAFE.search(text) is None:
        return text
    return "".join(_simple_signs(text))


def _simple_signs(text: str) -> list[str]:
    """For each character its replacement, "" for none."""
    signs = list(text)
    for found in _JOINED.finditer(text):
        simple = found[0][0]
        padding = " " * (cell_len(found[0]) - cell_len(simple))
        signs[found.start() : found.end()] = [simple + padding, *[""] * (len(found[0]) - 1)]
    return [_UNSAFE.sub("", sign) for sign in signs]
