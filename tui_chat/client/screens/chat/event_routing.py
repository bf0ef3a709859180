"""Which part of the chat screen handles an event of a connection."""

from collections import deque
from collections.abc import Callable
from typing import Final

from tui_chat.client.connected_server import Connection
from tui_chat.client.events import (
    BufferClosed,
    ChannelsListed,
    Disconnected,
    Event,
    HistoryReceived,
    InvitationMade,
    LineChanged,
    MessageReceived,
    ModeChanged,
    Refused,
    Registered,
    SearchAnswered,
    TypingChanged,
)
from tui_chat.client.screens.chat.attachments.pictures import Pictures
from tui_chat.client.screens.chat.automatic_buffer_switching import Arrival
from tui_chat.client.screens.chat.buffer_navigation import Navigation
from tui_chat.client.screens.chat.input.drafts_typing_and_resending import Writing
from tui_chat.client.screens.chat.invitation_and_sharing import InvitationActions
from tui_chat.client.screens.chat.log.older_messages import OlderMessages
from tui_chat.client.screens.chat.member_actions import PeopleActions
from tui_chat.client.screens.chat.open_buffer_read_marker import OpenBuffer
from tui_chat.client.screens.chat.status.status_message import StatusMessage
from tui_chat.client.widgets.log.message_log import MessageLog

_MOST_WAITING: Final = 1_000
"""The most lists of events that are kept until the screen is mounted."""


class EventRouting:
    """Hands each event to its part; until `begin`, events wait.

    `notify` is called for a message that notifies a person who may not be looking.
    """

    def __init__(
        self,
        here: OpenBuffer,
        log: MessageLog,
        older: OlderMessages,
        pictures: Pictures,
        writing: Writing,
        message: StatusMessage,
        people: PeopleActions,
        navigation: Navigation,
        invitation: InvitationActions,
        arrival: Arrival,
        notify: Callable[[MessageReceived], object],
    ) -> None:
        self._here = here
        self._log = log
        self._older = older
        self._pictures = pictures
        self._writing = writing
        self._message = message
        self._people = people
        self._navigation = navigation
        self._invitation = invitation
        self._arrival = arrival
        self._notify = notify
        self._waiting: deque[tuple[Connection, list[Event]]] | None = deque(maxlen=_MOST_WAITING)

    @property
    def has_begun(self) -> bool:
        """Whether events are handled: the screen has its widgets."""
        return self._waiting is None

    def begin(self) -> None:
        """Handle the events that have waited; from now on, each at once."""
        waiting, self._waiting = self._waiting, None
        for connection, happened in waiting or ():
            self.hear(connection, happened)

    def hear(self, connection: Connection, happened: list[Event]) -> None:
        """Handle events of one connection."""
        if self._waiting is not None:
            self._waiting.append((connection, happened))
            return
        for event in happened:
            self._follow(connection, event)
        if not self._here.is_surely_seen:
            self._ring(happened)

    def _ring(self, happened: list[Event]) -> None:
        """Notify the person, once for all events that came together."""
        for event in happened:
            if isinstance(event, MessageReceived) and event.audible:
                self._notify(event)
                return

    def _follow(self, connection: Connection, event: Event) -> None:
        match event:
            case MessageReceived() if event.buffer is self._here.buffer:
                self._take_in_message(connection, event)
            case LineChanged():
                self._log.take_in_change(event.buffer, event.line)
                self._pictures.take_in_change(connection, event.buffer, event.line)
            case HistoryReceived() if event.buffer is self._here.buffer:
                self._take_in_history(event)
            case TypingChanged() if event.buffer is self._here.buffer:
                self._writing.watch_typing()
            case Refused() if not event.kept or event.buffer is not self._here.buffer:
                self._message.answer(event.text)
            case ModeChanged():
                self._people.take_in_modes(event.buffer)
            case ChannelsListed():
                self._navigation.show_channels(event)
            case InvitationMade():
                self._invitation.follow(connection, event)
            case SearchAnswered():
                self._navigation.show_found(connection, event)
            case _:
                self._arrival.follow(connection, event)
        self._let_go(event)

    def _let_go(self, event: Event) -> None:
        """Drop what an event has made out of date."""
        if isinstance(event, Disconnected):
            self._older.notice_page()
        elif isinstance(event, Registered):
            self._message.say("")  # it may say that there is no connection
        elif isinstance(event, Refused):
            self._arrival.refused()
        elif isinstance(event, BufferClosed):
            self._older.forget(event.buffer)
            self._pictures.forget(event.buffer)

    def _take_in_message(self, connection: Connection, event: MessageReceived) -> None:
        if event.line.own:
            self._here.drop_new()
        self._pictures.look_at(connection, event.buffer, [event.line])

    def _take_in_history(self, event: HistoryReceived) -> None:
        if not event.older:
            self._here.mark_new()
        self._older.notice_page()
        self._older.fill(event.buffer)
        self._here.look_for_pictures()
