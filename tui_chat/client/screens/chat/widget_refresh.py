"""Painting the chat screen: every widget around the log, and the title of the window."""

from collections.abc import Callable

from tui_chat.client.buffers.line import TALK
from tui_chat.client.language.i18n import _, ngettext
from tui_chat.client.screens.chat.chat_screen_interface import ChatView
from tui_chat.client.screens.chat.input.drafts_typing_and_resending import input_placeholder
from tui_chat.client.screens.chat.open_buffer_read_marker import OpenBuffer
from tui_chat.client.screens.chat.side_panels import Panels
from tui_chat.client.screens.chat.status.status_bar import StatusBar
from tui_chat.client.widgets.input.composer import Composer
from tui_chat.client.widgets.log.message_log import MessageLog
from tui_chat.client.widgets.topic_line import TopicLine


class Painting:
    """Brings every widget up to date; those that show the same already do nothing.

    `set_title` is called with each new title of the window.
    """

    def __init__(
        self,
        view: ChatView,
        here: OpenBuffer,
        log: MessageLog,
        composer: Composer,
        topic: TopicLine,
        panels: Panels,
        status_bar: StatusBar,
        set_title: Callable[[str], object],
    ) -> None:
        self._view = view
        self._here = here
        self._log = log
        self._composer = composer
        self._topic = topic
        self._panels = panels
        self._status_bar = status_bar
        self._set_title = set_title
        self._title = ""
        self._unseen = range(0)
        """The ids of the lines that the hint above the input was last written for."""

    def paint(self) -> None:
        """Show the present state of the open buffer and of the others."""
        buffer, connection = self._view.buffer, self._view.connection
        if self._here.is_looked_at:
            connection.session.mark_read(buffer, self._view.now())
        self._log.take_in()
        self._show_unseen_above()
        self._topic.show(buffer, self._unread_elsewhere())
        self._panels.paint(self._view.connections, self._view.buffers(), buffer)
        self._composer.set_class(not connection.connected, "-lost")
        self._composer.show_placeholder(input_placeholder(buffer, connection.session))
        self._status_bar.paint()
        self._entitle()

    def show_new_below(self, count: int) -> None:
        """Show above the input how many messages came while the person reads further up."""
        self._status_bar.below = count
        text = ngettext("{count} new below", "{count} new below", count)
        self._composer.hint(text.format(count=count) if count else "")
        self._unseen = range(0)
        self._show_unseen_above()

    def _show_unseen_above(self) -> None:
        """Show above the input how much is new above the view, until the person has gone there."""
        view = self._log.view
        unseen = view.unseen_above() if view is not None and not view.below else range(0)
        if unseen == self._unseen or view is None:
            return
        self._unseen = unseen
        first = view.first_id
        lines = view.buffer.lines[max(0, unseen.start - first) : max(0, unseen.stop - first)]
        talk = [line for line in lines if line.kind in TALK]
        hint = ""
        if talk:
            text = ngettext("{count} new above · Alt+U", "{count} new above · Alt+U", len(talk))
            hint = text.format(count=len(talk))
            if any(line.mention for line in talk):
                hint += " · " + _("Alt+P mention")
        self._composer.hint(hint)

    def _unread_elsewhere(self) -> str:
        """The unread messages of other buffers, for when the list of channels is hidden."""
        if self._panels.shows_channels:
            return ""
        others = [buffer for buffer in self._view.buffers() if buffer is not self._view.buffer]
        calls = sum(buffer.calls for buffer in others)
        unread = sum(buffer.unread for buffer in others)
        if calls:
            return f"@ {calls}"
        return ngettext("{count} new", "{count} new", unread).format(count=unread) if unread else ""

    def _entitle(self) -> None:
        waiting = sum(buffer.calls for buffer in self._view.buffers())
        name = self._view.buffer.name
        title = f"({waiting}) {name}" if waiting else name
        if title != self._title:
            self._title = title
            self._set_title(title)
