"""The chat: all its parts, and what the servers say to it."""

from collections import deque
from collections.abc import Sequence
from typing import Final

from textual.message import Message

from tui_chat.client.buffers.buffers import Buffer, BufferKind
from tui_chat.client.buffers.line import TALK, Line
from tui_chat.client.completion import Cycle
from tui_chat.client.config.options import UiOptions
from tui_chat.client.connect.connection import Connection
from tui_chat.client.connect.server_address import Address
from tui_chat.client.events import (
    ChannelsListed,
    Event,
    HistoryReceived,
    LineChanged,
    MessageReceived,
    Refused,
    SearchAnswered,
    TypingChanged,
)
from tui_chat.client.language.i18n import _, ngettext
from tui_chat.client.screens.arrival import Arriving
from tui_chat.client.screens.command_context import ChatDesk
from tui_chat.client.screens.message_actions import Acting
from tui_chat.client.screens.navigation import Going
from tui_chat.client.screens.status_text import facts, hints, invitation, log_hints, trouble, typing
from tui_chat.client.widgets.log.message_log import MessageLog

_MOST_UNHEARD: Final = 1_000
"""Reports of what happens that are kept until there is a screen to show it."""


class ChatScreen(Going, Acting, Arriving):
    """One place at a time of all servers."""

    class LeaveAsked(Message):
        """The person wants to leave, with these words to the servers."""

        def __init__(self, message: str = "") -> None:
            super().__init__()
            self.message = message

    class HelpAsked(Message):
        """The person wants to see keys and commands."""

    class PaletteAsked(Message):
        """The person wants everything that can be done, by name."""

    class ConnectAsked(Message):
        """The person wants a connection to be made again."""

        def __init__(self, connection: Connection) -> None:
            super().__init__()
            self.connection = connection

    class ServerAsked(Message):
        """The person wants to be on one more server."""

        def __init__(self, address: Address) -> None:
            super().__init__()
            self.address = address

    class Rang(Message):
        """Somebody says something for the person's ears while they look elsewhere."""

        def __init__(self, place: Buffer, line: Line) -> None:
            super().__init__()
            self.place = place
            self.line = line

    class TitleChanged(Message):
        """Where the person is, or how much waits for them elsewhere, is another."""

        def __init__(self, title: str) -> None:
            super().__init__()
            self.title = title

    def __init__(
        self,
        connections: Sequence[Connection],
        ui: UiOptions | None = None,
        *,
        simple_emoji: bool = False,
    ) -> None:
        super().__init__(connections, ui, simple_emoji=simple_emoji)
        self._cycle = Cycle()
        self._desk = ChatDesk(self)
        self._looking = True
        self._below = 0
        self._title = ""
        self._beginning = True
        self._unheard: deque[tuple[Connection, list[Event]]] | None = deque(maxlen=_MOST_UNHEARD)

    @property
    def desk(self) -> ChatDesk:
        """What slash commands see and move."""
        return self._desk

    def on_mount(self) -> None:
        """Begin where the first server is, or where what happened already leads."""
        self._begin()
        unheard, self._unheard = self._unheard, None
        for connection, happened in unheard or ():
            self.hear(connection, happened)
        self._beginning = False
        if not self._greeted:
            self._complain(self._here)

    # What the servers say

    def hear(self, connection: Connection, happened: list[Event]) -> None:
        """Follow what happened; it is painted within a thirtieth of a second."""
        if self._unheard is not None:
            self._unheard.append((connection, happened))
            return
        for event in happened:
            self._follow(connection, event)
        if not self._looking:
            self._ring(happened)
        self._pacer.ask(len(happened))

    def _ring(self, happened: list[Event]) -> None:
        """Call the person, once for all that came together."""
        for event in happened:
            if isinstance(event, MessageReceived) and event.rings:
                self.post_message(self.Rang(event.buffer, event.line))
                return

    def _follow(self, connection: Connection, event: Event) -> None:
        match event:
            case MessageReceived() if event.line.own and event.buffer is self._here:
                self._drop_new()
            case LineChanged():
                self._log_view.take_in_change(event.buffer, event.line)
            case HistoryReceived(older=False) if event.buffer is self._here:
                self._mark_new(event.buffer)
            case TypingChanged() if event.buffer is self._here:
                self._watch_typing()
            case Refused() if self.in_log or event.buffer is not self._here:
                self.say(event.text)  # the line itself comes out of view
            case ChannelsListed():
                self.show_channels(event)
            case SearchAnswered():
                self.show_found(event)
            case _:
                self._follow_places(connection, event)

    def look(self, *, here: bool) -> None:
        """Whether the person looks at this window."""
        self._looking = here
        if self._unheard is not None:
            return  # nothing is shown yet
        if here:
            self._open(self._here)
        else:
            self.session.mark_read(self._here, self.now(), now=True)
            self._here.hide()

    # The open place

    def show(self, buffer: Buffer) -> None:
        """Open another place."""
        if self.in_log:
            self.back_to_writing()
        if buffer is not self._here:
            self.keep_draft()
            self.session.mark_read(self._here, self.now(), now=True)
            self._here.hide()
        self._here = buffer
        self._led_to, self._came_along = None, False
        self.session.foreground = buffer
        self._composer.go_to(buffer, self.connection.memory.draft(buffer))
        self._draft_found = self._composer.text
        self._drop_offers()
        self._open(buffer)

    def _open(self, buffer: Buffer) -> None:
        new_from = buffer.read_up_to + 1 if buffer.unread else None
        if self._beginning and buffer.read_up_to < 0:
            new_from = None  # it only came while the screen was being made ready
        if self._looking:
            buffer.show()
        self._log_view.show(buffer, new_from)
        self._paint()

    def _mark_new(self, buffer: Buffer) -> None:
        """What was missed has been told: "new" begins where somebody else says something."""
        lines = buffer.lines
        begin = max(0, buffer.read_up_to + 1 - lines.first_id)
        for line in lines[begin:]:
            if line.kind in TALK and not line.own:
                self._log_view.show(buffer, line.id)
                return

    def _drop_new(self) -> None:
        """Who talks has read what was said."""
        if self._log_view.new_from is not None:
            self._log_view.show(self._here)

    # Painting

    def _paint(self) -> None:
        """Bring every widget up to date; those that show the same already do nothing."""
        here, connection = self._here, self.connection
        if self._looking:
            connection.session.mark_read(here, self.now())
        self._log_view.take_in()
        self._topic.show(here, self._elsewhere())
        self._paint_panels()
        self._composer.set_class(not connection.connected, "-lost")
        self._composer.invite(invitation(here, connection.session))
        known = facts(connection, one_of_many=len(self._connections) > 1)
        if self._question:
            self._status.show(known, self._question, [])
        else:
            typists = connection.session.typists(here, self.now())
            word = self._word or trouble(connection) or typing(typists)
            keys = hints(self._below)
            if self.in_log:
                keys = log_hints(self._log_view.chosen, connection.session)
            self._status.show(known, word, keys, keys_first=self.in_log)
        self._entitle()

    def _elsewhere(self) -> str:
        """What waits in other places, where the list of them is folded away."""
        if self._panels["channels"]:
            return ""
        others = [place for place in self.places() if place is not self._here]
        mentions = sum(place.mentions for place in others)
        unread = sum(place.unread for place in others)
        if mentions:
            return f"@ {mentions}"
        return ngettext("{count} new", "{count} new", unread).format(count=unread) if unread else ""

    def _entitle(self) -> None:
        waiting = sum(
            place.unread if place.kind is BufferKind.PERSON else place.mentions
            for place in self.places()
        )
        title = f"({waiting}) {self._here.name}" if waiting else self._here.name
        if title != self._title:
            self._title = title
            self.post_message(self.TitleChanged(title))

    def on_log_window_below_changed(self, event: MessageLog.BelowChanged) -> None:
        """While the person reads further up: say in the rule above the input what came."""
        self._below = event.count
        text = ngettext("{count} new below", "{count} new below", event.count)
        self._composer.hint(text.format(count=event.count) if event.count else "")
        self._pacer.ask()

    # Keys

    def action_help(self) -> None:
        """Keys and commands."""
        self.post_message(self.HelpAsked())

    def action_palette(self) -> None:
        """Everything, by name."""
        self.post_message(self.PaletteAsked())

    def action_redraw(self) -> None:
        """Write over what another program has put on the screen."""
        self.refresh()

    def write(self, text: str) -> None:
        """Put `text` into the input, for the person to go on with."""
        if self._unheard is not None:
            self.call_later(self.write, text)  # until then there is no place to write in
            return
        self._composer.fill(text)
        self._composer.focus()

    def write_on(self, text: str) -> None:
        """Put `text` behind what stands in the input."""
        self.write(self._composer.draft + text)

    def action_copy_or_clear(self) -> None:
        """Copy what is selected, else empty the input, else say how to leave."""
        selected = self.get_selected_text() or self._composer.selected_text
        if selected:
            self.app.copy_to_clipboard(selected)
            self.clear_selection()
            self.say(_("copied"))
        elif self.in_log:
            self.action_copy_message()
        elif self._composer.errand is not None:
            self._composer.drop_errand()
        elif self._composer.text:
            self._composer.clear_input()
        else:
            self.say(_("Ctrl+Q leaves"))
