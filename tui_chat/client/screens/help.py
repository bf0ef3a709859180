"""The help: keys and commands in two columns, made from their tables."""

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from tui_chat.client.commands import TABLE
from tui_chat.client.keys import KEYS, LOG_KEYS, Key
from tui_chat.client.language.i18n import _
from tui_chat.client.textual_compat.screen_stack import ClosableScreen
from tui_chat.client.visitor_permissions import EVERYTHING, Abilities
from tui_chat.client.widgets.input.key_ordered_input import NameField
from tui_chat.client.widgets.line_panel import LinePanel
from tui_chat.client.widgets.log.wrapping import wrap
from tui_chat.client.widgets.status_line import KeyHint, StatusLine
from tui_chat.wire.text.search_folding import fold_text

_LEFT: Final = 30


class _Row(NamedTuple):
    left: str
    right: str
    heading: bool = False


class _Entry(NamedTuple):
    """The input and its effect."""

    left: str
    right: str

    def holds(self, words: Sequence[str]) -> bool:
        """Whether it contains all of these words."""
        text = fold_text(" ".join(self))
        return all(word in text for word in words)


class HelpText(LinePanel):
    """The text, wrapped to the width; only the rows with the words of the search."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"panel--dim", "panel--accent"}

    def __init__(self, keys: Sequence[Key], abilities: Abilities) -> None:
        super().__init__(id="help")
        self._sections = list(_sections(keys, abilities))
        self._words: Sequence[str] = ()
        self._rows: list[_Row] = []

    def seek(self, text: str) -> None:
        """Show only the entries with all words of `text`."""
        self._words = fold_text(text).split()
        self._wrap()
        self.scroll_to(y=0, animate=False)

    def on_resize(self) -> None:
        """Wrap anew."""
        self._wrap()

    def _wrap(self) -> None:
        self._rows = list(_rows(self._sections, self._words, self.size.width))
        self.repaint()

    def row_count(self) -> int:
        """The number of rows, with headings and blank ones."""
        return len(self._rows)

    def row(self, number: int, width: int) -> Iterable[Segment]:
        """The input, and its effect."""
        left, right, heading = self._rows[number]
        if heading:
            return [Segment(f" {left}", self.style_of("panel--accent"))]
        left = left + " " * (_left(width) - cell_len(left))
        return [Segment(f" {left}", self.base_style), Segment(right, self.style_of("panel--dim"))]


class HelpScreen(ClosableScreen[None]):
    """F1: `words`, or others that are typed, are looked for; Esc and F1 go back."""

    AUTO_FOCUS = "#sought"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,enter,ctrl+c", "back", show=False),
        Binding("down", "scroll(1)", show=False),
        Binding("up", "scroll(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
    ]

    def __init__(
        self, keys: Sequence[Key] = KEYS, abilities: Abilities = EVERYTHING, words: str = ""
    ) -> None:
        super().__init__()
        self._text = HelpText(keys, abilities)
        self._sought = NameField(words, id="sought", compact=True, max_length=100)

    def compose(self) -> ComposeResult:
        """The help text, the input for searching it, and the key that goes back."""
        yield self._text
        yield self._sought
        yield StatusLine(id="status")

    def on_mount(self) -> None:
        """Show how to read on, and how to go back."""
        self._sought.cursor_blink = False
        self._sought.placeholder = _("Type to search")
        keys = [KeyHint("PageDown", _("more")), KeyHint("Esc", _("back"))]
        self.query_one(StatusLine).show([], "", keys)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search for the words."""
        self._text.seek(event.value)

    def action_scroll(self, by: int) -> None:
        """A row up (-1) or down (1)."""
        self._text.scroll_relative(y=by, animate=False)

    def action_page(self, by: int) -> None:
        """A page up (-1) or down (1)."""
        self._text.scroll_relative(y=by * (self._text.size.height - 1), animate=False)

    def action_back(self) -> None:
        """End the search; without one, go back to the chat."""
        if self._sought.value:
            self._sought.value = ""
        else:
            self.dismiss()


def _left(width: int) -> int:
    return min(_LEFT, width // 2)


def _sections(keys: Iterable[Key], abilities: Abilities) -> Iterable[tuple[str, Sequence[_Entry]]]:
    yield _("Keys"), [_Entry(_(key.shown), _(key.purpose)) for key in keys]
    of_log = [
        _Entry(_(key.shown), _(key.purpose))
        for key in LOG_KEYS
        if abilities.allow_action(key.action)
    ]
    yield _("On a message, after Ctrl+S"), of_log
    allowed = (each for each in TABLE if abilities.allow_command(each.name))
    commands = sorted(allowed, key=lambda each: each.name)
    yield (
        _("Commands"),
        [
            *(_Entry(command.signature, _(command.purpose)) for command in commands),
            _Entry("//text", _("sends /text")),
        ],
    )
    if abilities.own_machine:
        named = [_Entry(key.action, _(key.purpose)) for key in keys if key.action]
        yield _("Actions, for [keys] in the configuration"), named


def _rows(
    sections: Iterable[tuple[str, Sequence[_Entry]]], words: Sequence[str], width: int
) -> Iterable[_Row]:
    found = False
    for heading, entries in sections:
        fitting = [entry for entry in entries if entry.holds(words)]
        if not fitting:
            continue
        if found:
            yield _Row("", "")
        found = True
        yield _Row(heading, "", heading=True)
        for entry in fitting:
            yield from _entry(*entry, width)
    if not found:
        yield _Row(_("No matches."), "")


def _entry(left: str, right: str, width: int) -> Iterable[_Row]:
    room = _left(width) - 2
    lefts = [left[start:end].rstrip() for start, end in wrap(left, room)]
    rights = [right[start:end].rstrip() for start, end in wrap(right, max(8, width - room - 4))]
    for number in range(max(len(lefts), len(rights))):
        yield _Row(
            lefts[number] if number < len(lefts) else "",
            rights[number] if number < len(rights) else "",
        )
