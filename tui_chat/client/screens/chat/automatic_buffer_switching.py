"""Joining channels: which one the screen opens by itself, and the first lines in it."""

from collections.abc import Callable, Sequence

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.buffers.line import LineKind
from tui_chat.client.connected_server import Connection
from tui_chat.client.events import (
    BufferClosed,
    BufferOpened,
    Disconnected,
    Event,
    Joined,
    TextReturned,
)
from tui_chat.client.screens.chat.buffer_navigation import Navigation
from tui_chat.client.screens.chat.chat_screen_interface import ChatView
from tui_chat.client.screens.chat.input.drafts_typing_and_resending import Writing
from tui_chat.client.widgets.input.composer import Composer
from tui_chat.client.widgets.log.message_log import MessageLog
from tui_chat.wire.names import Folded


class Arrival:
    """Opens channels that were joined, and leaves buffers that were closed.

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
        """The servers on which the person has joined a channel."""
        self._led_to: Buffer | None = None
        """The channel that was opened by itself, until the person opens another or disconnects."""
        self._came_along = False
        """Whether the text in the input was begun in another buffer."""
        self._is_following = False
        self._passed: set[tuple[Connection, Folded]] = set()
        """The channels that the person asked to join before opening another buffer instead."""

    def begin(self) -> None:
        """Open a channel that is joined already, or else the first server's buffer."""
        first = self._view.connections[0]
        channels = [
            channel
            for channel in first.session.buffers.of_kind(BufferKind.CHANNEL)
            if channel.joined
        ]
        if channels:
            self._lead_to(min(channels, key=lambda channel: _rank(first, channel)))
        else:
            self._view.show(self._view.buffer)

    def begun(self) -> None:
        """The events from before the screen existed have been handled."""
        if not self._greeted:
            self._complain(self._view.buffer)

    def went(self) -> None:
        """Another buffer was opened."""
        self._led_to, self._came_along = None, False
        if not self._is_following:
            for connection in self._view.connections:
                self._passed.update((connection, key) for key in connection.session.joining())

    def refused(self) -> None:
        """The server refused something: a channel may be asked for again, and is shown then."""
        self._passed.clear()

    def follow(self, connection: Connection, event: Event) -> None:
        """Open the buffer that `event` leads to."""
        match event:
            case Joined(own=True):
                self._arrive(connection, event.buffer, asked=event.asked)
            case BufferOpened(asked=True) if (connection, event.buffer.key) not in self._passed:
                self._follow_to(event.buffer)
            case TextReturned():
                self._composer.give_back(event.buffer, event.text)
            case BufferClosed():
                self._forget(connection, event.buffer)
            case Disconnected() if connection is self._view.connection:
                self._led_to = None  # who comes back is not led anywhere

    def _arrive(self, connection: Connection, channel: Buffer, *, asked: bool) -> None:
        led = not asked and self._leads_on(connection, channel)
        if led or channel is self._led_to or connection not in self._greeted:
            self._greet(connection, channel)
        if led:
            self._lead_to(channel)
        elif asked and (connection, channel.key) not in self._passed:
            self._follow_to(channel)
        self._passed.discard((connection, channel.key))

    def _leads_on(self, connection: Connection, channel: Buffer) -> bool:
        """Whether to open that channel for a person who has done nothing yet.

        That is into the first one from the server's page, and from there to one that they named:
        servers that put everybody into a channel do so before they hear what is wanted.
        """
        here = self._view.buffer
        if connection.begins_on(here):
            return connection not in self._greeted
        if here is not self._led_to or connection is not self._view.connection:
            return False
        return self._writing.is_untouched and _rank(connection, channel) < _rank(connection, here)

    # Going there

    def _lead_to(self, channel: Buffer) -> None:
        self._follow_to(channel)
        self._led_to = channel

    def _follow_to(self, buffer: Buffer) -> None:
        """Open a buffer that was joined; the text that the person is typing moves with it."""
        untouched = self._writing.is_untouched and not self._came_along
        text = "" if buffer is self._view.buffer or untouched else self._composer.take()
        self._is_following = True
        try:
            self._view.show(buffer)
        finally:
            self._is_following = False
        if text:
            self._writing.bring(text)
            self._came_along = True

    def _forget(self, connection: Connection, closed: Buffer) -> None:
        self._log.forget(closed)
        self._composer.forget(closed)
        if closed is self._view.buffer:
            self._view.show(self._navigation.before or connection.session.buffers.server)

    # What stands there

    def _greet(self, connection: Connection, channel: Buffer) -> None:
        """Show the first lines in the first channel, and in the one opened after it."""
        self._invite(connection, channel)
        if self._greeted <= {connection}:
            self._complain(channel)
        self._greeted.add(connection)

    def _complain(self, buffer: Buffer) -> None:
        """Show the problems of the configuration."""
        for complaint in self._complaints:
            buffer.append(LineKind.ERROR, complaint, self._view.now())


def _rank(connection: Connection, channel: Buffer) -> int:
    """The place of a channel among those that the person named, from 0; others come last."""
    named = [connection.session.find(name) for name in connection.options.channels]
    return named.index(channel) if channel in named else len(named)
