"""Keys and commands, in two columns; what the table of commands says, not a copy of it."""

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from tui_chat.client.commands import TABLE
from tui_chat.client.keys import KEYS, LOG_KEYS, Key
from tui_chat.client.language.i18n import _
from tui_chat.client.widgets.line_panel import LinePanel
from tui_chat.client.widgets.log.wrapping import wrap
from tui_chat.client.widgets.status import KeyHint, StatusLine

_LEFT: Final = 30


class _Row(NamedTuple):
    left: str
    right: str
    heading: bool = False


class HelpText(LinePanel, can_focus=True):
    """The text, wrapped to the width; scrolls with the arrows and pages."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"panel--dim", "panel--accent"}

    def __init__(self, keys: Sequence[Key]) -> None:
        super().__init__(id="help")
        self._keys = keys
        self._rows: list[_Row] = []

    def on_resize(self) -> None:
        """Wrap anew."""
        self._rows = list(_rows(self._keys, self.size.width))
        super().on_resize()

    def row_count(self) -> int:
        """All rows, headings and blank ones too."""
        return len(self._rows)

    def row(self, number: int, width: int) -> Iterable[Segment]:
        """What to type, and what it does."""
        left, right, heading = self._rows[number]
        if heading:
            return [Segment(f" {left}", self.style_of("panel--accent"))]
        left = left + " " * (_left(width) - cell_len(left))
        return [Segment(f" {left}", self.base_style), Segment(right, self.style_of("panel--dim"))]


class HelpScreen(Screen[None]):
    """F1: any of Esc, F1 and q goes back."""

    AUTO_FOCUS = "#help"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,q,enter,ctrl+c", "back", show=False)
    ]

    def __init__(self, keys: Sequence[Key] = KEYS) -> None:
        super().__init__()
        self._keys = keys

    def compose(self) -> ComposeResult:
        """The text, and how to go back."""
        yield HelpText(self._keys)
        yield StatusLine(id="status")

    def on_mount(self) -> None:
        """Say how to read on, and how to go back."""
        keys = [KeyHint("PageDown", _("more")), KeyHint("Esc", _("back"))]
        self.query_one(StatusLine).show([], "", keys)

    def action_back(self) -> None:
        """To the chat."""
        self.dismiss()


def _left(width: int) -> int:
    return min(_LEFT, width // 2)


def _rows(keys: Iterable[Key], width: int) -> Iterable[_Row]:
    yield _Row(_("Keys"), "", heading=True)
    for key in keys:
        yield from _entry(_(key.shown), _(key.purpose), width)
    yield _Row("", "")
    yield _Row(_("On a message, after PageUp or Ctrl+S"), "", heading=True)
    for key in LOG_KEYS:
        yield from _entry(_(key.shown), _(key.purpose), width)
    yield _Row("", "")
    yield _Row(_("Commands"), "", heading=True)
    for command in sorted(TABLE, key=lambda each: each.name):
        yield from _entry(command.signature, _(command.purpose), width)
    yield _Row("", "")
    yield from _entry("//text", _("says /text"), width)


def _entry(left: str, right: str, width: int) -> Iterable[_Row]:
    room = _left(width) - 2
    lefts = [left[start:end].rstrip() for start, end in wrap(left, room)]
    rights = [right[start:end].rstrip() for start, end in wrap(right, max(8, width - room - 4))]
    for number in range(max(len(lefts), len(rights))):
        yield _Row(
            lefts[number] if number < len(lefts) else "",
            rights[number] if number < len(rights) else "",
        )
