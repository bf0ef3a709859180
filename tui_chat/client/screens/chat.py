"""The chat: its widgets and their layout, and what the servers say to each part of it."""

import time
from collections import deque
from collections.abc import Sequence
from inspect import isawaitable
from itertools import chain
from typing import Final

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.screen import Screen

from tui_chat.client.buffers.buffers import Buffer, BufferKind
from tui_chat.client.buffers.line import TALK, Line
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
from tui_chat.client.keys import bindings, rebound
from tui_chat.client.language.i18n import _, ngettext
from tui_chat.client.screens.arrival import Arrival
from tui_chat.client.screens.chat_view import Actions
from tui_chat.client.screens.command_context import ChatDesk
from tui_chat.client.screens.completion_popup import CompletionPopup
from tui_chat.client.screens.input_search import InputSearch
from tui_chat.client.screens.invitation import InvitationActions
from tui_chat.client.screens.log_reading import LogReading
from tui_chat.client.screens.log_search import LogSearch
from tui_chat.client.screens.message_actions import MessageActions
from tui_chat.client.screens.navigation import Navigation
from tui_chat.client.screens.panels import Panels
from tui_chat.client.screens.people import PeopleActions
from tui_chat.client.screens.status_message import StatusMessage
from tui_chat.client.screens.status_text import facts, hints, invitation, log_hints, trouble, typing
from tui_chat.client.screens.writing import Writing
from tui_chat.client.session import Session
from tui_chat.client.textual_compat.instance_bindings import bind_only
from tui_chat.client.textual_compat.textual_caches import forget_closed_screens
from tui_chat.client.widgets.channels import ChannelList
from tui_chat.client.widgets.input.asking_input import AskingInput
from tui_chat.client.widgets.input.composer import Composer
from tui_chat.client.widgets.input.popup import Popup
from tui_chat.client.widgets.line_panel import LinePanel
from tui_chat.client.widgets.log.columns import LogLook
from tui_chat.client.widgets.log.message_log import MessageLog
from tui_chat.client.widgets.members import MemberList
from tui_chat.client.widgets.pacing import Pacer
from tui_chat.client.widgets.status import StatusLine
from tui_chat.client.widgets.topic import TopicLine

_MOST_UNHEARD: Final = 1_000
"""Reports of what happens that are kept until there is a screen to show it."""
_WIDE: Final = 110
"""Columns from which on the panels are wider."""


