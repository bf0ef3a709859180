"""What a log shows for each line of a buffer: its text, what stands above it, what is folded."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from tui_chat.client.i18n import _, marked, ngettext
from tui_chat.client.lines import Line, LineKind, Lines, LineState, Movement
from tui_chat.client.widgets.days import Days
from tui_chat.client.widgets.log_columns import Columns
from tui_chat.client.widgets.wrapping import count_rows, without_unsafe_emoji

_NAMES_SHOWN: Final = 3
_SUMMARIES: Final = (
    (Movement.CAME, Movement.CAME, marked("{names} came")),
    (Movement.LEFT, Movement.LEFT, marked("{names} left")),
    (Movement.CAME, Movement.LEFT, marked("{names} came and left")),
    (Movement.LEFT, Movement.CAME, marked("{names} left and came back")),
)
# Names of their own: this is asked for each of a million lines.
_STAYED: Final = Movement.NONE
_MESSAGE: Final = LineKind.MESSAGE
_FAILED: Final = LineState.FAILED
_TALK: Final = frozenset({LineKind.MESSAGE, LineKind.NOTICE})


class Shown(NamedTuple):
    """A line as words: `mark` for the column of names, and `before`, `text`, `after` in a row."""

    mark: str
    before: str
    text: str
    after: str

    @property
    def words(self) -> str:
        """All that stands in the column of text."""
        return self.before + self.text + self.after


class Entry(NamedTuple):
    """A line with what belongs to it: lines above, and the lines that are folded into it."""

    line: Line
    new_day: bool
    new: bool
    folded: tuple[Line, ...]


class Entries:
    """The entries of `lines` in columns: how high each is, and what it consists of."""

    __slots__ = ("_days", "columns", "lines", "new_from", "opened", "simple_emoji")

    def __init__(self, lines: Lines, columns: Columns, *, simple_emoji: bool = False) -> None:
        self.lines = lines
        self.columns = columns
        self.simple_emoji = simple_emoji
        self.new_from: int | None = None
        """Id of the first line that is new to the person, if a line is to be drawn above it."""
        self.opened: set[int] = set()
        """Ids of lines that are shown one by one rather than folded."""
        self._days = Days()

    def heights(self, start: int, stop: int) -> Iterator[int]:
        """How many rows each line takes; 0 for one that is folded into an earlier one."""
        lines, width = self.lines, self.columns.text_width
        plain = not (self.columns.inline or self.simple_emoji)
        same_day, opened, new_from = self._days.same, self.opened, self.new_from
        before = lines[start - 1] if start else None
        for line in lines[start:stop]:
            rows = 0
            if before is None or not same_day(before.at, line.at):
                rows = 1
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
            elif plain and line.kind is _MESSAGE and line.state is not _FAILED:
                yield rows + count_rows(text, width)
            else:
                yield rows + count_rows(self.shown(line).words, width)
            before = line

    def entry(self, index: int) -> Entry:
        """The line at `index` of the lines, with what belongs to it."""
        line = self.lines[index]
        before = self.lines[index - 1] if index else None
        return Entry(
            line,
            before is None or not self._days.same(before.at, line.at),
            line.id == self.new_from,
            self._folded_into(line, index),
        )

    def may_grow(self, index: int, entry: Entry) -> bool:
        """Whether the next line that comes may be folded into this one."""
        moved = entry.line.movement is not _STAYED
        return moved and index + len(entry.folded) + 1 == len(self.lines)

    def shown(self, line: Line) -> Shown:
        """The words of a line that is not folded."""
        text = without_unsafe_emoji(line.text) if self.simple_emoji else line.text
        after = _("  (not sent)") if line.state is LineState.FAILED else ""
        mark, before = _signature(line)
        if not self.columns.inline:
            return Shown(mark, before, text, after)
        separator = ": " if line.kind in _TALK else " "
        return Shown("", f"{mark}{separator}{before}", text, after)

    def toggle_folded(self, index: int) -> list[int]:
        """Show the movements around `index` one by one, or fold them again; their indices."""
        first = last = index
        while first and self.lines[first - 1].movement is not Movement.NONE:
            first -= 1
        while last + 1 < len(self.lines) and self.lines[last + 1].movement is not Movement.NONE:
            last += 1
        if self.lines[index].movement is Movement.NONE or first == last:
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


def summary(movements: tuple[Line, ...]) -> str:
    """Who came and who left, in one sentence as "bia, caio and 2 more came; dani left"."""
    first: dict[str, Movement] = {}
    last: dict[str, Movement] = {}
    for line in movements:
        first.setdefault(line.sender, line.movement)
        last[line.sender] = line.movement
    parts = []
    for begins, ends, words in _SUMMARIES:
        nicks = [nick for nick in last if (first[nick], last[nick]) == (begins, ends)]
        if nicks:
            parts.append(_(words).format(names=_names(nicks)))
    return "; ".join(parts)


def _names(nicks: list[str]) -> str:
    if len(nicks) > _NAMES_SHOWN:
        shown, more = nicks[: _NAMES_SHOWN - 1], len(nicks) - _NAMES_SHOWN + 1
        return ngettext("{names} and {count} more", "{names} and {count} more", more).format(
            names=", ".join(shown), count=more
        )
    if len(nicks) == 1:
        return nicks[0]
    return _("{names} and {last}").format(names=", ".join(nicks[:-1]), last=nicks[-1])


def _signature(line: Line) -> tuple[str, str]:
    """What stands in the column of names, and before the text."""
    match line.kind:
        case LineKind.MESSAGE | LineKind.NOTICE:
            return line.sender, ""
        case LineKind.ACTION:
            return "*", f"{line.sender} "
        case LineKind.ERROR:
            return "!", ""
        case _:
            return "·", ""
