"""The line of a log that the person has chosen by keyboard, to act on it."""

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.buffers.line import TALK, Line
from tui_chat.client.widgets.log.scrolling_log_base import LogWindow
from tui_chat.client.widgets.log.viewport import LogView, found_again


class LogCursor(LogWindow, can_focus=False):
    """A log in which a line can be chosen. While one is chosen, nothing moves by itself."""

    _chosen: int | None = None
    _chosen_line: Line | None = None

    @property
    def chosen_id(self) -> int | None:
        """The id that the chosen line had when the buffer was last looked at."""
        return self._chosen

    @property
    def chosen(self) -> Line | None:
        """The chosen line, if it is still kept."""
        view = self.view
        if view is None or self._chosen is None or self._chosen_line is None:
            return None
        line = found_again(view.buffer.lines, self._chosen, self._chosen_line)
        self._chosen = line.id if line is not None else None
        self._chosen_line = line
        return line

    def show(self, buffer: Buffer, new_from: int | None = None) -> None:
        """Show a buffer; no line of it is chosen."""
        if self.view is None or buffer is not self.view.buffer:
            self._chosen = None
        super().show(buffer, new_from)

    def follow_buffer(self) -> None:
        """Keep the chosen line in view, whatever is inserted before it."""
        view = self.view
        version = view.lines_version if view is not None else 0
        super().follow_buffer()
        if view is None or self._chosen is None or view.lines_version == version:
            return
        if (line := self.chosen) is not None:
            view.reveal(line.id - view.first_id)
            view.hold()
            self.forget_positions()

    def enter(self) -> bool:
        """Choose the last line in view. Gives whether there is one."""
        self.follow_buffer()
        view = self.view
        if view is None or not view.layout.count:
            return False
        if self.chosen is None:
            view.hold()
            self._choose(view, self._in_view(view, first=False))
        return True

    def leave(self) -> None:
        """Choose no line. At the end of the log, new lines are followed again."""
        if self._chosen is not None:
            self._chosen = None
            if self.view is not None:
                self.view.scroll_to(self.view.top)
            self.refresh()

    def step(self, by: int) -> None:
        """Choose the next line, before (-1) or behind (1) the chosen one."""
        line, view = self.chosen, self.view
        if line is None or view is None:
            return
        index = view.neighbour(line.id - view.first_id, by)
        if index is not None:
            self._choose(view, index)
        elif by < 0:
            self.post_message(self.BeginningNeared())

    def choose_in_view(self, *, first: bool) -> None:
        """Choose the first or last line in view, after the page was turned."""
        view = self.view
        if view is not None and self._chosen is not None and view.layout.count:
            self._choose(view, self._in_view(view, first=first))

    def go_to_line(self, line_id: int) -> bool:
        """Choose a line and bring it into view with others around it; False if it is not kept."""
        self.follow_buffer()
        view = self.view
        if view is None or view.buffer.lines.by_id(line_id) is None:
            return False
        view.hold()
        index = line_id - view.first_id
        # What is folded is found at the line that it is folded into.
        while index and not any(view.entries.heights(index, index + 1)):
            index -= 1
        self._choose(view, index, context=view.height // 3)
        return True

    def _choose(self, view: LogView, index: int, *, context: int = 0) -> None:
        self._chosen = view.first_id + index
        self._chosen_line = view.buffer.lines.by_id(self._chosen)
        top = view.top
        view.reveal(index, context=context)
        view.hold()
        if view.top != top:
            self.forget_positions()
            if view.top < min(top, view.height):
                self.post_message(self.BeginningNeared())
        self.update_scrollbar()
        self.refresh()

    def _in_view(self, view: LogView, *, first: bool) -> int:
        """The first or last line in view; a message, if there is one."""
        seen = [position.line for position in view.visible()] or [view.layout.count - 1]
        order = seen if first else seen[::-1]
        lines = view.buffer.lines
        return next((index for index in order if lines[index].kind in TALK), order[0])
