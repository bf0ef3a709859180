"""The lines of a tick as bytes: rendered once per capability set, written once per client.

Listeners of one channel share the joined bytes. A client gets bytes of its own if it listens to
several channels with new lines, was answered meanwhile, or does not get every line. The numbers of
its lines, sorted, are the order in which things happened.
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate

from tui_chat.server import exception_logging
from tui_chat.server.core.effects import Speech
from tui_chat.server.core.events import ClientId
from tui_chat.server.output.message_rendering import render, render_speech
from tui_chat.server.output.subscribers_and_pending_lines import ChannelOutput, ClientOutput
from tui_chat.wire.capability_enum import Capabilities
from tui_chat.wire.message import Message

TickLine = tuple[Message | Speech, Capabilities, str]
"""A message or speech of this tick, the capabilities that it needs, and its server-time."""


class Rendered(dict[int, bytes]):
    """The lines of a tick for one capability set, by their numbers; rendered when first used."""

    __slots__ = ("_held", "_said")

    def __init__(self, said: Sequence[TickLine], held: Capabilities) -> None:
        super().__init__()
        self._said = said
        self._held = held

    def __missing__(self, number: int) -> bytes:
        said, needs, time = self._said[number]
        if needs & ~self._held:
            lines = b""
        else:
            try:
                if isinstance(said, Speech):
                    lines = render_speech(said, self._held, time)
                else:
                    lines = render(said, self._held, time)
            except Exception as error:  # noqa: BLE001 - the other lines are still to be written
                exception_logging.report("a message could not be encoded and was left out", error)
                lines = b""
        self[number] = lines
        return lines

    def join(self, numbers: list[int]) -> bytes:
        """These lines, joined."""
        return b"".join(map(self.__getitem__, numbers))


class Tick:
    """The lines of a tick, rendered for each capability set."""

    __slots__ = ("_rendered", "_said")

    def __init__(self, said: Sequence[TickLine]) -> None:
        self._said = said
        self._rendered: dict[Capabilities, Rendered] = {}

    def lines(self, held: Capabilities) -> Rendered:
        """The lines for these capabilities."""
        made = self._rendered.get(held)
        if made is None:
            made = self._rendered[held] = Rendered(self._said, held)
        return made

    def merged(
        self, client: ClientId, output: ClientOutput, channels: Iterable[ChannelOutput]
    ) -> bytes:
        """A client's own lines and those of these channels, in their order."""
        numbers, output.numbers = output.numbers or [], None
        for channel in channels:
            numbers += channel.numbers_for(client)
        numbers.sort()
        return self.lines(output.held).join(numbers)


def write_tick(
    said: Sequence[TickLine], active: Sequence[ChannelOutput], addressed: Iterable[ClientOutput]
) -> None:
    """Write the lines `said`: to the listeners of `active` channels and the `addressed` clients."""
    tick = Tick(said)
    between = _listeners_to_several(active)
    for channel in active:
        _write_channel(channel, tick)
    for client, output in between.items():
        channels, output.channels = output.channels or [], None
        output.write(tick.merged(client, output, channels))
    for output in addressed:
        if output.numbers is not None:
            output.write(tick.merged(ClientId(0), output, ()))


class Joined:
    """The lines of a channel for one capability set: all as one piece, or those from some line on.

    If a thousand clients join in one tick, each gets a slice, instead of joining 500 lines.
    """

    __slots__ = ("_begins", "_lines", "all")

    def __init__(self, lines: Sequence[bytes]) -> None:
        self.all = b"".join(lines)
        self._lines = lines
        self._begins: list[int] | None = None

    def since(self, start: int) -> bytes:
        """The lines from index `start` on."""
        if self._begins is None:
            self._begins = [0, *accumulate(map(len, self._lines))]
        return self.all[self._begins[start] :]


def _write_channel(channel: ChannelOutput, tick: Tick) -> None:
    """Write to the clients that listen to this active channel only."""
    numbers, hidden, late = channel.numbers, channel.hidden, channel.late
    special = hidden.keys() | late.keys()
    shared: dict[Capabilities, Joined] = {}
    for client, output in channel.listeners.items():
        if output.channels is not None:
            continue
        held = output.held
        joined = shared.get(held)
        if joined is None:
            joined = shared[held] = Joined([*map(tick.lines(held).__getitem__, numbers)])
        own = output.numbers
        if own is None and client not in special:
            data = joined.all
        elif client in hidden or not _comes_first(own, numbers, late.get(client, 0)):
            data = tick.merged(client, output, (channel,))
        else:
            output.numbers = None
            data = tick.lines(held).join(sorted(own or ())) + joined.since(late.get(client, 0))
        if data:
            try:  # not `ClientOutput.write`: this is the most frequent call
                output.receiver.write(data)
            except Exception as error:  # noqa: BLE001 - other clients wait for the same lines
                exception_logging.report("a client could not be written to", error)


def _comes_first(own: Sequence[int] | None, numbers: Sequence[int], start: int) -> bool:
    """Whether a client's own lines come before the channel's lines from `start` on."""
    return own is None or start == len(numbers) or max(own) < numbers[start]


def _listeners_to_several(channels: Sequence[ChannelOutput]) -> dict[ClientId, ClientOutput]:
    """The clients that listen to several of these channels; sets `channels` of each."""
    several: dict[ClientId, ClientOutput] = {}
    if len(channels) == 1:
        return several
    first: dict[ClientId, ChannelOutput] = {}
    for channel in channels:
        for client in first.keys() & channel.listeners.keys():
            output = several[client] = channel.listeners[client]
            if output.channels is None:
                output.channels = [first[client]]
            output.channels.append(channel)
        first.update(dict.fromkeys(channel.listeners, channel))
    return several
