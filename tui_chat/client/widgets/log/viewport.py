"""The part of a buffer's log that is in view: the model behind the widget, without Textual."""

from collections.abc import Callable
from typing import Final

from tui_chat.client.buffers.buffer import Buffer, BufferKind, Past
from tui_chat.client.buffers.line import Line
from tui_chat.client.buffers.scrollback import Lines
from tui_chat.client.files.pictures import Picture
from tui_chat.client.language.i18n import _
from tui_chat.client.widgets.log.code_and_quote_row_splitting import rows_of
from tui_chat.client.widgets.log.columns import LogLook, columns_for
from tui_chat.client.widgets.log.entries_and_folding import Entries
from tui_chat.client.widgets.log.row_heights import LogLayout, Position

_NEAR: Final = 20
"""Lines before and behind its last place in which a line without a msgid is looked for."""
_AHEAD: Final = 200
"""Rows measured beyond the view on each side, so that scrolling never meets an estimate."""


class LogView:
    """A window of `height` rows onto the log of a buffer.

    It either sticks to the end, or holds on to the line at its top: whatever comes, goes or turns
    out to be higher than it was taken for, what the person reads stays where it is.
    """

    def __init__(self, buffer: Buffer, look: LogLook | None = None) -> None:
        look = look or LogLook()
        self.buffer = buffer
        self.entries = Entries(
            buffer.lines, columns_for(80, look.time), simple_emoji=look.simple_emoji
        )
        self.entries.beginning = beginning(buffer)
        self.layout = LogLayout(self.entries.heights)
        self.height = 1
        self.stuck = True
        """Whether the view follows new lines at the end."""
        self._top = Position(0, 0)
        self._anchor: Line | None = None
        """The line at the top, while the view holds on to it."""
        self._first_id = buffer.lines.first_id
        self._next_id = buffer.lines.next_id
        self._lines_version = buffer.lines_version
        self._seen_id = self._next_id
        self._unseen_until = 0
        """The id behind the new lines that were there before the "new" line was in view."""
        self.layout.reset(len(buffer.lines))

    @property
    def first_id(self) -> int:
        """The id of the first line of `visible` positions: index 0."""
        return self._first_id

    @property
    def lines_version(self) -> int:
        """The version of the buffer's lines that was taken in."""
        return self._lines_version

    @property
    def rows(self) -> int:
        """The height of the whole log, estimates included."""
        return self.layout.rows

    @property
    def end(self) -> int:
        """The highest row that can be at the top."""
        return max(0, self.layout.rows - self.height)

    @property
    def top(self) -> int:
        """The row at the top."""
        return self.end if self.stuck else min(self.end, self.layout.row_of(self._top))

    @property
    def below(self) -> int:
        """The number of lines that came since the view left the end."""
        return 0 if self.stuck else self._next_id - max(self._seen_id, self._first_id)

    def unseen_above(self) -> range:
        """The ids of the new lines above the view, if the "new" line was not in view yet."""
        start = self.entries.new_from
        if start is None or self._unseen_until <= start:
            return range(0)
        top = self._first_id + self.layout.position_at(self.top).line
        if top <= start:
            self._unseen_until = 0
        return range(start, min(top, self._unseen_until))

    def resize(self, width: int, height: int) -> None:
        """The window is `width` cells by `height` rows now."""
        self.height = max(1, height)
        if width != self.entries.columns.width:
            self.entries.columns = columns_for(width, self.entries.columns.clock)
            self.layout.forget_heights()
            self._top = Position(self._top.line, 0)
        self._measure()

    def use_look(self, look: LogLook) -> None:
        """Lay out the lines as the person wants them now."""
        self.entries.columns = columns_for(self.entries.columns.width, look.time)
        self.entries.simple_emoji = look.simple_emoji
        self.layout.forget_heights()
        self._top = Position(self._top.line, 0)
        self._measure()

    def take_in(self) -> bool:
        """Take in the changes of the buffer. Gives whether there were any.

        Older lines may have come before the first, too.

        What came last is measured; the view stays where it is, or at the end.
        """
        lines, version = self.buffer.lines, self.buffer.lines_version
        begun = self._begin()
        if (self._first_id, self._next_id) == (lines.first_id, lines.next_id) and (
            self._lines_version == version
        ):
            if begun and self.layout.count:
                self.layout.remeasure(0)
            return begun
        rewoven = self._lines_version != version
        if rewoven:
            self._lines_version = version
            self.layout.forget_heights()
        moved = lines.first_id - self._first_id
        if moved >= self.layout.count or lines.next_id < self._next_id:
            self.layout.reset(len(lines))
            self._top = Position(max(0, min(self._top.line - moved, len(lines) - 1)), 0)
        else:
            if moved > 0:
                self.layout.drop_first(moved)
            elif moved < 0:
                self.layout.prepend(-moved)
            self._top = Position(max(0, self._top.line - moved), self._top.row)
            self.layout.append(lines.next_id - self._next_id)
            if begun and self.layout.count:
                self.layout.remeasure(0)
        self._first_id, self._next_id = lines.first_id, lines.next_id
        if rewoven and self._anchor is not None:
            self._find_anchor(self._anchor)
        self._measure()
        return True

    def _find_anchor(self, anchor: Line) -> None:
        """Keep the same line at the top, even if missed lines were inserted before it."""
        found = found_again(self.buffer.lines, self._first_id + self._top.line, anchor)
        if found is not None:
            self._top = Position(found.id - self._first_id, self._top.row)

    def _begin(self) -> bool:
        """Update the row above the first line. Gives whether it changed."""
        said = beginning(self.buffer)
        if said == self.entries.beginning:
            return False
        self.entries.beginning = said
        return True

    def take_in_change(self, line_id: int) -> None:
        """One line of the buffer was replaced. Cheaper than `take_in`, which has to find it."""
        lines = self.buffer.lines
        if lines.first_id != self._first_id or lines.next_id < self._next_id:
            return  # others moved too: `take_in` is going to look at all of them
        if self._lines_version < self.buffer.lines_version:
            self._lines_version += 1
        index = line_id - self._first_id
        if 0 <= index < self.layout.count:
            self.layout.remeasure(index)

    def show_picture(self, line_id: int, picture: Picture | None) -> None:
        """Show a picture below a line that has a msgid, or no longer."""
        index = line_id - self._first_id
        if not 0 <= index < self.layout.count:
            return
        pictures, msgid = self.entries.pictures, self.entries.lines[index].msgid
        pictures.pop(msgid, None)
        if picture is not None:
            pictures[msgid] = picture
        self.layout.remeasure(index)

    def mark_new(self, line_id: int | None) -> None:
        """Draw the line that says "new" above the line of this id, or none."""
        before, self.entries.new_from = self.entries.new_from, line_id
        self._unseen_until = self._next_id
        for changed in (before, line_id):
            if changed is not None:
                # The line after it may have been folded into it, or be so now.
                for index in (changed - self._first_id, changed + 1 - self._first_id):
                    if 0 <= index < self.layout.count:
                        self.layout.remeasure(index)
        self._measure()

    def scroll_to(self, row: float) -> None:
        """Put this row at the top; at the end, stay there from now on."""
        end = self.end
        if row >= end - 0.5:
            self.stuck = True
        else:
            self._leave_end()
            self._top = self.layout.position_at(max(0, round(row)))
        self._measure()

    def toggle_folded(self, index: int) -> bool:
        """Unfold or fold the joins and parts around a line. Gives whether there were any."""
        changed = self.entries.toggle_folded(index)
        if self.stuck and changed:
            self._top = self.layout.position_at(self.top)
        for line in changed:
            self.layout.remeasure(line)
        self._measure()
        return bool(changed)

    def hold(self) -> None:
        """Keep the lines in view where they are, even at the end."""
        if self.stuck:
            self._top = self.layout.position_at(self.top)
            self._leave_end()

    def neighbour(self, index: int, by: int) -> int | None:
        """The index of the next line that is shown, before (-1) or behind (1) this one."""
        index += by
        while 0 <= index < self.layout.count:
            if any(self.entries.heights(index, index + 1)):
                return index
            index += by
        return None

    def reveal(self, index: int, *, context: int = 0) -> None:
        """Scroll as little as possible so that the whole line is in view.

        If that scrolls, there are `context` rows above or below it.
        """
        self.layout.measure_around(index, self.height + _AHEAD, self.height + _AHEAD)
        first = self.layout.row_of(Position(index, 0))
        behind = first + sum(self.entries.heights(index, index + 1))
        if first < self.top or behind - first >= self.height:
            self.scroll_to(first - context)
        elif behind > self.top + self.height:
            self.scroll_to(behind - self.height + context)

    def reveal_character(self, index: int, character: int) -> None:
        """Scroll, if need be, so that the row of this character of the line's words is in view."""
        words = self.entries.shown(self.entries.lines[index]).words
        rows = rows_of(words, self.entries.columns.text_width)
        picture = self.entries.entry(index).picture
        pictured = picture.height if picture is not None else 0
        inside = sum(row.start <= character for row in rows) - 1
        (height,) = self.entries.heights(index, index + 1)
        row = self.layout.row_of(Position(index, max(0, height - pictured - len(rows) + inside)))
        if not self.top <= row < self.top + self.height:
            self.scroll_to(row - self.height // 2)
            self.hold()

    def visible(self) -> list[Position]:
        """The rows in view, from the top."""
        return self.layout.positions(self.top, self.height)

    @property
    def measured(self) -> bool:
        """Whether no height is an estimate any more."""
        return self.layout.measured

    def measure_more(self, enough: Callable[[], bool]) -> None:
        """Measure lines out of view, until `enough()`."""
        self.layout.measure_more(enough)

    def _leave_end(self) -> None:
        if self.stuck:
            self.stuck = False
            self._seen_id = self._next_id

    def _measure(self) -> None:
        line = self.layout.count - 1 if self.stuck else self._top.line
        self.layout.measure_around(max(0, line), self.height + _AHEAD, self.height + _AHEAD)
        lines = self.buffer.lines
        self._anchor = None if self.stuck else lines.by_id(self._first_id + self._top.line)


def found_again(lines: Lines, line_id: int, known: Line) -> Line | None:
    """The line `known` among `lines`, which had that id before lines were put in front of it.

    Or before an own line took its place in the server's order, which moves some by one.
    """
    line = lines.by_id(line_id)
    if line is not None and (line.at, line.msgid, line.sender) == (
        known.at,
        known.msgid,
        known.sender,
    ):
        return line
    if known.msgid:
        return lines.find(known.msgid)
    around = sorted(range(line_id - _NEAR, line_id + _NEAR + 1), key=lambda one: abs(one - line_id))
    near = (one for one in map(lines.by_id, around) if one is not None)
    return next((one for one in near if _is_same(one, known)), None)


def _is_same(line: Line, known: Line) -> bool:
    """Whether a line is one that had no msgid; an own one has got its time from the server."""
    is_timely = line.own or line.at == known.at
    return is_timely and (line.sender, line.text) == (known.sender, known.text)


def beginning(buffer: Buffer) -> str:
    """The words above the first line of the buffer, "" for none."""
    if buffer.kind is BufferKind.SERVER or buffer.past is Past.MORE:
        return ""
    if buffer.past is Past.LOADING:
        return _("loading earlier messages…")
    if buffer.lines.first_id > 0:
        return ""
    if buffer.kind is BufferKind.PERSON:
        return _("Only you and {name} can see this. Type below, Enter sends.").format(
            name=buffer.name
        )
    return _("This is {name}. Type below, Enter sends.").format(name=buffer.name)
