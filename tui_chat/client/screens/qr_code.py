"""A text as a QR code, for the camera of a telephone."""

from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Center
from textual.content import Content
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from tui_chat.client.language.i18n import _
from tui_chat.client.textual_compat.screen_stack import ClosableScreen
from tui_chat.qr_code import half_block, qr_cells

_INKS: Final = {False: "#ffffff", True: "#000000"}
"""Whatever the theme: many readers know no light code on a dark ground."""


class QrCode(Widget):
    """The code, as large as it is."""

    DEFAULT_CSS = "QrCode { width: auto; height: auto; }"

    def __init__(self, text: str) -> None:
        super().__init__()
        cells = qr_cells(text)
        self._strips = [Strip([_segment(cell) for cell in row]).simplify() for row in cells]
        self.columns, self.rows = len(cells[0]), len(cells)

    def get_content_width(self, *_sizes: object) -> int:
        """A cell for each module."""
        return self.columns

    def get_content_height(self, *_sizes: object) -> int:
        """A row for each two modules."""
        return self.rows

    def render_line(self, y: int) -> Strip:
        """A row."""
        return self._strips[y] if y < self.rows else Strip.blank(self.columns)


class QrScreen(ModalScreen[None], ClosableScreen[None]):
    """The code, and what it says beneath it where there is room."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c,q,r,enter,f6", "drop", show=False),
    ]
    DEFAULT_CSS = """
    QrScreen { align: center middle; background: $background; }
    QrScreen Center { height: auto; }
    QrScreen #below { width: 100%; height: auto; text-align: center; color: $text-muted; }
    QrScreen #small { width: auto; max-width: 100%; padding: 0 1; }
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self._code = QrCode(text)

    def compose(self) -> ComposeResult:
        """The code, or a sentence if the window is too small for it; both, and one is hidden."""
        yield Center(self._code)
        yield Static(Content(self._text), id="below", markup=False)
        yield Static(id="small", markup=False)

    def on_resize(self) -> None:
        """Show the code where there is room: half of it is worth nothing."""
        columns, rows = self._code.columns, self._code.rows
        width, height = self.size
        fits = columns <= width and rows <= height
        self._code.display = fits
        below = self.query_one("#below", Static)
        below.display = fits and rows + -(-len(self._text) // max(1, width)) <= height
        small = self.query_one("#small", Static)
        small.display = not fits
        text = _("The QR code needs a window of {columns} columns and {rows} rows. Esc to close.")
        small.update(Content(text.format(columns=columns, rows=rows)))

    def on_click(self) -> None:
        """A click closes it."""
        self.dismiss(None)

    def action_drop(self) -> None:
        """Close it."""
        self.dismiss(None)


def _segment(cell: tuple[bool, bool]) -> Segment:
    upper, lower = cell
    return Segment(half_block(cell), Style(color=_INKS[upper], bgcolor=_INKS[lower]))
