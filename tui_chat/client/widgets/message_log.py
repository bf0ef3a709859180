"""The log of a place: any number of messages, of which only those in view cost anything."""

from time import monotonic
from typing import ClassVar, Final

from rich.style import Style
from textual import events
from textual.cache import LRUCache
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from tui_chat.client.buffers import Buffer
from tui_chat.client.lines import Line
from tui_chat.client.widgets.log_entries import Entry
from tui_chat.client.widgets.log_layout import Place
from tui_chat.client.widgets.log_painting import LogStyles, paint
from tui_chat.client.widgets.log_view import LogView
from tui_chat.client.widgets.scroll_line import ScrollLine

_SLICE: Final = 0.004
"""Seconds of measuring at a time: a key pressed meanwhile waits no longer than that."""
_BETWEEN_SLICES: Final = 0.002


class MessageLog(ScrollView, can_focus=False):
    """Shows one buffer at a time; keeps for each where the person was reading.

    Whoever adds lines to the buffer calls `take_in`, at most as often as the screen is painted.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "log--dim",
        "log--new",
        "log--mention",
        "log--error",
        "log--link",
    }

    DEFAULT_CSS = """
    MessageLog {
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        & > .log--dim { color: $text-muted; }
        & > .log--new { color: $accent; }
        & > .log--mention { color: $accent; }
        & > .log--error { color: $text-error; }
        & > .log--link { text-style: underline; }
    }
    """

    class BelowChanged(Message):
        """While the person reads further up, `count` lines have come at the end."""

        def __init__(self, count: int) -> None:
            super().__init__()
            self.count = count

    def __init__(
        self,
        *,
        simple_emoji: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        super().__init__(id=id)
        self._simple_emoji = simple_emoji
        self._views: dict[Buffer, LogView] = {}
        self._view: LogView | None = None
        self._strips: LRUCache[int, tuple[int, list[Strip]]] = LRUCache(1024)
        self._places: list[Place] | None = None
        self._styles: LogStyles | None = None
        self._refining: Timer | None = None
        self._below = 0

    def on_mount(self) -> None:
        """Draw the scrollbar as a line."""
        self.vertical_scrollbar.renderer = ScrollLine  # type: ignore[misc] # as documented there

    # What is shown

    @property
    def buffer(self) -> Buffer | None:
        """The buffer that is shown."""
        return self._view.buffer if self._view is not None else None

    @property
    def at_end(self) -> bool:
        """Whether what comes is in view at once."""
        return self._view is None or self._view.stuck

    @property
    def is_settled(self) -> bool:
        """Whether the length of the whole log is known exactly."""
        return self._view is None or self._view.measured

    def show(self, buffer: Buffer, new_from: int | None = None) -> None:
        """Show `buffer`, with the line that says "new" above the line of that id."""
        view = self._views.get(buffer)
        if view is None:
            view = self._views[buffer] = LogView(buffer, simple_emoji=self._simple_emoji)
        if view is not self._view:
            self.screen.clear_selection()
        self._view = view
        view.take_in()
        view.resize(*self._room)
        view.mark_new(new_from)
        self._repaint()

    def forget(self, buffer: Buffer) -> None:
        """The buffer was closed: keep nothing of it."""
        view = self._views.pop(buffer, None)
        if view is not None and view is self._view:
            self._view = None
            self._repaint()

    def take_in(self) -> None:
        """Show what was added to the buffer, without moving what is being read."""
        view = self._view
        if view is None:
            return
        strip_version = view.lines_version
        if not view.take_in():
            return
        if view.lines_version != strip_version:
            self._strips.clear()
        self._update_scrollbar()
        # While the person reads further up nothing in view changes: nothing is painted.
        if view.stuck or self._places is None or len(self._places) < view.height:
            self._places = None
            self.refresh()

    def take_in_change(self, buffer: Buffer, line: Line) -> None:
        """`line` replaced another of the same id."""
        view = self._views.get(buffer)
        if view is None:
            return
        view.take_in_change(line.id)
        view.take_in()
        if view is self._view:
            self._strips.discard(line.id)
            self._places = None
            self._update_scrollbar()
            self.refresh()

    # Moving

    def page_up(self) -> None:
        """Read earlier lines."""
        self._scroll_by(-self._page)

    def page_down(self) -> None:
        """Read later lines."""
        self._scroll_by(self._page)

    def go_to_end(self) -> None:
        """Read what came last, and follow it."""
        if self._view is not None:
            self._go_to(self._view.end)

    def go_to_start(self) -> None:
        """Read the oldest line."""
        self._go_to(0)

    @property
    def _page(self) -> int:
        return max(1, self._room.height - 2)

    def _scroll_by(self, rows: int) -> None:
        if self._view is not None:
            self._go_to(self._view.top + rows)

    def _go_to(self, row: float) -> None:
        view = self._view
        if view is None:
            return
        top, rows = view.top, view.rows
        view.scroll_to(row)
        if (view.top, view.rows) != (top, rows):
            self._places = None
            self.refresh()
        self._update_scrollbar()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Follow the wheel, the scrollbar, and whatever else moves a widget in Textual."""
        view = self._view
        # A change of size clamps the position before `on_resize` has laid out the lines anew.
        if view is not None and view.height == self._room.height and round(new_value) != view.top:
            self._go_to(new_value)
        super().watch_scroll_y(old_value, new_value)

    # Size

    @property
    def _room(self) -> Size:
        return self.scrollable_content_region.size

    def on_resize(self) -> None:
        """Lay out the lines for the new size, holding on to the one at the top, or the end."""
        if self._view is not None:
            self._view.resize(*self._room)
        self._repaint()

    def _repaint(self) -> None:
        self._strips.clear()
        self._places = None
        self._update_scrollbar()
        self.refresh()

    def _update_scrollbar(self) -> None:
        """Tell Textual how long the log is and where we are in it.

        Not by assigning: that would lay out the whole screen (`virtual_size`), or come back to us
        as if the person had scrolled (`scroll_y`).
        """
        view = self._view
        width, height = self._room
        rows, top = (view.rows, view.top) if view is not None else (0, 0)
        self.set_reactive(Widget.virtual_size, Size(width, rows))
        self.set_reactive(Widget.scroll_y, top)
        self.set_reactive(Widget.scroll_target_y, top)
        bar = self.vertical_scrollbar
        bar.window_virtual_size = rows
        bar.window_size = height
        bar.position = top
        below = view.below if view is not None else 0
        if below != self._below:
            self._below = below
            self.post_message(self.BelowChanged(below))
        if view is not None and not view.measured and self._refining is None:
            self._refining = self.set_timer(_BETWEEN_SLICES, self._refine)

    def _refine(self) -> None:
        """Measure a few lines that are out of view; nothing in view moves."""
        self._refining = None
        view = self._view
        if view is None or not self._room:
            return
        until = monotonic() + _SLICE
        view.measure_more(lambda: monotonic() > until)
        self._update_scrollbar()

    # Painting

    def notify_style_update(self) -> None:
        """The theme changed: every strip is stale."""
        super().notify_style_update()
        self._styles = None
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        """The row `y` of the view. A log that is shorter than the view stands at its bottom."""
        styles = self._styles or self._current_styles()
        view = self._view
        width = self._room.width
        if view is None:
            return Strip.blank(width, styles.text)
        places = self._places
        if places is None:
            places = self._places = view.visible()
        number = y - max(0, view.height - len(places))
        if not 0 <= number < len(places):
            return Strip.blank(width, styles.text)
        line, row = places[number]
        strips = self._rows_of(view, view.entries.entry(line), styles)
        return strips[row] if row < len(strips) else Strip.blank(width, styles.text)

    def _rows_of(self, view: LogView, entry: Entry, styles: LogStyles) -> list[Strip]:
        line = entry.line
        cached = self._strips.get(line.id)
        if cached is not None and cached[0] == len(entry.folded):
            return cached[1]
        strips = paint(
            entry, view.entries.shown(line), view.entries.columns, styles, self.text_selection
        )
        self._strips[line.id] = len(entry.folded), strips
        return strips

    def _current_styles(self) -> LogStyles:
        text = self.rich_style
        part = self.get_component_rich_style
        self._styles = LogStyles(
            text=text,
            dim=Style(color=part("log--dim").color),
            new=Style(color=part("log--new").color),
            mention=Style(color=part("log--mention").color),
            error=Style(color=part("log--error").color),
            link=Style(underline=True),
            selection=self.screen.get_component_rich_style("screen--selection"),
            dark=self.app.current_theme.dark,
        )
        return self._styles

    # Selecting

    @property
    def allow_select(self) -> bool:
        """Text can be selected with the mouse, though the log holds widgets of no kind."""
        return True

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The words that are selected; of several messages each with who said it."""
        view = self._view
        if view is None:
            return None
        lines = view.buffer.lines
        first = selection.start.y if selection.start is not None else lines.first_id
        last = selection.end.y if selection.end is not None else lines.next_id - 1
        chosen = [
            line
            for line_id in range(max(first, lines.first_id), min(last + 1, lines.next_id))
            if (line := lines.by_id(line_id)) is not None
        ]
        pieces = []
        for line in chosen:
            start, end = selection.get_span(line.id) or (0, -1)
            shown = view.entries.shown(line)
            text = shown.text[max(0, start) : None if end == -1 else max(0, end)]
            whole = len(chosen) > 1 and start <= 0
            pieces.append(f"{line.sender}: {text}" if whole and line.sender else text)
        return "\n".join(pieces), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """What is selected changed: paint it."""
        self._strips.clear()
        super().selection_updated(selection)

    def place_of_text(self, x: int) -> int:
        """The nearest column to `x`, of the log, in which text stands."""
        return max(x, self._view.entries.columns.text) if self._view is not None else x

    # Opening what is folded

    def on_click(self, event: events.Click) -> None:
        """Open a line that folds several, or fold them again."""
        view = self._view
        offset = event.get_content_offset(self)
        if view is None or offset is None or self.screen.get_selected_text():
            return
        places = self._places or view.visible()
        number = offset.y - max(0, view.height - len(places))
        if 0 <= number < len(places) and view.toggle_folded(places[number].line):
            self._repaint()
