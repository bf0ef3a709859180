"""Edits of a `TextArea` that Textual offers to its own key handler alone."""

from textual.widgets import TextArea

Location = tuple[int, int]
"""A row and a column of the text: `textual.document._document.Location`, which is private."""


def type_text(area: TextArea, text: str) -> None:
    """Put text in the place of the selection, as if it was typed: undo takes it back alike."""
    area._replace_via_keyboard(text, *area.selection)  # noqa: SLF001 - `insert` is not a key
