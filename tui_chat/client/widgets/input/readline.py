"""A text to edit with the keys of a shell's line."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import TextArea

from tui_chat.client.textual_compat.key_dispatch import Location


class Readline(TextArea):
    """The readline set of keys: Ctrl+A E K U W Y T, Alt+B F D, Ctrl+_ undo."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+u", "kill_to_start", show=False),
        Binding("ctrl+k", "kill_to_end", show=False),
        Binding("ctrl+w,ctrl+backspace,alt+backspace", "kill_word_left", show=False),
        Binding("alt+d,alt+delete", "kill_word_right", show=False),
        Binding("ctrl+y", "yank", show=False),
        Binding("ctrl+t", "transpose", show=False),
        Binding("alt+b", "cursor_word_left", show=False),
        Binding("alt+f", "cursor_word_right", show=False),
        Binding("ctrl+underscore", "undo", show=False),
        Binding("alt+underscore", "redo", show=False),
    ]

    _killed = ""

    def fill(self, text: str) -> None:
        """Replace the text; the cursor goes to its end."""
        self.load_text(text)
        self.move_cursor(self.document.end)

    def complete(self, text: str, cursor: int) -> None:
        """Replace the text so that undo brings it back; the cursor goes to that character."""
        self.replace(text, (0, 0), self.document.end)
        before = text[:cursor].split("\n")
        self.move_cursor((len(before) - 1, len(before[-1])))

    @property
    def cursor(self) -> int:
        """The number of characters before the cursor."""
        return len(self.get_text_range((0, 0), self.cursor_location))

    def _kill(self, to: Location) -> None:
        start, end = sorted((self.cursor_location, to))
        if start != end:
            self._killed = self.get_text_range(start, end)
            self.delete(start, end)

    def action_kill_to_start(self) -> None:
        """Cut from the start of the line to the cursor; there, join the line to the one before."""
        row, column = self.cursor_location
        if row and not column:
            self.action_delete_left()
        else:
            self._kill(self.get_cursor_line_start_location())

    def action_kill_to_end(self) -> None:
        """Cut from the cursor to the end of the line; there, join the next line to it."""
        row, column = self.cursor_location
        if column == len(self.document[row]):
            self.action_delete_right()
        else:
            self._kill(self.get_cursor_line_end_location())

    def action_kill_word_left(self) -> None:
        """Cut back to the last space."""
        row, column = self.cursor_location
        before = self.document[row][:column].rstrip()
        if not before and row:
            self._kill((row - 1, len(self.document[row - 1])))
            return
        self._kill((row, before.rfind(" ") + 1))

    def action_kill_word_right(self) -> None:
        """Cut to the end of the word."""
        self._kill(self.get_cursor_word_right_location())

    def action_yank(self) -> None:
        """Put back the text that was cut last."""
        self.insert(self._killed)

    def action_transpose(self) -> None:
        """Swap the two characters around the cursor, or the last two at the end of a line."""
        row, column = self.cursor_location
        line = self.document[row]
        column = min(column, len(line) - 1)
        if column >= 1:
            swapped = line[column] + line[column - 1]
            self.replace(swapped, (row, column - 1), (row, column + 1))
            self.move_cursor((row, column + 1))
