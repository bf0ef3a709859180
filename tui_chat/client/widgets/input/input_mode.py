"""Modes of the input: for a while it is used for something else than a new message."""

from collections.abc import Callable
from typing import Final, NamedTuple, Protocol

from rich.cells import cell_len

_BESIDE_TITLE: Final = 4
"""Cells of the rule above the input that a title leaves free."""


def _ignore(_text: str) -> None:
    """The default of `changed`."""


class InputMode(NamedTuple):
    """What the input is used for, and what is done with the text.

    `title` is shown above the input, or `brief` if there is no room for it. `done` gets the text on
    Enter, and gives whether the mode ends; Esc ends it and calls `dropped`. `changed` is called
    with every change of the text, and `step` with -1 and 1 for Up and Down. If `text` is not None
    the input holds it during the mode, and the draft comes back afterwards; else the draft stays.
    `is_message` says that the text is for other people, so that words may be completed.
    """

    title: str
    done: Callable[[str], bool]
    text: str | None = None
    changed: Callable[[str], None] = _ignore
    dropped: Callable[[], None] = lambda: None
    step: Callable[[int], None] | None = None
    is_message: bool = False
    brief: str = ""

    def title_in(self, width: int) -> str:
        """The title that fits above an input of that many cells."""
        is_long = cell_len(self.title) > width - _BESIDE_TITLE
        return self.brief if is_long and self.brief else self.title


class TextField(Protocol):
    """The input, as far as a mode changes it."""

    @property
    def text(self) -> str:
        """The text in it."""

    def fill(self, text: str) -> None:
        """Replace the text."""


class CurrentMode:
    """The mode of an input, if any, and the draft that it has put aside.

    `changed` is called when a mode begins or ends.
    """

    def __init__(self, field: TextField, changed: Callable[[], object]) -> None:
        self._field = field
        self._changed = changed
        self._mode: InputMode | None = None
        self._put_aside: str | None = None

    @property
    def mode(self) -> InputMode | None:
        """The mode, None for a new message."""
        return self._mode

    @property
    def draft(self) -> str:
        """The text of the new message, also while a mode uses the input."""
        return self._field.text if self._put_aside is None else self._put_aside

    def change_draft(self, text: str) -> None:
        """Replace the text of the new message, also while a mode uses the input."""
        if self._put_aside is None:
            self._field.fill(text)
        else:
            self._put_aside = text

    def begin(self, mode: InputMode) -> None:
        """Begin a mode; one that is going on is dropped."""
        self.drop()
        self._mode = mode
        if mode.text is not None:
            self._put_aside = self._field.text
            self._field.fill(mode.text)
        self._changed()

    def drop(self) -> None:
        """End the mode, as Esc does. Nothing happens if there is none."""
        mode = self._mode
        self.end()
        if mode is not None:
            mode.dropped()

    def end(self) -> None:
        """End the mode, and put the draft back."""
        mode, self._mode = self._mode, None
        if mode is not None and self._put_aside is not None:
            self._field.fill(self._put_aside)
            self._put_aside = None
        self._changed()
