"""Moving over a log of any length: the widget around a view, without painting."""

from abc import abstractmethod
from time import monotonic
from typing import Final

from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.buffers.line import Line
from tui_chat.client.files.pictures import Picture
from tui_chat.client.textual_compat.delayed_call import later
from tui_chat.client.textual_compat.scrolling import (
    set_extent,
    set_scroll_y,
    set_scrollbar,
    thumb,
    use_scroll_line,
)
from tui_chat.client.widgets.log.columns import LogLook
from tui_chat.client.widgets.log.row_heights import Position
from tui_chat.client.widgets.log.viewport import LogView

_SLICE: Final = 0.004
"""Seconds of measuring at a time: a key pressed meanwhile waits no longer than that."""
_BETWEEN_SLICES: Final = 0.002


class LogWindow(ScrollView, can_focus=False):
    """Shows one buffer at a time, and keeps for each where the person was reading.

    A subclass paints rows: `view`, `log_size` and `position_at` tell it what is where. It calls
    `follow_buffer` before it looks at them, and `repaint_log` or `forget_positions` when it has
    moved the lines in view.
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
        self._positions: list[Position] | None = None
        self._refining = False
        self._below = 0
        self._bar_looks: tuple[int, ...] = ()
        self._behind = False
        self._outdated = False
        """Something in view was not painted yet, or only where something else was painted."""

    def on_mount(self) -> None:
        """Draw the scrollbar as a line."""
        use_scroll_line(self)

    # What is shown

    @property
    def look(self) -> LogLook:
        """How the lines are laid out."""
        return self._look

    @property
    def view(self) -> LogView | None:
        """The part of the open buffer that is shown; None if no buffer is open."""
        return self._view

    @property
    def log_size(self) -> Size:
        """The cells that the lines have, without the scrollbar."""
        return self.scrollable_content_region.size

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
        """Whether new lines are in view at once."""
        return self._view is None or self._view.stuck

    @property
    def is_settled(self) -> bool:
        """Whether the length of the whole log is known exactly."""
        return self._view is None or self._view.measured

    def use_look(self, look: LogLook) -> None:
        """Lay out the lines as the person wants them now, in every buffer."""
        if look == self._look:
            return
        self._look = look
        for view in self._views.values():
            view.use_look(look)
        self.notify_style_update()
        self.repaint_log()

    def show(self, buffer: Buffer, new_from: int | None = None) -> None:
        """Show `buffer`, with the line that says "new" above the line of that id."""
        view = self._views.get(buffer)
        if view is None:
            view = self._views[buffer] = LogView(buffer, self._look)
        # Not attached: the program ends while the chat is still being mounted.
        if view is not self._view and self.is_attached:
            self.screen.clear_selection()
        self._view = view
        view.take_in()
        view.resize(*self.log_size)
        view.mark_new(new_from)
        self.repaint_log()

    def forget(self, buffer: Buffer) -> None:
        """The buffer was closed: keep nothing of it."""
        view = self._views.pop(buffer, None)
        if view is not None and view is self._view:
            self._view = None
            self.repaint_log()

    def take_in(self) -> None:
        """Show the lines that were added to the buffer, without moving those being read."""
        self.follow_buffer()
        if self._behind:
            self._behind = False
            self.update_scrollbar()
            # While the person reads further up nothing in view changes: nothing is painted.
            if self._outdated:
                self._outdated = False
                self.refresh()

    def follow_buffer(self) -> None:
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
        elif (
            not view.stuck and view.first_id == first and len(self._positions or ()) == view.height
        ):
            return
        self._outdated = True
        self.forget_positions()

    def take_in_change(self, buffer: Buffer, line: Line) -> None:
        """`line` replaced another of the same id."""
        view = self._views.get(buffer)
        if view is None:
            return
        view.take_in_change(line.id)
        self._paint_anew(view, line)

    def show_picture(self, buffer: Buffer, line: Line, picture: Picture | None) -> None:
        """Show a picture below a line of a buffer, or no longer."""
        view = self._views.get(buffer)
        if view is None:
            return
        self._take_in(view)
        view.show_picture(line.id, picture)
        self._paint_anew(view, line)

    def _take_in(self, view: LogView) -> None:
        if view is self._view:
            self.follow_buffer()  # other lines may have moved: their painted rows are stale
        else:
            view.take_in()

    def _paint_anew(self, view: LogView, line: Line) -> None:
        self._take_in(view)
        if view is self._view:
            self.forget_painted(line.id)
            self.forget_positions()
            self.update_scrollbar()
            self.refresh()

    def has_picture(self, buffer: Buffer, line: Line) -> bool:
        """Whether a picture is shown below a line."""
        view = self._views.get(buffer)
        return view is not None and line.msgid in view.entries.pictures

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
        """Go to the end, and follow new lines."""
        self.follow_buffer()  # first: the end is below the lines that came since the last frame
        if self._view is not None:
            self._go_to(self._view.end)

    def go_to_start(self) -> None:
        """Read the oldest line."""
        self._go_to(0)

    @property
    def _page(self) -> int:
        return max(1, self.log_size.height - 2)

    def _scroll_by(self, rows: int) -> None:
        self.follow_buffer()
        if self._view is not None:
            self._go_to(self._view.top + rows)

    def _go_to(self, row: float) -> None:
        view = self._view
        if view is None:
            return
        self.follow_buffer()
        top, rows = view.top, view.rows
        view.scroll_to(row)
        if (view.top, view.rows) != (top, rows):
            self.forget_positions()
            self.refresh()
        self.update_scrollbar()
        if view.top < view.height and not view.stuck:
            self.post_message(self.BeginningNeared())

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Follow the wheel, the scrollbar, and whatever else moves a widget in Textual."""
        view = self._view
        # A change of size clamps the position before `on_resize` has laid out the lines anew.
        if (
            view is not None
            and view.height == self.log_size.height
            and round(new_value) != view.top
        ):
            self._go_to(new_value)
        super().watch_scroll_y(old_value, new_value)

    # Size

    def on_resize(self) -> None:
        """Lay out the lines for the new size, holding on to the one at the top, or the end."""
        self.follow_buffer()
        if self.fit():
            self.refresh()
        self.update_scrollbar()

    def fit(self) -> bool:
        """Make the view as large as the widget. Gives whether its size changed.

        Also before painting: of a new size we are told only when a frame of it is painted.
        """
        view, room = self._view, self.log_size
        if view is None or (view.entries.columns.width, view.height) == (
            room.width,
            max(1, room.height),
        ):
            return False
        view.resize(*room)
        self.forget_painted()
        self.forget_positions()
        return True

    def repaint_log(self) -> None:
        """Paint every row again."""
        self.forget_painted()
        self.forget_positions()
        self.update_scrollbar()
        self.refresh()

    def update_scrollbar(self) -> None:
        """Tell Textual how long the log is and which part of it is shown."""
        view = self._view
        width, height = self.log_size
        rows, top = (view.rows, view.top) if view is not None else (0, 0)
        set_extent(self, Size(width, rows))
        set_scroll_y(self, top)
        self._move_scrollbar(rows, height, top)
        below = view.below if view is not None else 0
        if below != self._below:
            self._below = below
            self.post_message(self.BelowChanged(below))
        if view is not None and not view.measured and not self._refining:
            self._refining = True
            later(self, _BETWEEN_SLICES, self._refine)

    def _move_scrollbar(self, rows: int, height: int, top: int) -> None:
        """Paint the bar only if it looks different: thousands of rows may change nothing in it."""
        bar = self.vertical_scrollbar
        set_scrollbar(bar, rows, height, top)
        looks = height, *thumb(height, rows, height, top)
        if looks != self._bar_looks:
            self._bar_looks = looks
            bar.refresh()

    def _refine(self) -> None:
        """Measure a few lines that are out of view; nothing in view moves."""
        self._refining = False
        view = self._view
        if view is None or not self.log_size:
            return
        self.follow_buffer()
        until = monotonic() + _SLICE
        view.measure_more(lambda: monotonic() > until)
        self.update_scrollbar()

    # For the subclass

    @abstractmethod
    def forget_painted(self, line_id: int | None = None) -> None:
        """Drop the painted rows of this line, or of all lines: they are out of date."""

    def forget_positions(self) -> None:
        """Work out again which line stands in which row: the lines in view have moved."""
        self._positions = None

    def position_at(self, y: int) -> Position | None:
        """The position in the row `y`. A log shorter than the view is at its bottom."""
        view = self._view
        if view is None:
            return None
        positions = self._positions
        if positions is None:
            positions = self._positions = view.visible()
        number = y - max(0, view.height - len(positions))
        return positions[number] if 0 <= number < len(positions) else None
