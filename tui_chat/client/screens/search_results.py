"""The results of `/search`, and a line in which the query can be changed."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.timer import Timer
from textual.widgets import Input

from tui_chat.client.completion import query_words
from tui_chat.client.connected_server import Connection
from tui_chat.client.events import SearchAnswered
from tui_chat.client.language.i18n import _, ngettext
from tui_chat.client.screens.buffer_and_message_pickers import Destination, found
from tui_chat.client.screens.picker import Choice, Picker
from tui_chat.client.search_query import parse_query, words_in

_PAUSE: Final = 0.3
"""Seconds without a key after which a changed query is searched for."""


class SearchResults(Picker[Destination]):
    """The messages that fit a query. Typing changes the query; `ask` searches for it.

    `show` takes the answers. Enter picks a message, or searches at once if the query was changed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", show=False)]

    def __init__(
        self,
        event: SearchAnswered,
        connection: Connection,
        now: Callable[[], float],
        ask: Callable[[str], None],
    ) -> None:
        super().__init__("", (), empty="")
        self._connection = connection
        self._now = now
        self._ask = ask
        self._asked = event.text
        self._answer = event
        self._pause: Timer | None = None
        self._candidates: Sequence[str] = ()
        self._completed = ""
        """The query as the last Tab left it."""

    def on_mount(self) -> None:
        """Show the first answer."""
        field = self.query_one(Input)
        field.select_on_focus = False  # whoever types goes on with the query
        with field.prevent(Input.Changed):
            field.value = self._asked
        field.cursor_position = len(self._asked)
        self.show(self._answer)

    def fitting(self, sought: str) -> Sequence[Choice[Destination]]:
        """All results: the search has decided what fits."""
        del sought
        return self.choices

    # Answers

    def show(self, event: SearchAnswered) -> None:
        """Show an answer, unless another query was asked meanwhile."""
        if event.text != self._asked:
            return
        query = parse_query(event.text)
        choices = found(event, self._connection, self._now(), self.app.size.width)
        count = len(choices)
        title = ngettext('{count} result for "{text}"', '{count} results for "{text}"', count)
        if event.cut:
            title = _('The latest {count} results for "{text}"')
        title = title.format(count=count, text=event.text)
        if not event.everywhere:
            title = _("{title} (loaded messages only)").format(title=title)
        empty = _("No messages match. Try fewer words.")
        if event.failed:
            title, empty = _("The server refused to search."), ""
        elif query.is_empty:
            title = _("Search: words, from:NICK, in:CHANNEL (Tab completes)")
            empty = ""
        self.emphasise(lambda label: words_in(label, query.words))
        self.replace(title, choices, empty)

    # The query

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search for the changed query, once the person has stopped typing."""
        if self._pause is not None:
            self._pause.stop()
        if event.value.strip() != self._asked:
            self._pause = self.set_timer(_PAUSE, self._search)

    def _search(self) -> bool:
        """Search for the query, if it is another one. Gives whether it is."""
        text = self.query_one(Input).value.strip()
        if text == self._asked:
            return False
        self._asked = text
        self.replace(_("Searching…"), self.choices, "")
        self._ask(text)
        return True

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: search, or go to the message that is marked."""
        if self._search():
            event.prevent_default()

    def action_complete(self) -> None:
        """Tab: complete from: and in:, and go through what fits; else mark the next message."""
        field = self.query_one(Input)
        text, cursor = field.value, field.cursor_position
        if text != self._completed or not self._candidates:
            start = text.rfind(" ", 0, cursor) + 1
            session = self._connection.session
            self._candidates = query_words(text[start:cursor], session, session.foreground)
            if not self._candidates:
                self.action_mark(1)
                return
        else:
            start = text.rfind(" ", 0, cursor) + 1
            self._candidates = (*self._candidates[1:], self._candidates[0])
        word = self._candidates[0]
        self._completed = text[:start] + word + text[cursor:]
        field.value = self._completed
        field.cursor_position = start + len(word)
