"""A short list above the input: completions of the word that is being written."""

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment

from tui_chat.client.widgets.line_panel import LinePanel

_MOST_ROWS: Final = 8
_WIDEST: Final = 60
_NARROWEST: Final = 16


class Offer(NamedTuple):
    """Something that fits, and what it is."""

    label: str
    detail: str = ""


class Popup(LinePanel):
    """The offers, one of which may be chosen. It takes no room while there are none."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"panel--dim", "panel--accent", "popup--chosen"}

    DEFAULT_CSS = """
    Popup {
        layer: above;
        dock: bottom;
        display: none;
        background: $surface;
        & > .popup--chosen { background: $panel; color: $foreground; text-style: bold; }
        &:ansi > .popup--chosen, &:nocolor > .popup--chosen { text-style: bold reverse; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._offers: Sequence[Offer] = ()
        self._chosen: int | None = None
        self._column = 0

    @property
    def offers(self) -> Sequence[Offer]:
        """The offers that are shown."""
        return self._offers

    def offer(self, offers: Sequence[Offer], *, left: int, above: int) -> None:
        """Show these `left` cells from the left and so many rows from the bottom; or nothing."""
        self._offers, self._chosen = offers, None
        self.display = bool(offers)
        if not offers:
            return
        self._column = min(_WIDEST // 3, max(cell_len(each.label) for each in offers))
        widest = self._column + 4 + max(cell_len(each.detail) for each in offers)
        room = self.screen.size.width
        width = min(max(_NARROWEST, widest), _WIDEST, room)
        left = max(0, min(left, room - width))
        self.styles.width = width
        self.styles.height = min(_MOST_ROWS, len(offers))
        self.styles.margin = (0, 0, above, left)
        self.scroll_to(y=0, animate=False)
        self.repaint()

    def choose(self, number: int) -> None:
        """Mark an offer and bring it into view."""
        self._chosen = number
        top, height = self.scroll_offset.y, max(1, self.size.height)
        if not top <= number < top + height:
            self.scroll_to(y=max(0, number - height + 1), animate=False)
        self.refresh()

    def row_count(self) -> int:
        """The number of offers."""
        return len(self._offers)

    def row(self, number: int, width: int) -> Iterable[Segment]:
        """The offer, and what it is, dim."""
        label, detail = self._offers[number]
        wide = max(cell_len(label), self._column if detail else 0)
        label = set_cell_size(f" {label}", min(wide + 1, width - 1))
        room = width - cell_len(label) - 3
        detail = set_cell_size(detail, room - 1) + "…" if cell_len(detail) > room > 0 else detail
        rest = set_cell_size(f"  {detail}" if room > 0 else "", width - cell_len(label))
        if number == self._chosen:
            style = self.style_of("popup--chosen")
            return [Segment(label, style), Segment(rest, style)]
        return [Segment(label, self.base_style), Segment(rest, self.style_of("panel--dim"))]
