"""A list of one-line rows at the side of the screen; any number of them."""

from abc import abstractmethod
from collections.abc import Iterable

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui_chat.client.textual_compat.scrolling import set_extent
from tui_chat.client.textual_compat.styles_cache_bypass import BareRows


class LinePanel(BareRows, ScrollView, can_focus=False):
    """Paints only the rows in view. A subclass says how many there are and what is in each."""

    DEFAULT_CSS = """
    LinePanel {
        overflow-x: hidden;
        overflow-y: scroll; /* of no width: for the wheel, without laying out for each row */
        scrollbar-size-vertical: 0;
        & > .panel--dim { color: $text-muted; }
        & > .panel--accent { color: $text-accent; }
    }
    """

    class Chosen(Message):
        """The person clicked on a row."""

        def __init__(self, panel: "LinePanel", row: int) -> None:
            super().__init__()
            self.panel = panel
            self.row = row

        @property
        def control(self) -> "LinePanel":
            """The panel of the row."""
            return self.panel

    @abstractmethod
    def row_count(self) -> int:
        """The number of rows."""

    @abstractmethod
    def row(self, number: int, width: int) -> Iterable[Segment]:
        """The content of a row, at most `width` cells wide."""

    def repaint(self) -> None:
        """The rows changed."""
        set_extent(self, Size(self.size.width, self.row_count()))
        if self.scroll_y > self.max_scroll_y:
            self.scroll_to(y=self.max_scroll_y, animate=False)
        self.refresh()

    def on_resize(self) -> None:
        """The rows stay, the width is another."""
        self.repaint()

    def render_line(self, y: int) -> Strip:
        """The row `y` of those in view."""
        width, base = self.size.width, self.base_style
        number = y + self.scroll_offset.y
        if number >= self.row_count():
            return Strip.blank(width, base)
        return Strip(self.row(number, width)).adjust_cell_length(width, base)

    def style_of(self, part: str) -> Style:
        """The style of a component class of this panel on its background."""
        return self.get_component_rich_style(part)

    def on_click(self, event: events.Click) -> None:
        """Choose the row."""
        number = event.y + self.scroll_offset.y
        if 0 <= number < self.row_count():
            self.post_message(self.Chosen(self, number))
