"""The entries of a log: the text of a line, the rows above it, and the lines folded into it."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from tui_chat.client.buffers.line import Line, LineKind, Movement
from tui_chat.client.buffers.scrollback import Lines
from tui_chat.client.files.pictures import Picture
from tui_chat.client.widgets.log.code_and_quote_row_splitting import count_rows_of
from tui_chat.client.widgets.log.columns import Columns
from tui_chat.client.widgets.log.date_and_time import Days
from tui_chat.client.widgets.log.line_text import Shown, is_plain, shown_as

_HIGHEST: Final = 16
"""Rows of a message that is shown whole."""
ROWS_SHOWN: Final = 10
"""Rows of a longer one, until it is unfolded; one more says how many are left."""
# Local names: this runs for each of a million lines.
_STAYED: Final = Movement.NONE
_MESSAGE: Final = LineKind.MESSAGE


class Entry(NamedTuple):
    """A line with what belongs to it: lines above, and the lines that are folded into it."""

    line: Line
    new_day: bool
    new: bool
    folded: tuple[Line, ...]
    beginning: str = ""
    """The row above the first line."""
    unfolded: bool = False
    """Whether the line is shown whole, however long it is."""
    picture: Picture | None = None
    """What is shown below it."""


class Entries:
    """The entries of `lines` in columns: how high each is, and what it consists of."""

    __slots__ = (
        "_days",
        "beginning",
        "columns",
        "lines",
        "new_from",
        "opened",
        "pictures",
        "simple_emoji",
    )

    def __init__(self, lines: Lines, columns: Columns, *, simple_emoji: bool = False) -> None:
        self.lines = lines
        self.columns = columns
        self.simple_emoji = simple_emoji
        self.new_from: int | None = None
        """Id of the first line that is new to the person, if a line is to be drawn above it."""
        self.opened: set[int] = set()
        """Ids of lines that are shown one by one rather than folded."""
        self.beginning = ""
        """What is said in a row above the first line, "" for no such row."""
        self.pictures: dict[str, Picture] = {}
        """The pictures that are shown below lines, by their msgids."""
        self._days = Days()

    def heights(self, start: int, stop: int) -> Iterator[int]:
        """The number of rows of each line; 0 for a line that is folded into an earlier one."""
        lines, width = self.lines, self.columns.text_width
        plain = not (self.columns.inline or self.simple_emoji)
        same_day, opened, new_from = self._days.same, self.opened, self.new_from
        pictures = self.pictures
        before = lines[start - 1] if start else None
        beginning = 0 if start or not self.beginning else 1
        for line in lines[start:stop]:
            rows = beginning
            beginning = 0
            if before is None or not same_day(before.at, line.at):
                rows += 1
            if line.id == new_from:
                rows += 1
            text = line.text
            if line.movement is not _STAYED and line.id not in opened:
                folded = (
                    not rows
                    and before is not None
                    and before.movement is not _STAYED
                    and before.id not in opened
                )
                yield 0 if folded else rows + 1
            else:
                if line.reply is not None:
                    rows += 1
                if pictures and line.msgid in pictures:
                    rows += pictures[line.msgid].height
                if plain and line.kind is _MESSAGE and is_plain(line):
                    height = count_rows_of(text, width)
                else:
                    height = count_rows_of(self.shown(line).words, width)
                if height > _HIGHEST and line.id not in opened:
                    height = ROWS_SHOWN + 1
                yield rows + height
            before = line

    def entry(self, index: int) -> Entry:
        """The entry of the line at `index`."""
        line = self.lines[index]
        before = self.lines[index - 1] if index else None
        return Entry(
            line,
            before is None or not self._days.same(before.at, line.at),
            line.id == self.new_from,
            self._folded_into(line, index),
            "" if index else self.beginning,
            line.id in self.opened,
            self.pictures.get(line.msgid),
        )

    def is_folded(self, index: int) -> bool:
        """Whether only the beginning of a long message is shown."""
        line = self.lines[index]
        return line.id not in self.opened and self._is_long(line)

    def _is_long(self, line: Line) -> bool:
        words = self.shown(line).words
        return rows_left_out(count_rows_of(words, self.columns.text_width)) > 0

    def may_grow(self, index: int, entry: Entry) -> bool:
        """Whether the next new line may be folded into this one."""
        moved = entry.line.movement is not _STAYED
        return moved and index + len(entry.folded) + 1 == len(self.lines)

    def shown(self, line: Line) -> Shown:
        """The words of a line that is not folded."""
        return shown_as(line, inline=self.columns.inline, simple_emoji=self.simple_emoji)

    def toggle_folded(self, index: int) -> list[int]:
        """Show the movements around `index` one by one, or fold them again; their indices.

        Of a long message, all or only the beginning.
        """
        first = last = index
        while first and self.lines[first - 1].movement is not Movement.NONE:
            first -= 1
        while last + 1 < len(self.lines) and self.lines[last + 1].movement is not Movement.NONE:
            last += 1
        if self.lines[index].movement is Movement.NONE and self._is_long(self.lines[index]):
            first = last = index
        elif self.lines[index].movement is Movement.NONE or first == last:
            return []
        ids = {line.id for line in self.lines[first : last + 1]}
        self.opened = self.opened - ids if self.opened & ids else self.opened | ids
        return list(range(first, last + 1))

    def _folded_into(self, line: Line, index: int) -> tuple[Line, ...]:
        if line.movement is Movement.NONE or line.id in self.opened:
            return ()
        folded: list[Line] = []
        for place in range(index + 1, len(self.lines)):
            after = self.lines[place]
            if (
                after.movement is Movement.NONE
                or after.id == self.new_from
                or after.id in self.opened
                or not self._days.same(line.at, after.at)
            ):
                break
            folded.append(after)
        return tuple(folded)


def rows_left_out(rows: int) -> int:
    """How many rows of a message of so many are left out until it is unfolded."""
    return rows - ROWS_SHOWN if rows > _HIGHEST else 0
