"""The lines of a tick as bytes: rendered once per capability set, written once per client.

Members of a channel share the joined bytes. Who hears several channels that spoke, was answered
meanwhile, or is not shown every line, gets bytes of its own: its numbers sorted are the order in
which things happened.
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate

from tui_chat.server.core.effects import Speech
from tui_chat.server.core.events import ClientId
from tui_chat.server.engine import error_reports
from tui_chat.server.output.rendering import render, render_speech
from tui_chat.server.output.subscriptions import Mailbox, Room
from tui_chat.wire.capabilities import Capabilities
from tui_chat.wire.message import Message

Said = tuple[Message | Speech, Capabilities, str]
"""A message of this tick, or several in one; the capabilities it needs, its server-time."""


class Rendered(dict[int, bytes]):
    """The tick's lines, by their numbers, as one capability set sees them; made when asked for."""

    __slots__ = ("_held", "_said")

    def __init__(self, said: Sequence[Said], held: Capabilities) -> None:
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
            except Exception as error:  # noqa: BLE001 - the other lines are for everybody
                error_reports.report(
                    "a message could not be written as a line and was left out", error
                )
                lines = b""
        self[number] = lines
        return lines

    def join(self, numbers: list[int]) -> bytes:
        """These lines, one behind the other."""
        return b"".join(map(self.__getitem__, numbers))


class Tick:
    """The lines of a tick as each capability set sees them."""

    __slots__ = ("_rendered", "_said")

    def __init__(self, said: Sequence[Said]) -> None:
        self._said = said
        self._rendered: dict[Capabilities, Rendered] = {}

    def lines(self, held: Capabilities) -> Rendered:
        """As those see them who hold these."""
        made = self._rendered.get(held)
        if made is None:
            made = self._rendered[held] = Rendered(self._said, held)
        return made

    def merged(self, client: ClientId, mailbox: Mailbox, rooms: Iterable[Room]) -> bytes:
        """What is for a client alone and what these rooms say to it, as it happened."""
        numbers, mailbox.numbers = mailbox.numbers or [], None
        for room in rooms:
            numbers += room.numbers_for(client)
        numbers.sort()
        return self.lines(mailbox.held).join(numbers)


def write_tick(said: Sequence[Said], talking: Sequence[Room], addressed: Iterable[Mailbox]) -> None:
    """Write what was `said`, by number, in the rooms that are `talking` and to the `addressed`."""
    tick = Tick(said)
    between = _who_hears_several(talking)
    for room in talking:
        _write_room(room, tick)
    for client, mailbox in between.items():
        rooms, mailbox.rooms = mailbox.rooms or [], None
        mailbox.write(tick.merged(client, mailbox, rooms))
    for mailbox in addressed:
        if mailbox.numbers is not None:
            mailbox.write(tick.merged(ClientId(0), mailbox, ()))


class Joined:
    """What a room says to a capability set: all of it as one piece, or the end of it.

    A thousand who come in one tick are shown each other: a slice each, not five hundred lines.
    """

    __slots__ = ("_begins", "_lines", "all")

    def __init__(self, lines: Sequence[bytes]) -> None:
        self.all = b"".join(lines)
        self._lines = lines
        self._begins: list[int] | None = None

    def since(self, start: int) -> bytes:
        """The lines from this place on."""
        if self._begins is None:
            self._begins = [0, *accumulate(map(len, self._lines))]
        return self.all[self._begins[start] :]


def _write_room(room: Room, tick: Tick) -> None:
    """Write to those who hear this room alone."""
    numbers, hidden, late = room.numbers, room.hidden, room.late
    special = hidden.keys() | late.keys()
    shared: dict[Capabilities, Joined] = {}
    for client, mailbox in room.listeners.items():
        if mailbox.rooms is not None:
            continue
        held = mailbox.held
        joined = shared.get(held)
        if joined is None:
            joined = shared[held] = Joined([*map(tick.lines(held).__getitem__, numbers)])
        own = mailbox.numbers
        if own is None and client not in special:
            data = joined.all
        elif client in hidden or not _comes_first(own, numbers, late.get(client, 0)):
            data = tick.merged(client, mailbox, (room,))
        else:
            mailbox.numbers = None
            data = tick.lines(held).join(sorted(own or ())) + joined.since(late.get(client, 0))
        if data:
            try:  # not by `Mailbox.write`: this is done most often of all
                mailbox.receiver.write(data)
            except Exception as error:  # noqa: BLE001 - others wait for the same lines
                error_reports.report("a client could not be written to", error)


def _comes_first(own: Sequence[int] | None, numbers: Sequence[int], start: int) -> bool:
    """Whether a client's own lines come before all that it hears of a room, from `start` on."""
    return own is None or start == len(numbers) or max(own) < numbers[start]


def _who_hears_several(rooms: Sequence[Room]) -> dict[ClientId, Mailbox]:
    """Who hears more than one of these rooms; each has been told which."""
    several: dict[ClientId, Mailbox] = {}
    if len(rooms) == 1:
        return several
    first: dict[ClientId, Room] = {}
    for room in rooms:
        for client in first.keys() & room.listeners.keys():
            mailbox = several[client] = room.listeners[client]
            if mailbox.rooms is None:
                mailbox.rooms = [first[client]]
            mailbox.rooms.append(room)
        first.update(dict.fromkeys(room.listeners, room))
    return several
