"""The buffers one can go to: the server, its channels, people; with what is unread in each."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.language.i18n import _
from tui_chat.client.widgets.line_panel import LinePanel

_MOST = 999
_NUMBERED = 9
"""Channels that have a key: Alt+1 to Alt+9."""
_NOWHERE: Mapping[Buffer, str] = {}


class ChannelList(LinePanel):
    """The buffers in the order of `buffers`, with a heading above people, and gaps between servers.

    The order never changes by itself: nothing jumps away under the finger. Mentions and private
    messages in rows that are scrolled out of view are counted at the edge.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"panel--dim", "panel--accent", "channels--here"}

    DEFAULT_CSS = """
    ChannelList {
        & > .channels--here { background: $surface; color: $foreground; text-style: bold; }
        &:ansi > .channels--here { text-style: bold reverse; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._rows: list[Buffer | None] = []
        self._here: Buffer | None = None
        self._shown: tuple[object, ...] = ()
        self._left: Collection[Buffer] = ()
        self._names = _NOWHERE
        self._numbers: dict[Buffer, int] = {}

    def show(
        self,
        buffers: Sequence[Buffer],
        here: Buffer | None,
        *,
        left: Collection[Buffer] = (),
        names: Mapping[Buffer, str] = _NOWHERE,
    ) -> None:
        """Show these buffers, `here` being the one in view. Free while they are the same.

        Channels in `left` are those that the person is not in any more; `names` are for buffers
        that are called otherwise here.
        """
        each = ((p, names.get(p, p.name), p.unread, p.mentions, p in left) for p in buffers)
        shown = here, *each
        if shown == self._shown:
            return
        self._shown = shown
        self._left, self._names = left, names
        rows: list[Buffer | None] = []
        for buffer in buffers:
            if buffer.kind is BufferKind.SERVER and rows:
                rows.append(None)
            if buffer.kind is BufferKind.PERSON and (not rows or not _is_person(rows[-1])):
                rows.append(None)
            rows.append(buffer)
        numbered = [buffer for buffer in buffers if buffer.kind is not BufferKind.SERVER]
        self._numbers = {buffer: at for at, buffer in enumerate(numbered[:_NUMBERED], start=1)}
        self._rows = rows
        self._here = here
        self.repaint()
        if here is not None and here in rows:
            self._bring_into_view(rows.index(here))

    def buffer_at(self, row: int) -> Buffer | None:
        """The buffer in that row; None for the heading."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_count(self) -> int:
        """Places, and one for the heading."""
        return len(self._rows)

    def row(self, number: int, width: int) -> Iterable[Segment]:
        """Name left, count of unread messages right; "@" before it where one mentions us."""
        buffer = self._rows[number]
        if buffer is None:
            text = _("people") if _is_person(self._rows[number + 1]) else ""
            return [Segment(_heading(text, width), self.style_of("panel--dim"))]
        count = ""
        if buffer.calls:
            count = f"@ {min(buffer.calls, _MOST)}"
        elif buffer.unread:
            count = str(min(buffer.unread, _MOST))
        is_server = buffer.kind is BufferKind.SERVER
        number_text = "" if is_server else str(self._numbers.get(buffer, " "))
        room = max(1, width - 2 - len(number_text) - (len(count) + 1 if count else 0))
        name = self._names.get(buffer, buffer.name)
        if buffer in self._left:
            name = f"({name})"
        if cell_len(name) > room:
            name = set_cell_size(name, room - 1) + "…"
        padding = " " * (width - 2 - len(number_text) - cell_len(name) - len(count))
        style, count_style = self._styles(buffer)
        number_style = style if buffer is self._here else self.style_of("panel--dim")
        return [
            Segment(number_text, number_style),
            Segment(f" {name}{padding}", style),
            Segment(f"{count} ", count_style),
        ]

    def render_line(self, y: int) -> Strip:
        """The row `y` of those in view; on the first and last, what calls beyond them."""
        strip = super().render_line(y)
        top, height, width = self.scroll_offset.y, self.size.height, self.size.width
        marks = ""
        if y == 0 and (calls := _calls(self._rows[:top])):
            marks = f" ↑ @ {calls} "
        if y == height - 1 and (calls := _calls(self._rows[top + height :])):
            marks += f" ↓ @ {calls} "
        if not marks or cell_len(marks) >= width:
            return strip
        mark = Strip([Segment(marks, self.base_style + self.style_of("panel--accent"))])
        return Strip.join([strip.crop(0, width - cell_len(marks)), mark])

    def _styles(self, buffer: Buffer) -> tuple[Style, Style]:
        if buffer is self._here:
            style = self.style_of("channels--here")
            return style, style
        accent = self.style_of("panel--accent")
        if buffer.calls:
            return self.base_style + Style(bold=True), accent
        if buffer.unread:
            return self.base_style, self.base_style
        dim = self.style_of("panel--dim")
        return dim, dim

    def _bring_into_view(self, row: int) -> None:
        top, height = self.scroll_offset.y, self.size.height
        if row < top:
            self.scroll_to(y=row, animate=False)
        elif height and row >= top + height:
            self.scroll_to(y=row - height + 1, animate=False)


def _calls(rows: Iterable[Buffer | None]) -> int:
    return min(_MOST, sum(buffer.calls for buffer in rows if buffer is not None))


def _is_person(buffer: Buffer | None) -> bool:
    return buffer is not None and buffer.kind is BufferKind.PERSON


def _heading(text: str, width: int) -> str:
    return set_cell_size(f" ── {text}" if text else "", width)