class ChatScreen(Screen[None]):
    """One buffer at a time of all servers: channels left, the log in the middle, members right.

    The screen keeps the widgets, their layout and the open buffer, and hands keys and events to
    its parts, each of which owns its own state (`chat_view` is what they may ask of the screen).
    """

    AUTO_FOCUS = "#composer"

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
        super().__init__()
        ui = ui or UiOptions()
        table = rebound(ui.keys)
        self.keys = table.keys
        bind_only(self, bindings(table.keys))
        self._connections = connections
        self._here = connections[0].session.foreground
        self._looking = True
        self._below = 0
        self._title = ""
        self._beginning = True
        self._styled = False
        self._unheard: deque[tuple[Connection, list[Event]]] | None = deque(maxlen=_MOST_UNHEARD)
        self._make_widgets(ui, simple_emoji=simple_emoji)
        self._make_parts(ui, (*ui.troubles, *table.complaints))

    def _make_widgets(self, ui: UiOptions, *, simple_emoji: bool) -> None:
        look = LogLook(ui.time_format, simple_emoji=simple_emoji, nick_colours=ui.nick_colours)
        self.log_view = MessageLog(look, pass_on=self._write_on, id="log")
        self.channels = ChannelList(id="channels")
        self.members = MemberList(id="members")
        self.composer = Composer(
            self._submit,
            before_key=self._begin_key,
            before_send=self._before_send,
            before_recall=self._before_recall,
            count=self._count_messages,
            doubt=self._doubt,
            id="composer",
        )
        self._topic = TopicLine(id="topic")
        self._popup = Popup(id="popup")
        self._status = StatusLine(id="status")

    def _make_parts(self, ui: UiOptions, complaints: Sequence[str]) -> None:
        log, composer = self.log_view, self.composer
        self._pacer = Pacer(self, self._paint)
        self._message = StatusMessage(self._pacer.ask)
        self._panels = Panels(self.channels, self.members, ui)
        self._reading = LogReading(self, log, composer)
        self._search = LogSearch(self, log, composer, self._reading)
        self._message_actions = MessageActions(self, log, composer, self._reading)
        self._navigation = Navigation(self, self._reading)
        self._writing = Writing(self, log, composer)
        self._completions = CompletionPopup(self, composer, self._popup)
        self._input_search = InputSearch(composer, self._completions)
        self._invitation = InvitationActions(self)
        self._people = PeopleActions(self)
        self._arrival = Arrival(
            *(self, log, composer, self._writing, self._navigation),
            complaints,
            self._invitation.greet,
        )
        self.desk = ChatDesk(self)
        """What slash commands see and move."""
        self.actions: Actions = {
            "help": self.ask_help,
            "palette": lambda: self.post_message(self.PaletteAsked()),
            "redraw": self.refresh,
            "copy_or_clear": self._copy_or_clear,
            "toggle_channels": lambda: self._toggle("channels"),
            "toggle_members": lambda: self._toggle("members"),
            **self._reading.actions,
            **self._search.actions,
            **self._message_actions.actions,
            **self._navigation.actions,
            **self._writing.actions,
            **self._invitation.actions,
            **self._people.actions,
            **self._input_search.actions,
        }
        """What keys do, by the names of `keys.KEYS`."""

    def compose(self) -> ComposeResult:
        """The whole layout: nothing is made or taken away later."""
        yield self._topic
        with Horizontal(id="middle"):
            yield self.channels
            yield self.log_view
            yield self.members
        yield self.composer
        yield self._status
        yield self._popup

    def on_mount(self) -> None:
        """Begin where the first server is, or where what happened already leads."""
        self._arrival.begin()
        unheard, self._unheard = self._unheard, None
        for connection, happened in unheard or ():
            self.hear(connection, happened)
        self._beginning = False
        self._arrival.begun()

    # Where we are

    @property
    def connections(self) -> Sequence[Connection]:
        """One for each server."""
        return self._connections

    @property
    def session(self) -> Session:
        """The session that the open buffer belongs to."""
        return self.connection.session

    @property
    def connection(self) -> Connection:
        """The connection that the open buffer belongs to."""
        return self.connection_of(self._here)

    @property
    def buffer(self) -> Buffer:
        """The open buffer."""
        return self._here

    def connection_of(self, place: Buffer) -> Connection:
        """The connection that a buffer belongs to; the first one if it is closed."""
        for connection in self._connections:
            if connection.owns(place):
                return connection
        return self._connections[0]

    def places(self) -> list[Buffer]:
        """Every buffer in the order of the list: of each server itself, its channels, people."""
        return list(chain.from_iterable(_in_order(each) for each in self._connections))

    def now(self) -> float:
        """The time, in seconds of Unix time."""
        return time.time()

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
                self.log_view.take_in_change(event.buffer, event.line)
            case HistoryReceived(older=False) if event.buffer is self._here:
                self._mark_new(event.buffer)
            case TypingChanged() if event.buffer is self._here:
                self._writing.watch_typing()
            case Refused() if self._reading.in_log or event.buffer is not self._here:
                self.say(event.text)  # the line itself comes out of view
            case ChannelsListed():
                self._navigation.show_channels(event)
            case SearchAnswered():
                self._navigation.show_found(event)
            case _:
                self._arrival.follow(connection, event)

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

    # The open buffer

    def show(self, buffer: Buffer) -> None:
        """Open another buffer."""
        if self._reading.in_log:
            self._reading.back_to_writing()
        if buffer is not self._here:
            self.keep_draft()
            self.session.mark_read(self._here, self.now(), now=True)
            self._here.hide()
        self._here = buffer
        self._arrival.went()
        self._navigation.went(buffer)
        self.session.foreground = buffer
        self._writing.go_to(buffer)
        self._completions.drop()
        self._open(buffer)

    def _open(self, buffer: Buffer) -> None:
        new_from = buffer.read_up_to + 1 if buffer.unread else None
        if self._beginning and buffer.read_up_to < 0:
            new_from = None  # it only came while the screen was being made ready
        if self._looking:
            buffer.show()
        self.log_view.show(buffer, new_from)
        self._paint()

    def _mark_new(self, buffer: Buffer) -> None:
        """What was missed has been told: "new" begins where somebody else says something."""
        lines = buffer.lines
        begin = max(0, buffer.read_up_to + 1 - lines.first_id)
        for line in lines[begin:]:
            if line.kind in TALK and not line.own:
                self.log_view.show(buffer, line.id)
                return

    def _drop_new(self) -> None:
        """Who talks has read what was said."""
        if self.log_view.new_from is not None:
            self.log_view.show(self._here)

    # Painting

    def _paint(self) -> None:
        """Bring every widget up to date; those that show the same already do nothing."""
        here, connection = self._here, self.connection
        if self._looking:
            connection.session.mark_read(here, self.now())
        self.log_view.take_in()
        self._topic.show(here, self._elsewhere())
        self._panels.paint(self._connections, self.places(), here)
        self.composer.set_class(not connection.connected, "-lost")
        self.composer.invite(invitation(here, connection.session))
        known = facts(connection, one_of_many=len(self._connections) > 1)
        if self._message.question:
            self._status.show(known, self._message.question, [])
        else:
            typists = connection.session.typists(here, self.now())
            word = self._message.text or trouble(connection) or typing(typists)
            keys = hints(self._below)
            if self._reading.in_log:
                keys = log_hints(self.log_view.chosen, connection.session)
            self._status.show(known, word, keys, keys_first=self._reading.in_log)
        self._entitle()

    def _elsewhere(self) -> str:
        """What waits in other places, where the list of them is folded away."""
        if self._panels.shows_channels:
            return ""
        others = [place for place in self.places() if place is not self._here]
        calls = sum(place.calls for place in others)
        unread = sum(place.unread for place in others)
        if calls:
            return f"@ {calls}"
        return ngettext("{count} new", "{count} new", unread).format(count=unread) if unread else ""

    def _entitle(self) -> None:
        waiting = sum(place.calls for place in self.places())
        title = f"({waiting}) {self._here.name}" if waiting else self._here.name
        if title != self._title:
            self._title = title
            self.post_message(self.TitleChanged(title))

    def on_log_window_below_changed(self, event: MessageLog.BelowChanged) -> None:
        """While the person reads further up: say in the rule above the input what came."""
        self._below = event.count
        text = ngettext("{count} new below", "{count} new below", event.count)
        self.composer.hint(text.format(count=event.count) if event.count else "")
        self._pacer.ask()

    def repaint_soon(self) -> None:
        """Something that is shown has changed."""
        self._pacer.ask()

    def say(self, text: str) -> None:
        """Say `text` in the status line, until a key is pressed."""
        self._message.say(text)

    def warn(self, text: str) -> bool:
        """Say `text` in the status line; whether it stood there when the key was pressed."""
        return self._message.warn(text)

    def on_resize(self, event: events.Resize) -> None:
        """Fold the panels where there is no room for them."""
        self._panels.fit(event.size.width)
        self.set_class(event.size.width >= _WIDE, "-wide")
        self._pacer.ask()

    def _toggle(self, panel: str) -> None:
        self._panels.toggle(panel)
        self._paint()

    def update_node_styles(self, animate: bool = True) -> None:
        """Style every widget anew: `animate` for a change, not for coming to the front.

        When the screen comes there for the first time, they all have just been styled.
        """
        if animate or self._styled:
            super().update_node_styles(animate)
        self._styled = True

    def on_screen_resume(self) -> None:
        """Whatever was shown above the chat is closed."""
        forget_closed_screens()

    # Keys

    async def action_do(self, name: str, *arguments: object) -> None:
        """Do what the key of that name in `keys.KEYS` is for."""
        done = self.actions[name](*arguments)
        if isawaitable(done):
            await done

    def _begin_key(self) -> None:
        """Before anything is done about a key."""
        self._pacer.give_way()
        self._message.next_key()

    def _write_on(self, event: events.Key | events.Paste) -> None:
        self._reading.write_on(event)

    def _copy_or_clear(self) -> None:
        """Copy what is selected, else empty the input, else say how to leave."""
        selected = self.get_selected_text() or self.composer.selected_text
        if selected:
            self.app.copy_to_clipboard(selected)
            self.clear_selection()
            self.say(_("copied"))
        elif self._reading.in_log:
            self._message_actions.copy()
        elif self.composer.errand is not None:
            self.composer.drop_errand()
        elif self.composer.text:
            self.composer.clear_input()
        else:
            self.say(_("Ctrl+Q leaves"))

    # Writing

    def write(self, text: str) -> None:
        """Put `text` into the input, for the person to go on with."""
        if self._unheard is not None:
            self.call_later(self.write, text)  # until then there is no place to write in
            return
        self.composer.fill(text)
        self.composer.focus()

    def write_on(self, text: str) -> None:
        """Put `text` behind what stands in the input."""
        self.write(self.composer.draft + text)

    def keep_draft(self) -> None:
        """Remember what stands in the input here, for the next time too, unless it is secret."""
        self._writing.keep_draft()

    def _submit(self, text: str, *, literally: bool) -> None:
        """Say what was written, or do what it means."""
        self._reading.show_latest()
        self.say("")
        self.desk.take(text, literally=literally)
        self._pacer.ask()

    def _count_messages(self, text: str) -> int:
        return self._writing.count_messages(text)

    def _doubt(self, text: str) -> str:
        return self._writing.doubt(text)

    def _before_send(self) -> bool:
        """Enter was pressed; whether it was for the popup."""
        return self._completions.take()

    def _before_recall(self) -> bool:
        """Up was pressed where nothing is written; whether it was for editing."""
        return self._message_actions.change_latest()

    def on_text_area_changed(self) -> None:
        """Offer what fits; tell others that we write."""
        self._writing.changed()
        if not self._input_search.active:
            self._completions.offer()

    def on_composer_retry_asked(self) -> None:
        """Enter where nothing is written sends again what failed here."""
        self._writing.retry()

    def on_composer_switch_asked(self) -> None:
        """Ctrl+K, where there is nothing to cut."""
        self._navigation.switch()

    def on_composer_leave_confirmed(self) -> None:
        """Enter, twice."""
        self.desk.leave("")

    def on_composer_choice_dropped(self) -> None:
        """Esc."""
        if self._input_search.active:
            self._input_search.stop()
        else:
            self._completions.dismiss()

    def on_composer_completion_asked(self, event: Composer.CompletionAsked) -> None:
        """Tab: the next completion, or the next line of earlier input."""
        if self._input_search.active:
            self._input_search.step(-1 if event.back else 1)
        else:
            self._completions.turn(back=event.back, picking=event.picking)

    def on_asking_input_asking(self, event: AskingInput.Asking) -> None:
        """Say what the next key does."""
        self._message.ask(event.question)

    def on_log_window_beginning_neared(self) -> None:
        """Have older messages told, if there are any."""
        self._reading.load_older()

    def on_line_panel_chosen(self, event: LinePanel.Chosen) -> None:
        """A click goes to a buffer, or begins a conversation with somebody."""
        if event.panel is self.channels and (place := self.channels.place_at(event.row)):
            self.show(place)
        elif event.panel is self.members and (member := self.members.member_at(event.row)):
            self.show(self.session.talk_to(member.nick))
        self.composer.focus()

    # What the application does for the parts

    def mark_all_read(self) -> None:
        """Have nothing unread any more, on any server."""
        self._navigation.mark_all_read()

    def show_invitation(self) -> None:
        """Show how others join this server."""
        self._invitation.show()

    def share(self, *, shared: bool) -> None:
        """Let other computers join the server that runs in this program, or no longer."""
        self._invitation.share(shared=shared)

    def show_people(self) -> None:
        """List the members of the open channel, with what can be done about each."""
        self._people.show()

    def browse(self, pattern: str = "") -> None:
        """Ask for the channels of this server, to choose one from."""
        self._navigation.browse(pattern)

    def ask_help(self) -> None:
        """Have keys and commands shown."""
        self.post_message(self.HelpAsked())

    def ask_server(self, address: Address) -> None:
        """Have one more server connected."""
        self.post_message(self.ServerAsked(address))

    def ask_reconnect(self) -> None:
        """Have the connection of the open buffer made again."""
        self.post_message(self.ConnectAsked(self.connection))

    def ask_leave(self, message: str) -> None:
        """Have the program ended, with these words to the servers."""
        self.post_message(self.LeaveAsked(message))


def _in_order(connection: Connection) -> list[Buffer]:
    buffers = connection.session.buffers
    return [
        buffers.server,
        *buffers.of_kind(BufferKind.CHANNEL),
        *buffers.of_kind(BufferKind.PERSON),
    ]
