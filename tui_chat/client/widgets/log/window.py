"""Moving over a log of any length: the widget around a view, without what it paints."""

from abc import abstractmethod
from time import monotonic
from typing import Final

from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.widget import Widget

from tui_chat.client.buffers.buffers import Buffer
from tui_chat.client.buffers.scrollback import Line
from tui_chat.client.textual_compat.later import later
from tui_chat.client.textual_compat.scrollbar import ScrollLine, thumb
from tui_chat.client.widgets.log.columns import LogLook
from tui_chat.client.widgets.log.layout import Place
from tui_chat.client.widgets.log.view import LogView

_SLICE: Final = 0.004
"""Seconds of measuring at a time: a key pressed meanwhile waits no longer than that."""
_BETWEEN_SLICES: Final = 0.002


class LogWindow(ScrollView, can_focus=False):
    """Moves over one buffer at a time; keeps for each where the person was reading.

    A subclass paints the rows at `places`, and forgets what it painted when told so.
    """

    class BelowChanged(Message):
        """While the person reads further up, `count` lines have come at the end."""

        def __init__(self, count: int) -> None:
            super().__init__()
            self.count = count

    class BeginningNeared(Message):
        """The person came to the oldest lines: those before them may be wanted soon."""

    def __init__(
        self,
        look: LogLook | None = None,
        *,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        super().__init__(id=id)
        self._look = look or LogLook()
        self._views: dict[Buffer, LogView] = {}
        self._view: LogView | None = None
        self._places: list[Place] | None = None
        self._refining = False
        self._below = 0
        self._bar_looks: tuple[int, ...] = ()
        self._behind = False
        self._outdated = False
        """Something in view was not painted yet, or only where something else was painted."""

    def on_mount(self) -> None:
        """Draw the scrollbar as a line."""
        self.vertical_scrollbar.renderer = ScrollLine  # type: ignore[misc] # as documented there

    # What is shown

    @property
    def buffer(self) -> Buffer | None:
        """The buffer that is shown."""
        return self._view.buffer if self._view is not None else None

    @property
    def new_from(self) -> int | None:
        """The id of the line above which "new" stands, if it stands anywhere."""
        return self._view.entries.new_from if self._view is not None else None

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
            view = self._views[buffer] = LogView(buffer, self._look)
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
        self._follow_buffer()
        if self._behind:
            self._behind = False
            self._update_scrollbar()
            # While the person reads further up nothing in view changes: nothing is painted.
            if self._outdated:
                self._outdated = False
                self.refresh()

    def _follow_buffer(self) -> None:
        """Make the view fit its buffer: painting must not wait for the next `take_in`."""
        view = self._view
        if view is None:
            return
        first, version, begins = view.first_id, view.lines_version, view.entries.beginning
        if not view.take_in():
            return
        self._behind = True
        if view.lines_version != version or view.entries.beginning != begins:
            self.forget_painted()
        elif not view.stuck and view.first_id == first and len(self._places or ()) == view.height:
            return
        self._outdated = True
        self._places = None

    def take_in_change(self, buffer: Buffer, line: Line) -> None:
        """`line` replaced another of the same id."""
        view = self._views.get(buffer)
        if view is None:
            return
        view.take_in_change(line.id)
        view.take_in()
        if view is self._view:
            self.forget_painted(line.id)
            self._places = None
            self._update_scrollbar()
            self.refresh()

    # Moving

    def page_up(self) -> bool:
        """Read earlier lines; whether there were any out of view."""
        top = self._view.top if self._view is not None else 0
        self._scroll_by(-self._page)
        return self._view is not None and self._view.top != top

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
        self._follow_buffer()
        if self._view is not None:
            self._go_to(self._view.top + rows)

    def _go_to(self, row: float) -> None:
        view = self._view
        if view is None:
            return
        self._follow_buffer()
        top, rows = view.top, view.rows
        view.scroll_to(row)
        if (view.top, view.rows) != (top, rows):
            self._places = None
            self.refresh()
        self._update_scrollbar()
        if view.top < view.height and not view.stuck:
            self.post_message(self.BeginningNeared())

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
        self._follow_buffer()
        if self._fit():
            self.refresh()
        self._update_scrollbar()

    def _fit(self) -> bool:
        """Make the view as large as the widget; whether it was not.

        Also before painting: of a new size we are told only when a frame of it is painted.
        """
        view, room = self._view, self._room
        if view is None or (view.entries.columns.width, view.height) == (
            room.width,
            max(1, room.height),
        ):
            return False
        view.resize(*room)
        self.forget_painted()
        self._places = None
        return True

    def _repaint(self) -> None:
        self.forget_painted()
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
        self._move_scrollbar(rows, height, top)
        below = view.below if view is not None else 0
        if below != self._below:
            self._below = below
            self.post_message(self.BelowChanged(below))
        if view is not None and not view.measured and not self._refining:
            self._refining = True
            later(self, _BETWEEN_SLICES, self._refine)

    def _move_scrollbar(self, rows: int, height: int, top: int) -> None:
        """Painted again only if it looks different: a long log grows by thousands of rows first."""
        bar = self.vertical_scrollbar
        bar.set_reactive(ScrollBar.window_virtual_size, rows)
        bar.set_reactive(ScrollBar.window_size, height)
        bar.set_reactive(ScrollBar.position, top)
        looks = height, *thumb(height, rows, height, top)
        if looks != self._bar_looks:
            self._bar_looks = looks
            bar.refresh()

    def _refine(self) -> None:
        """Measure a few lines that are out of view; nothing in view moves."""
        self._refining = False
        view = self._view
        if view is None or not self._room:
            return
        self._follow_buffer()
        until = monotonic() + _SLICE
        view.measure_more(lambda: monotonic() > until)
        self._update_scrollbar()

    # For the subclass

    @abstractmethod
    def forget_painted(self, line_id: int | None = None) -> None:
        """What was painted of this line, or of all, is not true any more."""

    def _place_at(self, y: int) -> Place | None:
        """What stands in the row `y`. A log shorter than the view stands at its bottom."""
        view = self._view
        if view is None:
            return None
        places = self._places
        if places is None:
            places = self._places = view.visible()
        number = y - max(0, view.height - len(places))
        return places[number] if 0 <= number < len(places) else None
