"""The places one can go to: the server, its channels, people; with what is unread in each."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui_chat.client.buffers.buffers import Buffer, BufferKind
from tui_chat.client.language.i18n import _
from tui_chat.client.widgets.line_panel import LinePanel

_MOST = 999
_NUMBERED = 9
"""Channels that have a key: Alt+1 to Alt+9."""
_NOWHERE: Mapping[Buffer, str] = {}


class ChannelList(LinePanel):
    """The buffers in the order of `places`, with a heading above people, and gaps between servers.

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
        places: Sequence[Buffer],
        here: Buffer | None,
        *,
        left: Collection[Buffer] = (),
        names: Mapping[Buffer, str] = _NOWHERE,
    ) -> None:
        """Show these places, `here` being the one in view. Free while they are the same.

        Channels in `left` are those that the person is not in any more; `names` are for places
        that are called otherwise here.
        """
        each = ((p, names.get(p, p.name), p.unread, p.mentions, p in left) for p in places)
        shown = here, *each
        if shown == self._shown:
            return
        self._shown = shown
        self._left, self._names = left, names
        rows: list[Buffer | None] = []
        for place in places:
            if place.kind is BufferKind.SERVER and rows:
                rows.append(None)
            if place.kind is BufferKind.PERSON and (not rows or not _is_person(rows[-1])):
                rows.append(None)
            rows.append(place)
        numbered = [place for place in places if place.kind is not BufferKind.SERVER]
        self._numbers = {place: at for at, place in enumerate(numbered[:_NUMBERED], start=1)}
        self._rows = rows
        self._here = here
        self.repaint()
        if here is not None and here in rows:
            self._bring_into_view(rows.index(here))

    def place_at(self, row: int) -> Buffer | None:
        """The place in that row; None for the heading."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_count(self) -> int:
        """Places, and one for the heading."""
        return len(self._rows)

    def row(self, number: int, width: int) -> Iterable[Segment]:
        """Name left, count of unread messages right; "@" before it where one mentions us."""
        place = self._rows[number]
        if place is None:
            text = _("people") if _is_person(self._rows[number + 1]) else ""
            return [Segment(_heading(text, width), self.style_of("panel--dim"))]
        count = ""
        if place.calls:
            count = f"@ {min(place.calls, _MOST)}"
        elif place.unread:
            count = str(min(place.unread, _MOST))
        is_server = place.kind is BufferKind.SERVER
        number_text = "" if is_server else str(self._numbers.get(place, " "))
        room = max(1, width - 2 - len(number_text) - (len(count) + 1 if count else 0))
        name = self._names.get(place, place.name)
        if place in self._left:
            name = f"({name})"
        if cell_len(name) > room:
            name = set_cell_size(name, room - 1) + "…"
        padding = " " * (width - 2 - len(number_text) - cell_len(name) - len(count))
        style, count_style = self._styles(place)
        number_style = style if place is self._here else self.style_of("panel--dim")
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

    def _styles(self, place: Buffer) -> tuple[Style, Style]:
        if place is self._here:
            style = self.style_of("channels--here")
            return style, style
        accent = self.style_of("panel--accent")
        if place.calls:
            return self.base_style + Style(bold=True), accent
        if place.unread:
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
    return min(_MOST, sum(place.calls for place in rows if place is not None))


def _is_person(place: Buffer | None) -> bool:
    return place is not None and place.kind is BufferKind.PERSON


def _heading(text: str, width: int) -> str:
    return set_cell_size(f" ── {text}" if text else "", width)
