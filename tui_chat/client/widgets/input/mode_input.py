"""An input that for a while may be used for something else than a message."""

from typing import Final

from rich.cells import cell_len
from textual.content import Content

from tui_chat.client.widgets.input.asking_input import AskingInput
from tui_chat.client.widgets.input.input_mode import Errand

_BESIDE_TITLE: Final = 4
"""Cells of the rule above that a title leaves free."""


class ErrandInput(AskingInput):
    """What is being written waits until the errand is done or dropped."""

    _errand: Errand | None = None
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
    def errand(self) -> Errand | None:
        """What the input is used for instead of a message, if it is."""
        return self._errand

    @property
    def is_message(self) -> bool:
        """Whether what stands in the input is for others to read."""
        return self._errand is None or self._errand.is_message

    def begin(self, errand: Errand) -> None:
        """Use the input for something else, until that is done or dropped."""
        self.drop_errand()
        self._stop_asking()
        self._errand = errand
        if errand.text is not None:
            self._set_aside = self.text
            self.fill(errand.text)
        self._entitle()

    def drop_errand(self) -> None:
        """Go back to writing, if the input was used for something else."""
        errand = self._end_errand()
        if errand is not None:
            errand.dropped()

    def _end_errand(self) -> Errand | None:
        errand, self._errand = self._errand, None
        if errand is not None and self._set_aside is not None:
            self.fill(self._set_aside)
            self._set_aside = None
        self._entitle()
        return errand

    def _entitle(self) -> None:
        title, errand = self._hint, self._errand
        if errand is not None:
            is_long = cell_len(errand.title) > self.outer_size.width - _BESIDE_TITLE
            title = errand.brief if is_long and errand.brief else errand.title
        self.border_title = Content(f" {title} " if title else "")

    def on_resize(self) -> None:
        """There may be room for more, or for less."""
        if self._errand is not None:
            self._entitle()

    def on_text_area_changed(self) -> None:
        """Let the errand know."""
        if self._errand is not None:
            self._errand.changed(self.text)

    def hint(self, text: str) -> None:
        """Say something in the rule above the input, as long as no errand does."""
        self._hint = text
        self._entitle()
