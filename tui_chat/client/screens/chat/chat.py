"""The chat screen: its widgets and their layout, and which part handles an event."""

# ruff: noqa: PLW0108 - widgets are made first, and reach the parts that need them by lambdas

import time
from collections.abc import Sequence
from inspect import isawaitable
from typing import Final

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.config.connection_and_ui_options import UiOptions
from tui_chat.client.connected_server import Connection, buffers_in_order, connection_of
from tui_chat.client.events import (
    BufferClosed,
    Event,
)
from tui_chat.client.keys import bindings, rebound
from tui_chat.client.language.i18n import _
from tui_chat.client.screens.chat.attachments.kitty_picture_sender import TerminalDrawing
from tui_chat.client.screens.chat.attachments.pictures import Pictures
from tui_chat.client.screens.chat.attachments.uploads import Uploads
from tui_chat.client.screens.chat.automatic_buffer_switching import Arrival
from tui_chat.client.screens.chat.buffer_navigation import Navigation
from tui_chat.client.screens.chat.chat_screen_interface import Actions
from tui_chat.client.screens.chat.command_context import ChatCommandContext
from tui_chat.client.screens.chat.event_routing import EventRouting
from tui_chat.client.screens.chat.input.completion_popup import CompletionPopup
from tui_chat.client.screens.chat.input.drafts_typing_and_resending import Writing
from tui_chat.client.screens.chat.input.input_history_search import InputSearch
from tui_chat.client.screens.chat.invitation_and_sharing import InvitationActions
from tui_chat.client.screens.chat.log.log_navigation import LogReading
from tui_chat.client.screens.chat.log.log_search import LogSearch
from tui_chat.client.screens.chat.log.message_actions import MessageActions
from tui_chat.client.screens.chat.log.older_messages import OlderMessages
from tui_chat.client.screens.chat.member_actions import PeopleActions
from tui_chat.client.screens.chat.open_buffer_read_marker import OpenBuffer
from tui_chat.client.screens.chat.requests_to_app import (
    HelpAsked,
    NotificationAsked,
    OptionsChanged,
    PaletteAsked,
    TitleChanged,
)
from tui_chat.client.screens.chat.settings_actions import SettingsActions
from tui_chat.client.screens.chat.side_panels import Panels
from tui_chat.client.screens.chat.status.status_bar import StatusBar
from tui_chat.client.screens.chat.status.status_message import StatusMessage
from tui_chat.client.screens.chat.widget_refresh import Painting
from tui_chat.client.session import Session
from tui_chat.client.textual_compat.key_dispatch import bind_only, forward
from tui_chat.client.textual_compat.screen_stack import forget_closed_screens
from tui_chat.client.textual_compat.terminal_app import has_job_control
from tui_chat.client.widgets.buffer_list import ChannelList
from tui_chat.client.widgets.input.composer import Composer
from tui_chat.client.widgets.input.popup import Popup
from tui_chat.client.widgets.line_panel import LinePanel
from tui_chat.client.widgets.log.columns import LogLook
from tui_chat.client.widgets.log.message_log import MessageLog
from tui_chat.client.widgets.member_list import MemberList
from tui_chat.client.widgets.repaint_limit import Pacer
from tui_chat.client.widgets.status_line import StatusLine
from tui_chat.client.widgets.topic_line import TopicLine

_WIDE: Final = 110
"""From so many columns on, the panels are wider."""


