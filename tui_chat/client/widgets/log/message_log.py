"""The log of a buffer: any number of messages, of which only those in view cost anything."""

from collections.abc import Callable
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.cache import LRUCache
from textual.geometry import Region
from textual.message import Message
from textual.selection import Selection
from textual.strip import Strip

from tui_chat.client.keys import log_bindings
from tui_chat.client.textual_compat.key_dispatch import do_bound
from tui_chat.client.textual_compat.styles_cache_bypass import as_seen, cut
from tui_chat.client.widgets.log.columns import LogLook
from tui_chat.client.widgets.log.cursor import LogCursor
from tui_chat.client.widgets.log.entries_and_folding import Entry
from tui_chat.client.widgets.log.painting import paint, paint_beginning
from tui_chat.client.widgets.log.selected_text import copied
from tui_chat.client.widgets.log.styles import LogStyles, styles_of
from tui_chat.client.widgets.log.viewport import LogView
from tui_chat.wire.text.search_folding import find_folded

_RIGHT: Final = 3
"""The number of the right button of the mouse."""
_KEPT: Final = 256
"""The lines that stay painted, some screens of them: a row is dozens of objects in Textual."""


class MessageLog(LogCursor, can_focus=False, inherit_bindings=False):
    """Shows one buffer at a time.

    Whoever adds lines to the buffer calls `take_in`, at most as often as the screen is painted.
    While it has the focus, a line is chosen; `pass_on` gets what means nothing here: the person
    has begun to write. `before_key` comes first, and tells whether it took the key. Calls, not
    messages: the next key must not be quicker.
    """

    class LineAsked(Message):
        """The person wants to act on the line of this id."""

        def __init__(self, line_id: int) -> None:
            super().__init__()
            self.line_id = line_id

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "log--dim",
        "log--new",
        "log--mention",
        "log--error",
        "log--link",
        "log--code",
        "log--string",
        "log--number",
        "log--chosen",
        "log--sought",
    }

    DEFAULT_CSS = """
    MessageLog {
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        scrollbar-background: $background;
        scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
        & > .log--dim { color: $text-muted; }
        & > .log--new { color: $text-accent; }
        & > .log--mention { color: $text-accent; }
        & > .log--error { color: $text-error; }
        & > .log--link { text-style: underline; }
        & > .log--chosen { background: $panel; }
        & > .log--sought { color: $background; background: $accent; }
        & > .log--string { color: $text-success; }
        & > .log--number { color: $text-warning; }
        & > .log--code { color: $foreground; background: $surface; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [*log_bindings()]

    def __init__(
        self,
        look: LogLook | None = None,
        *,
        before_key: Callable[[events.Key], bool] = lambda _event: False,
        pass_on: Callable[[events.Key | events.Paste], None] | None = None,
        is_me: Callable[[str], bool] = lambda _nick: False,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        super().__init__(look, id=id)
        self._sought = ""
        self._before_key = before_key
        self._pass_on = pass_on
        self._is_me = is_me
        self._strips: LRUCache[int, list[Strip]] = LRUCache(_KEPT)
        self._styles: LogStyles | None = None
        self._chosen_strips: tuple[int, list[Strip]] | None = None

    # Painting

    def forget_painted(self, line_id: int | None = None) -> None:
        """Drop the painted rows of this line, or of all lines: they are out of date."""
        self._chosen_strips = None
        if line_id is None:
            self._strips.clear()
        else:
            self._strips.discard(line_id)

    def notify_style_update(self) -> None:
        """The theme changed: every strip is stale."""
        super().notify_style_update()
        self._styles = None
        self.forget_painted()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows in `crop`, without Textual's styling: there is no border and no padding.

        The same strips go to the compositor again and again, and what it computes for them stays
        with them: half of the time of a frame.
        """
        self.follow_buffer()
        self.fit()
        styles = self._styles or self._current_styles()
        width = self.log_size.width
        return cut([self._painted(y, width, styles) for y in crop.line_range], crop)

    def render_line(self, y: int) -> Strip:
        """The row `y` of the view with the offsets of its text, for the mouse to find."""
        self.follow_buffer()
        styles = self._styles or self._current_styles()
        position = self.position_at(y)
        if self.view is None or position is None:
            return Strip.blank(self.log_size.width, styles.text)
        entry = self.view.entries.entry(position.line)
        strips = self._paint(self.view, entry, styles, offsets=True)
        return strips[min(position.row, len(strips) - 1)]

    def _painted(self, y: int, width: int, styles: LogStyles) -> Strip:
        position = self.position_at(y)
        if self.view is None or position is None:
            return self._seen(self._painted_beginning(y, width, styles))
        line_id = position.line + self.view.first_id
        if line_id == self.chosen_id:
            strips = self._paint_chosen(self.view, position.line, styles)
        else:
            strips = self._strips.get(line_id) or self._paint_lasting(
                self.view, position.line, styles
            )
        if position.row >= len(strips):
            return self._seen(Strip.blank(width, styles.text))
        return strips[position.row]

    def _seen(self, strip: Strip) -> Strip:
        """The strip in the colours that the terminal has."""
        return as_seen([strip], self)[0]

    def _paint_chosen(self, view: LogView, index: int, styles: LogStyles) -> list[Strip]:
        """The painted rows of the chosen line, kept while it is."""
        entry = view.entries.entry(index)
        if self._chosen_strips is None or self._chosen_strips[0] != entry.line.id:
            painted = as_seen(self._paint(view, entry, styles.of_chosen()), self)
            if view.entries.may_grow(index, entry):
                return painted
            self._chosen_strips = entry.line.id, painted
        return self._chosen_strips[1]

    def _painted_beginning(self, y: int, width: int, styles: LogStyles) -> Strip:
        """The row `y` of those above the lines: of a buffer without lines the last says so."""
        view = self.view
        if view is None or view.layout.count or y != view.height - 1:
            return Strip.blank(width, styles.text)
        return paint_beginning(view.entries.beginning, view.entries.columns, styles)

    def _paint_lasting(self, view: LogView, index: int, styles: LogStyles) -> list[Strip]:
        """The painted rows of a line, kept for the next frames."""
        entry = view.entries.entry(index)
        strips = as_seen(self._paint(view, entry, styles), self)
        if not view.entries.may_grow(index, entry):
            self._strips[entry.line.id] = strips
        return strips

    def _paint(
        self, view: LogView, entry: Entry, styles: LogStyles, *, offsets: bool = False
    ) -> list[Strip]:
        entries = view.entries
        return paint(
            entry,
            entries.shown(entry.line),
            entries.columns,
            styles,
            self.text_selection,
            sought=self._sought,
            is_me=self._is_me,
            offsets=offsets,
        )

    def _current_styles(self) -> LogStyles:
        self._styles = styles_of(self, nick_colours=self.look.nick_colours)
        return self._styles

    def seek(self, text: str) -> None:
        """Highlight `text` wherever it occurs, "" for nothing."""
        if text != self._sought:
            self._sought = text
            self.forget_painted()
            self.refresh()

    # Selecting

    @property
    def allow_select(self) -> bool:
        """Text can be selected with the mouse, although the log holds no widgets."""
        return True

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected words; with several messages, each has its sender."""
        view = self.view
        return (copied(view.entries, selection), "\n") if view is not None else None

    def selection_updated(self, selection: Selection | None) -> None:
        """The selection changed: paint it."""
        self.forget_painted()
        super().selection_updated(selection)

    # Unfolding what is folded

    def on_click(self, event: events.Click) -> None:
        """Unfold joins and parts or a long message, or fold them again.

        With the right button: choose a line to act on.
        """
        view = self.view
        offset = event.get_content_offset(self)
        if view is None or offset is None or self.screen.get_selected_text():
            return
        self.follow_buffer()
        position = self.position_at(offset.y)
        if position is None:
            return
        if event.button == _RIGHT:
            self.post_message(self.LineAsked(position.line + view.first_id))
        elif view.toggle_folded(position.line):
            self.repaint_log()

    def go_to_found(self, line_id: int) -> None:
        """Choose a line that was found, and scroll to the first match in it."""
        self.unfold(line_id)
        view = self.view
        if not self.go_to_line(line_id) or view is None or self.chosen is None:
            return
        words = view.entries.shown(self.chosen).words
        places = find_folded(words, self._sought)
        if places:
            view.reveal_character(line_id - view.first_id, places[0][0])
            self.repaint_log()

    def unfold(self, line_id: int) -> None:
        """Show all of a message, however long it is."""
        self.follow_buffer()
        view = self.view
        if view is not None and view.entries.is_folded(line_id - view.first_id):
            view.toggle_folded(line_id - view.first_id)
            self.repaint_log()

    @property
    def chosen_is_folded(self) -> bool | None:
        """Whether the chosen line is folded; None if there is nothing to fold or unfold."""
        line, view = self.chosen, self.view
        if line is None or view is None:
            return None
        index = line.id - view.first_id
        if view.entries.is_folded(index):
            return True
        return False if line.id in view.entries.opened else None

    def unfold_chosen(self) -> bool:
        """Unfold or fold the chosen line and the joins and parts around it, if it can be."""
        line, view = self.chosen, self.view
        if line is None or view is None or not view.toggle_folded(line.id - view.first_id):
            return False
        self.repaint_log()
        self.go_to_line(line.id)
        return True

    # Keys, while a line is chosen

    async def on_key(self, event: events.Key) -> None:
        """Do what the key means for the chosen line; else pass it on."""
        event.stop()
        event.prevent_default()
        if self.has_focus and self._before_key(event):
            return
        # A key that was pressed while the focus moved back to the input is for the input.
        bound = self.chosen_id is not None and await do_bound(self, event.key, widget_first=True)
        if bound or self._pass_on is None:
            return
        # `has_focus` comes late: until then an Enter behind a typed text would be lost.
        if event.is_printable or self.screen.focused is not self:
            self._pass_on(event)

    async def on_paste(self, event: events.Paste) -> None:
        """Pass it on: it is for the input."""
        event.stop()
        event.prevent_default()
        if self._pass_on is not None:
            self._pass_on(event)
