"""An input that for a while may be used for something else than a message."""

from typing import Final

from rich.cells import cell_len
from textual.content import Content

from tui_chat.client.widgets.input.asking_input import AskingInput
from tui_chat.client.widgets.input.input_mode import InputMode

_BESIDE_TITLE: Final = 4
"""Cells of the rule above that a title leaves free."""


class ErrandInput(AskingInput):
    """What is being written waits until the mode is done or dropped."""

    _mode: InputMode | None = None
    _set_aside: str | None = None
    _hint = ""

    @property
    def draft(self) -> str:
        """What is being written here, though something else may stand in the input now."""
        return self.text if self._set_aside is None else self._set_aside

    def fill(self, text: str) -> None:
        """Put this text in the place of what stands there, the cursor at its end."""
        self.load_text(text)
        self.move_cursor(self.document.end)

    def complete(self, text: str, cursor: int) -> None:
        """Put this text in the place of what stands there, the cursor at that character."""
        self.replace(text, (0, 0), self.document.end)
        before = text[:cursor].split("\n")
        self.move_cursor((len(before) - 1, len(before[-1])))

    @property
    def cursor(self) -> int:
        """The cursor, as characters of `text` before it."""
        return len(self.get_text_range((0, 0), self.cursor_location))

    @property
    def mode(self) -> InputMode | None:
        """What the input is used for instead of a message, if it is."""
        return self._mode

    @property
    def is_message(self) -> bool:
        """Whether what stands in the input is for others to read."""
        return self._mode is None or self._mode.is_message

    def begin(self, mode: InputMode) -> None:
        """Use the input for something else, until that is done or dropped."""
        self.drop_mode()
        self._stop_asking()
        self._mode = mode
        if mode.text is not None:
            self._set_aside = self.text
            self.fill(mode.text)
        self._entitle()

    def drop_mode(self) -> None:
        """Go back to writing, if the input was used for something else."""
        mode = self._end_mode()
        if mode is not None:
            mode.dropped()

    def _end_mode(self) -> InputMode | None:
        mode, self._mode = self._mode, None
        if mode is not None and self._set_aside is not None:
            self.fill(self._set_aside)
            self._set_aside = None
        self._entitle()
        return mode

    def _entitle(self) -> None:
        title, mode = self._hint, self._mode
        if mode is not None:
            is_long = cell_len(mode.title) > self.outer_size.width - _BESIDE_TITLE
            title = mode.brief if is_long and mode.brief else mode.title
        self.border_title = Content(f" {title} " if title else "")

    def on_resize(self) -> None:
        """There may be room for more, or for less."""
        if self._mode is not None:
            self._entitle()

    def on_text_area_changed(self) -> None:
        """Let the mode know."""
        if self._mode is not None:
            self._mode.changed(self.text)

    def hint(self, text: str) -> None:
        """Say something in the rule above the input, as long as no mode does."""
        self._hint = text
        self._entitle()
