"""The lines for clients: collected during one tick of the loop, then written once per client.

A socket write costs more than all our Python does for a line, so the lines of a tick are joined
first. Each line of a tick has a number; a speech of several lines has one number, too. Channels and
clients remember the numbers of their lines (`subscribers_and_pending_lines`), and `tick_rendering`
turns them into bytes.
"""

from collections.abc import Callable, Iterable
from typing import Final

from tui_chat.server import exception_logging
from tui_chat.server.core.effects import Publish, Relay, Send
from tui_chat.server.core.events import ClientId
from tui_chat.server.output.connection_interface import Receiver
from tui_chat.server.output.subscribers_and_pending_lines import ChannelOutput, ClientOutput
from tui_chat.server.output.tick_rendering import TickLine, write_tick
from tui_chat.wire.capability_enum import NO_CAPABILITIES, Capabilities, Capability
from tui_chat.wire.names import Folded


class _Gone:
    """Takes the place of the receiver of a closed client, which others may still refer to."""

    def write(self, data: bytes) -> None: ...

    def close(self) -> None: ...


_GONE: Final = _Gone()
_ECHO = Capability.ECHO_MESSAGE.bit


class Outbox:
    """Takes the effects of the core, and writes to the sockets at the end of the tick.

    `schedule` is called once when there is something to flush; it must have `flush` called before
    the loop waits for the network again.
    """

    def __init__(
        self, schedule: Callable[[], object], commit: Callable[[], object] = lambda: None
    ) -> None:
        self._schedule = schedule
        self._commit = commit
        """Called before a byte is written: messages are stored before anybody sees them."""
        self._scheduled = False
        self._clients: dict[ClientId, ClientOutput] = {}
        self._channels: dict[Folded, ChannelOutput] = {}
        self._lines: list[TickLine] = []
        """The lines of this tick; the number of a line is its index here."""
        self._active: list[ChannelOutput] = []
        """Channels with lines of this tick."""
        self._addressed: list[ClientOutput] = []
        """Clients with lines of their own in this tick."""
        self._closing: list[ClientOutput] = []
        self.load = 0
        """Lines to be written in this tick, counted once for each receiver."""

    def open(self, client: ClientId, receiver: Receiver) -> None:
        """Add a client that has connected."""
        self._clients[client] = ClientOutput(receiver)

    def close(self, client: ClientId) -> None:
        """Close a client at the end of this tick, after the lines that it was sent so far."""
        output = self._clients.pop(client, None)
        if output is not None:
            self._closing.append(output)
            self.want_flush()

    def set_capabilities(self, client: ClientId, held: Capabilities) -> None:
        """Render for these capabilities from the next line on."""
        output = self._clients.get(client)
        if output is None:
            return
        if output.numbers or any(client in channel.listeners for channel in self._active):
            self.flush()  # the lines so far are for its old capabilities
        output.held = held

    def capabilities(self, client: ClientId) -> Capabilities:
        """The capabilities of a client."""
        output = self._clients.get(client)
        return NO_CAPABILITIES if output is None else output.held

    def hears(self, client: ClientId, room: Folded) -> bool:
        """Whether the client listens to a channel."""
        heard = self._channels.get(room)
        return heard is not None and client in heard.listeners

    def subscribe(self, client: ClientId, name: Folded) -> None:
        """Make the client a listener of a channel, from the next line on."""
        output = self._clients.get(client)
        if output is None:
            return
        channel = self._channels.get(name)
        if channel is None:
            channel = self._channels[name] = ChannelOutput()
        channel.listeners[client] = output
        if channel.numbers:
            channel.late[client] = len(channel.numbers)

    def unsubscribe(self, client: ClientId, name: Folded) -> None:
        """Remove a listener. The channel's lines of this tick become lines for the client alone."""
        channel = self._channels.get(name)
        if channel is None:
            return
        output = channel.listeners.pop(client, None)
        if output is None:
            return
        if channel.numbers:
            self._address(output, *channel.numbers_for(client))
        channel.late.pop(client, None)
        if not channel.listeners:
            del self._channels[name]

    def send(self, effect: Send, time: str) -> None:
        """Queue a message for the clients it names that are here; `time` is its server-time."""
        number, count, lacks = len(self._lines), 0, effect.lacks
        for client in effect.to:
            output = self._clients.get(client)
            if output is not None and not lacks & output.held:
                self._address(output, number)
                count += 1
        if count:
            self._lines.append((effect.message, effect.needs, time))
            self.load += count
            if not self._scheduled:
                self.want_flush()

    def publish(self, effect: Publish, time: str) -> None:
        """Queue a message for all listeners of a channel."""
        channel = self._channels.get(effect.room)
        if channel is not None:
            if effect.but is not None:
                channel.hide_next_from(effect.but)
            self._queue(channel, effect.author, (effect.message, effect.needs, time))
            self.load += len(channel.listeners)

    def relay(self, effect: Relay, time: str) -> None:
        """Queue a speech for all listeners of a channel."""
        channel = self._channels.get(effect.room)
        if channel is not None:
            self._queue(channel, effect.author, (effect.speech, NO_CAPABILITIES, time))
            self.load += len(channel.listeners) * len(effect.speech.texts)

    def want_flush(self) -> None:
        """Schedule a flush for the end of this tick."""
        if not self._scheduled:
            self._scheduled = True
            try:
                self._schedule()
            except BaseException:
                self._scheduled = False
                raise

    def flush(self) -> None:
        """Write all lines of this tick: one write for each client, in the order of the lines.

        Never raises: a failure is reported, and the next tick starts empty.
        """
        # First of all: a failure that left this set would stop all output for ever.
        self._scheduled = False
        self.load = 0
        lines, self._lines = self._lines, []
        active, self._active = self._active, []
        addressed, self._addressed = self._addressed, []
        closing, self._closing = self._closing, []
        try:
            self._commit()
            write_tick(lines, active, addressed)
            for channel in active:
                channel.forget_tick()
        except Exception as error:  # noqa: BLE001 - our mistake must not end the chat
            exception_logging.report("the lines of a tick could not be written", error)
            _start_afresh(active, addressed)
        for output in closing:
            receiver, output.receiver = output.receiver, _GONE
            try:
                receiver.close()
            except Exception as error:  # noqa: BLE001 - the same
                exception_logging.report("a connection could not be closed", error)

    def _address(self, output: ClientOutput, *numbers: int) -> None:
        if output.numbers is None:
            self._addressed.append(output)
            output.numbers = [*numbers]
        else:
            output.numbers += numbers

    def _queue(self, channel: ChannelOutput, author: ClientId | None, line: TickLine) -> None:
        if not channel.numbers:
            self._active.append(channel)
        if author is not None:
            output = self._clients.get(author)
            if output is not None and not output.held & _ECHO:
                channel.hide_next_from(author)
        channel.numbers.append(len(self._lines))
        self._lines.append(line)
        if not self._scheduled:
            self.want_flush()


def _start_afresh(active: Iterable[ChannelOutput], addressed: Iterable[ClientOutput]) -> None:
    """Drop the rest of a failed tick: its numbers would mean other lines in the next one."""
    for channel in active:
        channel.numbers, channel.late, channel.hidden = [], {}, {}
        for output in channel.listeners.values():
            output.numbers = output.channels = None
    for output in addressed:
        output.numbers = output.channels = None
