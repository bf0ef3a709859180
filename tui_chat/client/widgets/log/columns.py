"""How the width of a log is shared out between time, nickname and text."""

from typing import Final, NamedTuple

from tui_chat.client.widgets.log.date_and_time import clock

HOURS_AND_MINUTES: Final = "%H:%M"
_WIDEST_TIME: Final = 12


class LogLook(NamedTuple):
    """How the log looks to this person on this terminal; `time` is a format for `strftime`."""

    time: str = HOURS_AND_MINUTES
    simple_emoji: bool = False
    nick_colours: bool = True


class Columns(NamedTuple):
    """Cells from the left: `left` blank, the time, a gap, `nick` (right-aligned), a gap, the text.

    `nick` is 0 where there is no room for a column: the name then begins the text. `time` is 0
    where there is room for nothing but text. `clock` is the format of the time.
    """

    width: int
    left: int
    time: int
    nick: int
    text: int
    """Cells before the text."""
    clock: str = HOURS_AND_MINUTES

    @property
    def text_width(self) -> int:
        """Cells of a row of text; one stays free at the right end."""
        return max(8, self.width - self.text - 1)

    @property
    def inline(self) -> bool:
        """Whether names stand in the text."""
        return self.nick == 0


def columns_for(width: int, time: str = HOURS_AND_MINUTES) -> Columns:
    """The columns of a log of `width` cells, with times in that format, as for `strftime`."""
    cells = min(_WIDEST_TIME, len(clock(0.0, time)))
    if width < 24:
        return Columns(width, left=0, time=0, nick=0, text=0, clock=time)
    gap = 1 if cells else 0
    if width < 48:
        return Columns(width, left=0, time=cells, nick=0, text=cells + gap, clock=time)
    nick = 8 if width < 64 else 12
    text = 1 + cells + gap + nick + 2
    return Columns(width, left=1, time=cells, nick=nick, text=text, clock=time)
