"""How the width of a log is shared out between time, nickname and text."""

from dataclasses import dataclass

_TIME = 5


@dataclass(frozen=True, slots=True)
class Columns:
    """Cells from the left: `left` blank, the time, a gap, `nick` (right-aligned), a gap, the text.

    `nick` is 0 where there is no room for a column: the name then begins the text. `time` is 0
    where there is room for nothing but text.
    """

    width: int
    left: int
    time: int
    nick: int
    text: int
    """Cells before the text."""

    @property
    def text_width(self) -> int:
        """Cells of a row of text; one stays free at the right end."""
        return max(8, self.width - self.text - 1)

    @property
    def inline(self) -> bool:
        """Whether names stand in the text."""
        return self.nick == 0


def columns_for(width: int) -> Columns:
    """The columns of a log of `width` cells."""
    if width < 24:
        return Columns(width, left=0, time=0, nick=0, text=0)
    if width < 48:
        return Columns(width, left=0, time=_TIME, nick=0, text=_TIME + 1)
    nick = 8 if width < 64 else 12
    return Columns(width, left=1, time=_TIME, nick=nick, text=1 + _TIME + 1 + nick + 2)