class ChatScreen(Screen[None]):
    """One buffer at a time of all servers: channels left, the log in the middle, members right.

    The screen keeps the widgets, their layout and the open buffer, and hands keys and events to
    its parts, each of which owns its own state; `ChatView` is what they may ask of the screen.
    """

    AUTO_FOCUS = "#composer"

    def __init__(
        self,
        connections: Sequence[Connection],
        ui: UiOptions | None = None,
        *,
        simple_emoji: bool = False,
        drawing: TerminalDrawing | None = None,
    ) -> None:
        super().__init__()
        ui = ui or UiOptions()
        self._abilities = ui.abilities
        complaints = self._bind(ui)
        self._connections = connections
        self._simple_emoji = simple_emoji
        self._drawing = drawing
        self.settings = ui.settings
        self._styled = False
        self._make_widgets(ui)
        self._make_parts(connections[0].session.foreground, ui, (*ui.problems, *complaints))

    def _bind(self, ui: UiOptions) -> Sequence[str]:
        """Bind the keys that the person wants to the actions that are allowed. Gives complaints."""
        table = rebound(ui.keys)
        self.keys = tuple(key for key in table.keys if self._may(key.action))
        bind_only(self, bindings(self.keys))
        return table.complaints

    def _look_of(self, ui: UiOptions) -> LogLook:
        return LogLook(ui.time_format, self._simple_emoji, ui.nick_colours)

    def _make_widgets(self, ui: UiOptions) -> None:
        self.log_view = MessageLog(
            self._look_of(ui),
            before_key=lambda event: self._reading.holds(event),
            pass_on=lambda event: self._reading.write_on(event),
            is_me=lambda nick: self.session.is_me(nick),
            id="log",
        )
        self.channels = ChannelList(id="channels")
        self.members = MemberList(id="members")
        self.composer = Composer(
            self._submit,
            before_key=self._begin_key,
            before_send=lambda: self._completions.take(),
            before_recall=lambda: self._message_actions.change_latest(),
            count=lambda text: self._writing.count_messages(text),
            doubt=lambda text: self._writing.doubt(text),
            ask_about_paste=lambda pasted: self._uploads.question(pasted),
            take_paste=lambda pasted: self._uploads.upload(pasted),
            id="composer",
        )
        self._topic = TopicLine(id="topic")
        self._popup = Popup(id="popup")
        self._status = StatusLine(id="status")

    def _make_parts(self, first: Buffer, ui: UiOptions, complaints: Sequence[str]) -> None:
        log, composer = self.log_view, self.composer
        self._pacer = Pacer(self, lambda: self._painting.paint())
        self._message = StatusMessage(self._pacer.ask)
        self._panels = Panels(self.channels, self.members, ui)
        self._older = OlderMessages(self, log)
        self._pictures = Pictures(self, log, ui.pictures, self._drawing, blocks=ui.half_blocks)
        self._here = OpenBuffer(self, first, log, self._older, self._pictures)
        self._reading = LogReading(self, log, composer, self._older)
        self._status_bar = StatusBar(self, self._status, log, self._reading, self._message)
        self._painting = Painting(
            *(self, self._here, log, composer, self._topic, self._panels, self._status_bar),
            lambda title: self.post_message(TitleChanged(title)),
        )
        self._search = LogSearch(self, log, composer, self._reading, self._older)
        self._message_actions = MessageActions(self, log, composer, self._reading, ui.abilities)
        self._navigation = Navigation(self, self._reading, self._older)
        self._writing = Writing(self, log, composer, ui.abilities)
        self._completions = CompletionPopup(self, composer, self._popup, ui.abilities)
        self._input_search = InputSearch(composer, self._completions)
        self._invitation = InvitationActions(self)
        self._people = PeopleActions(self)
        self._settings_actions = SettingsActions(self, ui, self._use)
        self._uploads = Uploads(self, composer, ui.abilities)
        self._arrival = Arrival(
            *(self, log, composer, self._writing, self._navigation),
            complaints,
            self._invitation.greet,
        )
        self._routing = EventRouting(
            *(self._here, log, self._older, self._pictures, self._writing, self._message),
            *(self._people, self._navigation, self._invitation, self._arrival),
            lambda event: self.post_message(NotificationAsked(event.buffer, event.line)),
        )
        self.command_context = ChatCommandContext(
            *(self, self._navigation, self._invitation, self._people, self._settings_actions),
            self._uploads,
            ui.abilities,
        )
        """What slash commands act upon."""
        self.actions: Actions = {
            "help": lambda: self.post_message(HelpAsked()),
            "palette": lambda: self.post_message(PaletteAsked()),
            "redraw": self.refresh,
            "suspend": self._suspend,
            "copy_or_clear": self._copy_or_clear,
            "toggle_channels": lambda: self._toggle("channels"),
            "toggle_members": lambda: self._toggle("members"),
            **self._reading.actions,
            **self._search.actions,
            **self._message_actions.actions,
            **self._pictures.actions,
            **self._navigation.actions,
            **self._writing.actions,
            **self._invitation.actions,
            **self._people.actions,
            **self._settings_actions.actions,
            **self._input_search.actions,
        }
        """What keys do, by the names of `keys.KEYS`."""

    def compose(self) -> ComposeResult:
        """The whole layout: no widget is added or removed later."""
        yield self._topic
        with Horizontal(id="middle"):
            yield self.channels
            yield self.log_view
            yield self.members
        yield self.composer
        yield self._status
        yield self._popup

    def on_mount(self) -> None:
        """Open the first server's buffer, or the channel that earlier events lead to."""
        self._fit(self.app.size.width)  # the resize comes after the first painting
        self._arrival.begin()
        self._routing.begin()
        self._here.begun()
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
        return self.connection_of(self._here.buffer)

    @property
    def buffer(self) -> Buffer:
        """The open buffer."""
        return self._here.buffer

    def connection_of(self, buffer: Buffer) -> Connection:
        """The connection that a buffer belongs to; the first one if it is closed."""
        return connection_of(self._connections, buffer)

    def buffers(self) -> list[Buffer]:
        """Every buffer in the order of the list: of each server itself, its channels, people."""
        return buffers_in_order(self._connections)

    def now(self) -> float:
        """The time, in seconds of Unix time."""
        return time.time()

    def leave_out(self, connection: Connection, *, instead: Buffer) -> None:
        """Show nothing of a connection any more, and `instead` of its buffers that one."""
        if connection.owns(self.buffer):
            self.show(instead)
        self.hear(connection, [BufferClosed(each) for each in connection.session.buffers])

    # What the servers say

    def hear(self, connection: Connection, happened: list[Event]) -> None:
        """Handle events; the result is painted within a thirtieth of a second."""
        self._routing.hear(connection, happened)
        self._pacer.ask(len(happened))

    def look(self, *, here: bool) -> None:
        """Whether the person looks at this window."""
        self._here.note_focus(here=here)
        if not self._routing.has_begun:
            return  # nothing is shown yet
        if here:
            self._here.open()
            self._painting.paint()
        else:
            self._here.leave()

    # The open buffer

    def show(self, buffer: Buffer) -> None:
        """Open another buffer."""
        if self._reading.in_log:
            self._reading.back_to_writing()
        if buffer is not self.buffer:
            self.keep_draft()
        self._here.go_to(buffer)
        self._arrival.went()
        self._navigation.went(buffer)
        self.session.foreground = buffer
        self._writing.go_to(buffer)
        self._completions.drop()
        self._here.open()
        self._painting.paint()

    # Painting

    def on_log_window_below_changed(self, event: MessageLog.BelowChanged) -> None:
        """Show how many messages came below the part of the log that is in view."""
        self._painting.show_new_below(event.count)
        self._pacer.ask()

    def repaint_soon(self) -> None:
        """Paint what changed, within a thirtieth of a second."""
        self._pacer.ask()

    def say(self, text: str) -> None:
        """Say `text` in the status line, until a key is pressed."""
        self._message.say(text)

    def warn(self, text: str) -> bool:
        """Say `text` in the status line; whether it stood there when the key was pressed."""
        return self._message.warn(text)

    def on_resize(self, event: events.Resize) -> None:
        """Fold the panels where there is no room for them."""
        self._fit(event.size.width)
        self._pacer.ask()

    def _fit(self, width: int) -> None:
        self._panels.fit(width)
        self.set_class(width >= _WIDE, "-wide")

    def _toggle(self, panel: str) -> None:
        self._panels.toggle(panel)
        self._painting.paint()

    def update_node_styles(self, animate: bool = True) -> None:
        """Apply the styles to every widget: `animate` for a change of theme only.

        When the screen comes there for the first time, they all have just been styled.
        """
        if animate or self._styled:
            super().update_node_styles(animate)
        self._styled = True

    def on_screen_resume(self) -> None:
        """The screen above the chat was closed."""
        forget_closed_screens()

    # Keys

    async def action_do(self, name: str, *arguments: object) -> None:
        """Do the action of that name in `keys.KEYS`."""
        if not self._may(name):
            self.say(_("That is not available to visitors."))
            return
        done = self.actions[name](*arguments)
        if isawaitable(done):
            await done

    def _may(self, action: str) -> bool:
        """Whether an action is allowed; "" is of the input itself."""
        return not action or self._abilities.allow_action(action)

    def _begin_key(self, event: events.Key) -> bool:
        """Called before a key is handled. Gives whether it was for the log."""
        self._pacer.give_way()
        self._message.next_key()
        self._completions.close_emoji()
        if self._reading.in_log:  # Ctrl+S came together with it
            forward(self.log_view, event)
            return True
        return False

    def _suspend(self) -> None:
        """Stop for the shell that we were started from, if there is one."""
        if has_job_control():
            self.app.action_suspend_process()
        else:
            self.say(_("There is no shell to return to."))

    def _copy_or_clear(self) -> None:
        """Copy the selection, else empty the input, else say how to quit."""
        selected = self.get_selected_text() or self.composer.selected_text
        if selected:
            self.app.copy_to_clipboard(selected)
            self.clear_selection()
            self.say(_("copied"))
        elif self._reading.in_log:
            self._message_actions.copy()
        elif self.composer.mode is not None:
            self.composer.drop_mode()
        elif self.composer.text:
            self.composer.clear_input()
        else:
            self.say(_("Ctrl+Q quits"))

    # Writing

    def write(self, text: str) -> None:
        """Replace the text of the input."""
        if not self._routing.has_begun:
            self.call_later(self.write, text)  # until then there is no input to write in
            return
        self.composer.fill(text)
        self.composer.focus()

    def write_on(self, text: str) -> None:
        """Append `text` to the input."""
        if self._routing.has_begun:
            self.write(self.composer.draft + text)
        else:
            self.call_later(self.write_on, text)

    def close_pictures(self) -> None:
        """Have the terminal forget the pictures that it draws."""
        self._pictures.close()

    def keep_draft(self) -> None:
        """Remember the draft, also for the next run, unless it holds a password or says "exit"."""
        self._writing.keep_draft()

    def _submit(self, text: str, *, literally: bool) -> None:
        """Send a message, or run a command."""
        self._reading.show_latest()
        self.say("")
        self.command_context.take(text, literally=literally)
        self._writing.watch_sending()
        self._pacer.ask()

    def on_text_area_changed(self) -> None:
        """Offer completions, and tell others that we are typing."""
        self._writing.changed()
        if not self._input_search.active:
            self._completions.offer()

    def on_composer_retry_asked(self) -> None:
        """Enter in an empty input: send failed messages again."""
        self._writing.retry()

    def on_composer_switch_asked(self) -> None:
        """Ctrl+K in an empty input: open the switcher."""
        self._navigation.switch()

    def on_composer_leave_confirmed(self) -> None:
        """The person confirmed that they want to leave."""
        self.command_context.leave("")

    def on_composer_choice_dropped(self) -> None:
        """Esc: close the popup."""
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

    def on_composer_question_changed(self, event: Composer.QuestionChanged) -> None:
        """Show the question that the next key answers."""
        self._message.ask(event.question)

    def on_log_window_beginning_neared(self) -> None:
        """Request older messages, if there are any."""
        self._older.request()

    def on_line_panel_chosen(self, event: LinePanel.Chosen) -> None:
        """Open the buffer that was clicked, or a conversation with the member."""
        self._message.next_key()
        if event.panel is self.channels and (buffer := self.channels.buffer_at(event.row)):
            self.show(buffer)
        elif event.panel is self.members and (member := self.members.member_at(event.row)):
            self.show(self.session.talk_to(member.nick))
        self.composer.focus()

    def on_topic_line_members_asked(self) -> None:
        """Show who is here."""
        self._people.show()

    def on_message_log_line_asked(self, event: MessageLog.LineAsked) -> None:
        """Act on the message that was clicked."""
        self._message.next_key()
        self._reading.enter_log()
        self._reading.choose_line(event.line_id)

    # What the application does for the parts

    def _use(self, ui: UiOptions) -> None:
        """Look and behave like this from now on."""
        self._bind(ui)
        self._panels.use(ui)
        self._pictures.use(ui.pictures, blocks=ui.half_blocks)
        self.log_view.use_look(self._look_of(ui))
        for connection in self._connections:
            connection.session.use_levels(ui.levels)
        self.post_message(OptionsChanged(ui))
        self._pacer.ask()
