"""Arriving in channels: where the screen goes by itself, and what stands there to begin with."""

from collections.abc import Callable, Sequence

from tui_chat.client.buffers.buffers import Buffer, BufferKind
from tui_chat.client.buffers.scrollback import LineKind
from tui_chat.client.connect.connection import Connection
from tui_chat.client.events import (
    BufferClosed,
    BufferOpened,
    Disconnected,
    Event,
    Joined,
    TextReturned,
)
from tui_chat.client.screens.chat_view import ChatView
from tui_chat.client.screens.navigation import Navigation
from tui_chat.client.screens.writing import Writing
from tui_chat.client.widgets.input.composer import Composer
from tui_chat.client.widgets.log.message_log import MessageLog


class Arrival:
    """Coming into channels and losing them.

    `complaints` are what is wrong with the configuration, told in the first channel; `invite`
    says there how others join.
    """

    def __init__(
        self,
        view: ChatView,
        log: MessageLog,
        composer: Composer,
        writing: Writing,
        navigation: Navigation,
        complaints: Sequence[str],
        invite: Callable[[Connection, Buffer], None],
    ) -> None:
        self._invite = invite
        self._view = view
        self._log = log
        self._composer = composer
        self._writing = writing
        self._navigation = navigation
        self._complaints = complaints
        self._greeted: set[Connection] = set()
        """Servers that have let the person into a channel."""
        self._led_to: Buffer | None = None
        """The channel that a first arrival led to, until the person goes or the connection does."""
        self._came_along = False
        """Whether what stands in the input was begun somewhere else."""

    def begin(self) -> None:
        """Begin where the first server has let us in already, or on its page."""
        first = self._view.connections[0]
        rooms = [room for room in first.session.buffers.of_kind(BufferKind.CHANNEL) if room.joined]
        if rooms:
            self._lead_to(min(rooms, key=lambda room: _rank(first, room)))
        else:
            self._view.show(self._view.buffer)

    def begun(self) -> None:
        """What had happened before the screen was there has been followed."""
        if not self._greeted:
            self._complain(self._view.buffer)

    def went(self) -> None:
        """Another buffer was opened, by whatever means."""
        self._led_to, self._came_along = None, False

    def follow(self, connection: Connection, event: Event) -> None:
        """Go where `event` leads."""
        match event:
            case Joined(own=True):
                self._arrive(connection, event.buffer, asked=event.asked)
            case BufferOpened(asked=True):
                self._follow_to(event.buffer)
            case TextReturned():
                self._composer.give_back(event.buffer, event.text)
            case BufferClosed():
                self._forget(connection, event.buffer)
            case Disconnected() if connection is self._view.connection:
                self._led_to = None  # who comes back is not led anywhere

    def _arrive(self, connection: Connection, room: Buffer, *, asked: bool) -> None:
        led = not asked and self._leads_on(connection, room)
        if led or room is self._led_to or connection not in self._greeted:
            self._greet(connection, room)
        if led:
            self._lead_to(room)
        elif asked:
            self._follow_to(room)

    def _leads_on(self, connection: Connection, room: Buffer) -> bool:
        """Whether a person who has done nothing yet goes on into that channel.

        That is into the first one from the server's page, and from there to one that they named:
        servers that put everybody into a channel do so before they hear what is wanted.
        """
        here = self._view.buffer
        if here is connection.session.buffers.server:
            return connection not in self._greeted
        if here is not self._led_to or connection is not self._view.connection:
            return False
        return self._writing.is_untouched and _rank(connection, room) < _rank(connection, here)

    # Going there

    def _lead_to(self, room: Buffer) -> None:
        self._follow_to(room)
        self._led_to = room

    def _follow_to(self, place: Buffer) -> None:
        """Go where the server has let us in; what is being written meanwhile comes along."""
        untouched = self._writing.is_untouched and not self._came_along
        text = "" if place is self._view.buffer or untouched else self._composer.take()
        self._view.show(place)
        if text:
            self._writing.bring(text)
            self._came_along = True

    def _forget(self, connection: Connection, closed: Buffer) -> None:
        self._log.forget(closed)
        self._composer.forget(closed)
        if closed is self._view.buffer:
            self._view.show(self._navigation.before or connection.session.buffers.server)

    # What stands there

    def _greet(self, connection: Connection, room: Buffer) -> None:
        """Say in the first channel, and where the person goes on to from there, what to know."""
        self._invite(connection, room)
        if self._greeted <= {connection}:
            self._complain(room)
        self._greeted.add(connection)

    def _complain(self, place: Buffer) -> None:
        """Say what is wrong with the configuration."""
        for complaint in self._complaints:
            place.append(LineKind.ERROR, complaint, self._view.now())


def _rank(connection: Connection, room: Buffer) -> int:
    """Which of the channels that the person named it is, from 0; beyond them if it is none."""
    named = [connection.session.find(name) for name in connection.options.channels]
    return named.index(room) if room in named else len(named)
