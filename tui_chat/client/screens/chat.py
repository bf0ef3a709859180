"""The chat: places at the left, the log in the middle, who is here at the right, and the input."""

from collections.abc import Sequence
from itertools import chain
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from tui_chat.client.buffers import Buffer, BufferKind
from tui_chat.client.completion import Cycle
from tui_chat.client.connection import Connection
from tui_chat.client.events import BufferClosed, BufferOpened, Event, Joined, LineChanged
from tui_chat.client.i18n import _, ngettext
from tui_chat.client.keys import bindings
from tui_chat.client.lines import LineKind
from tui_chat.client.screens.desk import ChatDesk
from tui_chat.client.screens.standing import facts, hints, trouble
from tui_chat.client.session import Session
from tui_chat.client.widgets.channels import ChannelList
from tui_chat.client.widgets.composer import Composer
from tui_chat.client.widgets.line_panel import LinePanel
from tui_chat.client.widgets.members import MemberList
from tui_chat.client.widgets.message_log import MessageLog
from tui_chat.client.widgets.pacing import Pacer
from tui_chat.client.widgets.status import StatusLine
from tui_chat.client.widgets.topic import TopicLine

_NARROW: Final = 80
_WIDE: Final = 110


class ChatScreen(Screen[None]):
    """One place at a time of all servers."""

    AUTO_FOCUS = "#composer"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]

    class LeaveAsked(Message):
        """The person wants to leave, with these words to the servers."""

        def __init__(self, message: str = "") -> None:
            super().__init__()
            self.message = message

    class HelpAsked(Message):
        """The person wants to see keys and commands."""

    class ConnectAsked(Message):
        """The person wants a connection to be made again."""

        def __init__(self, connection: Connection) -> None:
            super().__init__()
            self.connection = connection

    def __init__(self, connections: Sequence[Connection], *, simple_emoji: bool = False) -> None:
        super().__init__()
        self._connections = connections
        self._here = connections[0].session.foreground
        self._places_log = MessageLog(id="log", simple_emoji=simple_emoji)
        self._channels = ChannelList(id="channels")
        self._members = MemberList(id="members")
        self._topic = TopicLine(id="topic")
        self._composer = Composer(self._submit, id="composer")
        self._status = StatusLine(id="status")
        self._pacer = Pacer(self, self._paint)
        self._cycle = Cycle()
        self._desk = ChatDesk(self)
        self._looking = True
        self._asking_to_leave = False
        self._word = ""
        self._below = 0
        self._panels = {"channels": True, "members": True}
        self._narrow = False
        self._invited: set[Connection] = set()

    def compose(self) -> ComposeResult:
        """The whole layout: nothing is made or taken away later."""
        yield self._topic
        with Horizontal(id="middle"):
            yield self._channels
            yield self._places_log
            yield self._members
        yield self._composer
        yield self._status

    def on_mount(self) -> None:
        """Begin where the first server is, or in the channel that it put us in already."""
        joined = [place for place in self._places() if place.kind is BufferKind.CHANNEL]
        self.show(joined[0] if joined else self._here)

    # What the servers say

    def hear(self, connection: Connection, happened: list[Event]) -> None:
        """Follow what happened; it is painted within a thirtieth of a second."""
        if not self.is_mounted:
            return
        for event in happened:
            match event:
                case Joined(own=True):
                    self._invite(connection, event.buffer)
                    if event.asked or self._here is connection.session.buffers.server:
                        self.show(event.buffer)
                case BufferOpened(asked=True):
                    self.show(event.buffer)
                case BufferClosed():
                    self._forget(event.buffer)
                case LineChanged():
                    self._places_log.take_in_change(event.buffer, event.line)
        self._pacer.ask()

    def look(self, *, here: bool) -> None:
        """Whether the person looks at this window."""
        self._looking = here
        if here:
            self._open(self._here)
        else:
            self._here.hide()

    def warn(self, text: str) -> bool:
        """Say `text` in the status line; whether it stood there already."""
        known = self._word == text
        self._word = text
        self._pacer.ask()
        return known

    def _invite(self, connection: Connection, place: Buffer) -> None:
        """Say once, in the first room, how others come in."""
        line = connection.options.invitation
        if line and connection not in self._invited:
            self._invited.add(connection)
            words = _("Others come in with: {line}").format(line=line)
            place.append(LineKind.INFO, words, self._desk.now())

    def _forget(self, closed: Buffer) -> None:
        self._places_log.forget(closed)
        self._composer.forget(closed)
        if closed is self._here:
            self.show(self._connections[0].session.buffers.server)

    # The open place

    @property
    def session(self) -> Session:
        """The session that the open place belongs to."""
        return self.connection.session

    @property
    def connection(self) -> Connection:
        """The connection that the open place belongs to."""
        for connection in self._connections:
            if connection.owns(self._here):
                return connection
        return self._connections[0]

    @property
    def buffer(self) -> Buffer:
        """The open place."""
        return self._here

    def show(self, buffer: Buffer) -> None:
        """Open another place."""
        if buffer is not self._here:
            self._here.hide()
        self._here = buffer
        self.session.foreground = buffer
        self._composer.go_to(buffer, "" if buffer.kind is BufferKind.SERVER else buffer.name)
        self._open(buffer)

    def repaint_soon(self) -> None:
        """Something that is shown has changed."""
        self._pacer.ask()

    # What is typed

    def _submit(self, text: str, *, literally: bool) -> None:
        self._word = ""
        self._places_log.go_to_end()
        self._desk.take(text, literally=literally)
        self._pacer.ask()

    def on_composer_leave_asked(self, event: Composer.LeaveAsked) -> None:
        """Say what the next key does."""
        self._asking_to_leave = event.asking
        self._pacer.ask()

    def on_composer_leave_confirmed(self) -> None:
        """Enter, twice."""
        self._desk.leave("")

    def on_composer_completion_asked(self, event: Composer.CompletionAsked) -> None:
        """Put the next completion in the input."""
        composer = self._composer
        text, cursor = self._cycle.turn(
            composer.text, composer.cursor, self.session, self._here, backwards=event.back
        )
        composer.complete(text, cursor)

    def on_text_area_changed(self) -> None:
        """A word said about the keys is read once something is typed."""
        if self._word:
            self._word = ""
            self._pacer.ask()

    # Painting

    def _open(self, buffer: Buffer) -> None:
        new_from = buffer.read_up_to + 1 if buffer.unread else None
        if self._looking:
            buffer.show()
        self._places_log.show(buffer, new_from)
        self._paint()

    def _paint(self) -> None:
        """Bring every widget up to date; those that show the same already do nothing."""
        here, connection = self._here, self.connection
        self._places_log.take_in()
        self._topic.show(here)
        self._channels.show(self._places(), here)
        self._members.show(here if here.kind is BufferKind.CHANNEL else None)
        _display(self._members, self._panels["members"] and here.kind is BufferKind.CHANNEL)
        _display(self._channels, self._panels["channels"])
        self._composer.set_class(not connection.connected, "-lost")
        if self._asking_to_leave:
            asking = _("Leave? Enter again leaves, any other key sends it.")
            self._status.show(facts(connection), asking, [])
        else:
            word = self._word or trouble(connection)
            self._status.show(facts(connection), word, hints(self._below))

    def on_log_window_below_changed(self, event: MessageLog.BelowChanged) -> None:
        """While the person reads further up: say in the rule above the input what came."""
        self._below = event.count
        text = ngettext("{count} new below", "{count} new below", event.count)
        hint = f" {text.format(count=event.count)} " if event.count else ""
        self._composer.border_title = Content(hint)
        self._pacer.ask()

    def on_resize(self, event: events.Resize) -> None:
        """Fold the panels where there is no room for them."""
        narrow = event.size.width < _NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            self._panels = {"channels": not narrow, "members": not narrow}
        self.set_class(event.size.width >= _WIDE, "-wide")
        self._pacer.ask()

    # Keys

    def _places(self) -> list[Buffer]:
        """Every place in the order of the list: of each server itself, its channels, people."""
        return list(chain.from_iterable(_in_order(each) for each in self._connections))

    def _go_by(self, step: int) -> None:
        places = self._places()
        at = places.index(self._here) if self._here in places else 0
        self.show(places[(at + step) % len(places)])

    def action_previous_place(self) -> None:
        """Ctrl+P."""
        self._go_by(-1)

    def action_next_place(self) -> None:
        """Ctrl+N."""
        self._go_by(1)

    def action_next_unread(self) -> None:
        """Go where somebody calls us, else where something is unread."""
        places = [place for place in self._places() if place is not self._here]
        for place in sorted(places, key=lambda each: not each.mentions):
            if place.unread:
                self.show(place)
                return

    def action_page_up(self) -> None:
        """Earlier messages."""
        self._places_log.page_up()

    def action_page_down(self) -> None:
        """Later messages."""
        self._places_log.page_down()

    def action_log_start(self) -> None:
        """The oldest message."""
        self._places_log.go_to_start()

    def action_log_end(self) -> None:
        """The latest message; nothing stays selected."""
        self.clear_selection()
        self._places_log.go_to_end()

    def action_help(self) -> None:
        """Keys and commands."""
        self.post_message(self.HelpAsked())

    def action_toggle_channels(self) -> None:
        """Show or hide the channels."""
        self._toggle("channels")

    def action_toggle_members(self) -> None:
        """Show or hide who is here."""
        self._toggle("members")

    def _toggle(self, panel: str) -> None:
        shown = not self._panels[panel]
        if self._narrow:
            self._panels = dict.fromkeys(self._panels, False)
        self._panels[panel] = shown
        self._paint()

    def action_copy_or_clear(self) -> None:
        """Copy what is selected, else empty the input, else say how to leave."""
        selected = self.get_selected_text() or self._composer.selected_text
        if selected:
            self.app.copy_to_clipboard(selected)
            self.clear_selection()
            self._word = _("copied")
        elif self._composer.text:
            self._composer.clear_input()
            return
        else:
            self._word = _("Ctrl+Q leaves")
        self._pacer.ask()

    def on_line_panel_chosen(self, event: LinePanel.Chosen) -> None:
        """A click goes to a place, or begins a conversation with somebody."""
        if event.panel is self._channels and (place := self._channels.place_at(event.row)):
            self.show(place)
        elif event.panel is self._members and (member := self._members.member_at(event.row)):
            self.show(self.session.talk_to(member.nick))
        self._composer.focus()


def _display(widget: Widget, display: bool) -> None:
    if widget.display != display:
        widget.display = display


def _in_order(connection: Connection) -> list[Buffer]:
    buffers = connection.session.buffers
    return [
        buffers.server,
        *buffers.of_kind(BufferKind.CHANNEL),
        *buffers.of_kind(BufferKind.PERSON),
    ]
