"""Arriving in rooms: where the screen goes by itself, and what stands there to begin with."""

from collections.abc import Sequence

from tui_chat.client.buffers import Buffer, BufferKind
from tui_chat.client.connection import Connection
from tui_chat.client.events import (
    BufferClosed,
    BufferOpened,
    Disconnected,
    Event,
    Joined,
    TextReturned,
)
from tui_chat.client.i18n import _
from tui_chat.client.lines import LineKind
from tui_chat.client.options import UiOptions
from tui_chat.client.screens.writing import Writing


class Arriving(Writing):
    """The part of the chat that is about coming into places and losing them."""

    def __init__(
        self,
        connections: Sequence[Connection],
        ui: UiOptions | None = None,
        *,
        simple_emoji: bool = False,
    ) -> None:
        super().__init__(connections, ui, simple_emoji=simple_emoji)
        self._greeted: set[Connection] = set()
        """Servers that have let the person into a room."""
        self._led_to: Buffer | None = None
        """The room that a first arrival led to, until the person goes or the connection does."""
        self._came_along = False
        """Whether what stands in the input was begun somewhere else."""

    def _begin(self) -> None:
        """Begin where the first server has let us in already, or on its page."""
        first = self._connections[0]
        rooms = [room for room in first.session.buffers.of_kind(BufferKind.CHANNEL) if room.joined]
        if rooms:
            self._lead_to(min(rooms, key=lambda room: _rank(first, room)))
        else:
            self.show(self._here)

    def _follow_places(self, connection: Connection, event: Event) -> None:
        match event:
            case Joined(own=True):
                self._arrive(connection, event.buffer, asked=event.asked)
            case BufferOpened(asked=True):
                self._follow_to(event.buffer)
            case TextReturned():
                self._composer.give_back(event.buffer, event.text)
            case BufferClosed():
                self._forget(connection, event.buffer)
            case Disconnected() if connection is self.connection:
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
        """Whether a person who has done nothing yet goes on into that room.

        That is into the first one from the server's page, and from there to one that they named:
        servers that put everybody into a room do so before they hear what is wanted.
        """
        if self._here is connection.session.buffers.server:
            return connection not in self._greeted
        waits = self._here is self._led_to and connection is self.connection
        return (
            waits and self._is_untouched and _rank(connection, room) < _rank(connection, self._here)
        )

    @property
    def _is_untouched(self) -> bool:
        """Whether nothing was written since the open place was opened."""
        return self._composer.text == self._draft_found

    # Going there

    def _lead_to(self, room: Buffer) -> None:
        self._follow_to(room)
        self._led_to = room

    def _follow_to(self, place: Buffer) -> None:
        """Go where the server has let us in; what is being written meanwhile comes along."""
        stays = place is self._here or (self._is_untouched and not self._came_along)
        text = "" if stays else self._composer.take()
        self.show(place)
        if text:  # the draft of the place is one Up away
            self._composer.clear_input()
            self._composer.fill(text)
            self._draft_found = text
            self._came_along = True

    def _forget(self, connection: Connection, closed: Buffer) -> None:
        self._log_view.forget(closed)
        self._composer.forget(closed)
        if closed is self._here:
            self.show(connection.session.buffers.server)

    # What stands there

    def _greet(self, connection: Connection, room: Buffer) -> None:
        """Say in the first room, and where the person goes on to from there, what to know."""
        self._invite(connection, room)
        if self._greeted <= {connection}:
            self._complain(room)
        self._greeted.add(connection)

    def _invite(self, connection: Connection, room: Buffer) -> None:
        """Say how others come in."""
        options = connection.options
        if not options.invitation:
            return
        # Each command in a row of its own, to be copied whole.
        heading = _("Others come in with:")
        room.append(LineKind.INFO, f"{heading}\n{options.invitation}", self.now())
        if options.opening:
            closed = _("Only from this machine, until you start with:")
            room.append(LineKind.INFO, f"{closed}\n{options.opening}", self.now())

    def _complain(self, place: Buffer) -> None:
        """Say what is wrong with the configuration."""
        for complaint in self._complaints:
            place.append(LineKind.ERROR, complaint, self.now())


def _rank(connection: Connection, room: Buffer) -> int:
    """Which of the channels that the person named it is, from 0; beyond them if it is none."""
    named = [connection.session.find(name) for name in connection.options.channels]
    return named.index(room) if room in named else len(named)
