"""The line that a person types at a terminal, kept whole among the lines that arrive.

The terminal's own editing cannot tell what is typed so far, so that what arrives would be written
into it. No escape sequences: not every terminal of these people knows them.
"""

import unicodedata
from typing import Final

from rich.cells import cell_len

_LONGEST: Final = 65_536
"""Characters of a line; what is typed beyond them is ignored."""
_ENDS: Final = "\r\n"
_BACK: Final = "\b\x7f"
_ESCAPE: Final = "\x1b"


class TypedLine:
    """Edits a line: Backspace, Ctrl+U and Ctrl+W as in a shell. Gives what to echo."""

    def __init__(self) -> None:
        self._text = ""
        self._in_sequence = ""

    def feed(self, typed: str, columns: int) -> tuple[list[str | None], str]:
        """The lines that end in `typed`, None for Ctrl+D in an empty one; and what to echo.

        `columns` is the width of the terminal in cells.
        """
        lines: list[str | None] = []
        echo = ""
        for letter in typed:
            if self._skips(letter):
                continue
            if letter in _ENDS:
                lines.append(self._text)
                self._text = ""
                echo += "\n"
            elif letter == "\x04" and not self._text:
                lines.append(None)
            elif letter in _BACK:
                echo += self._shorten(self._text[: _last_letter(self._text)], columns)
            elif letter == "\x15":
                echo += self._shorten("", columns)
            elif letter == "\x17":
                rest = self._text.rstrip()
                echo += self._shorten(rest[: rest.rfind(" ") + 1], columns)
            elif letter.isprintable() and len(self._text) < _LONGEST:
                self._text += letter
                echo += letter
        return lines, echo

    def around(self, text: str, columns: int) -> str:
        """The output for a text that arrives: the text, and below it the unfinished input."""
        if not self._text:
            return f"{text}\n"
        first, *rest = text.split("\n")
        typed = cell_len(self._text)
        if typed >= columns:
            return f"\n{text}\n{self._text}"
        first += " " * (typed - cell_len(first))
        return "\r" + "\n".join((first, *rest)) + f"\n{self._text}"

    def _shorten(self, text: str, columns: int) -> str:
        before, self._text = self._text, text
        cells = cell_len(before) - cell_len(text)
        if cell_len(before) >= columns:  # it stands in several rows, and there is no way up
            return f"\n{text}" if cells else ""
        return "\b" * cells + " " * cells + "\b" * cells

    def _skips(self, letter: str) -> bool:
        """Whether the letter belongs to the sequence of a key that does nothing here."""
        if letter == _ESCAPE:
            self._in_sequence = letter
        elif self._in_sequence == _ESCAPE and letter in "[O":
            self._in_sequence += letter
        elif self._in_sequence:
            ends = self._in_sequence == _ESCAPE or "@" <= letter <= "~"
            self._in_sequence = "" if ends else self._in_sequence
        else:
            return False
        return True


def _last_letter(text: str) -> int:
    """The index at which the last letter and its accents begin."""
    place = len(text) - 1
    while place > 0 and unicodedata.combining(text[place]):
        place -= 1
    return max(0, place)
