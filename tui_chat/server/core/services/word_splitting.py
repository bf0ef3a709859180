"""Splitting a message to a service into words."""

import re
from typing import Final

_WORD: Final = re.compile(r'"((?:[^"\\]|\\.)*)"(?=\s|$)|\S+')
"""In double quotes it may have spaces, and `\\` stands before a quote or another `\\`."""
_ESCAPED: Final = re.compile(r"\\(.)")


class Words(list[str]):
    """The words of a request, those in quotes without them."""

    def __init__(self, text: str) -> None:
        found = list(_WORD.finditer(text))
        super().__init__(map(_unquoted, found))
        self._text = text
        self._starts = [one.start() for one in found]

    def without_first(self) -> "Words":
        """The words behind the first."""
        return Words(self._text[self._starts[1] :] if len(self) > 1 else "")

    def without_last(self, pattern: re.Pattern[str]) -> tuple["Words", str]:
        """The words before the last one, and that; all and "" if it does not fit the pattern."""
        if len(self) > 1 and pattern.fullmatch(self._text[self._starts[-1] :].rstrip()):
            return Words(self._text[: self._starts[-1]]), self[-1]
        return self, ""

    def from_word(self, index: int) -> str:
        """All from this word on as one text: a password may have spaces, quoted or not."""
        if len(self) == index + 1:
            return self[index]
        return self._text[self._starts[index] :].strip()


def _unquoted(found: re.Match[str]) -> str:
    quoted: str | None = found[1]
    return found[0] if quoted is None else _ESCAPED.sub(r"\1", quoted)
