"""What clients are to be sent: gathered for one tick of the loop, then one write per client.

A socket write costs more than all our Python does for a line, so the lines of a tick are joined
first. Members of a channel share the joined bytes, one copy per capability set; only who is in
several channels that spoke, or was answered meanwhile, gets bytes of its own, in the same order.
"""

from collections.abc import Callable
from typing import NamedTuple, Protocol

from tui_chat.server.core.effects import Publish, Send
from tui_chat.server.core.events import ClientId
from tui_chat.server.rendering import render
from tui_chat.wire.capabilities import NO_CAPABILITIES, Capabilities, Capability
from tui_chat.wire.message import Message
from tui_chat.wire.names import Folded

_ECHO = Capability.ECHO_MESSAGE.bit

Numbered = tuple[int, bytes]
"""A line with its place among all lines of the tick."""


class Receiver(Protocol):
    """The socket's side of a client."""

    def write(self, data: bytes) -> None:
        """Send; never waits and never raises."""

    def close(self) -> None:
        """Close, once everything written is out."""


class Mailbox:
    """One client as the outbox sees it."""

    __slots__ = ("held", "lines", "receiver", "rooms")

    def __init__(self, receiver: Receiver) -> None:
        self.receiver = receiver
        self.held = NO_CAPABILITIES
        self.lines: list[Numbered] = []
        """What is for this client alone, this tick."""
        self.rooms: list[Room] = []
        """The rooms that spoke this tick and that it hears; filled by the flush."""


class _Spoken(NamedTuple):
    """A line in a room. `hidden` is the one member who is not shown it."""

    number: int
    message: Message
    needs: Capabilities
    hidden: ClientId | None
    time: str


class Room:
    """The listeners of a channel and what was said there this tick."""

    __slots__ = ("hidden_from", "joined", "late", "listeners", "rendered", "spoken")

    def __init__(self) -> None:
        self.listeners: dict[ClientId, Mailbox] = {}
        self.spoken: list[_Spoken] = []
        self.late: dict[ClientId, int] = {}
        """Who came during the tick, and how much had been said before."""
        self.hidden_from: set[ClientId] = set()
        """Who is not shown some line of this tick."""
        self.rendered: dict[Capabilities, list[Numbered]] = {}
        self.joined: dict[Capabilities, bytes] = {}

    def lines(self, held: Capabilities) -> list[Numbered]:
        """All lines of the tick for a capability set."""
        lines = self.rendered.get(held)
        if lines is None:
            lines = self.rendered[held] = [
                (line.number, b"" if line.needs & ~held else render(line.message, held, line.time))
                for line in self.spoken
            ]
        return lines

    def lines_for(self, client: ClientId, held: Capabilities) -> list[Numbered]:
        """The lines of the tick that this listener is shown."""
        lines = self.lines(held)
        start = self.late.get(client, 0)
        if client in self.hidden_from:
            return [
                line
                for line, said in zip(lines[start:], self.spoken[start:], strict=True)
                if said.hidden != client
            ]
        return lines[start:] if start else lines

    def bytes_for(self, client: ClientId, held: Capabilities) -> bytes:
        """The same, joined; listeners who hear everything share one object."""
        if client in self.hidden_from or client in self.late:
            return b"".join(line for _, line in self.lines_for(client, held))
        data = self.joined.get(held)
        if data is None:
            data = self.joined[held] = b"".join(line for _, line in self.lines(held))
        return data

    def forget_tick(self) -> None:
        """The tick's lines are out."""
        self.spoken.clear()
        self.late.clear()
        self.hidden_from.clear()
        self.rendered.clear()
        self.joined.clear()


class Outbox:
    """Takes the core's effects, writes to sockets at the end of the tick.

    `schedule` is called once when there is something to flush; it must see to it that `flush`
    is called before the loop waits for the network again.
    """

    def __init__(self, schedule: Callable[[], object]) -> None:
        self._schedule = schedule
        self._scheduled = False
        self._mailboxes: dict[ClientId, Mailbox] = {}
        self._rooms: dict[Folded, Room] = {}
        self._talking: list[Room] = []
        """Rooms in which something was said this tick."""
        self._addressed: list[tuple[ClientId, Mailbox]] = []
        """Clients for whom there are lines of their own this tick."""
        self._closing: list[Receiver] = []
        self._number = 0

    def open(self, client: ClientId, receiver: Receiver) -> None:
        """A client has connected."""
        self._mailboxes[client] = Mailbox(receiver)

    def close(self, client: ClientId) -> None:
        """The client is sent what it was sent so far, nothing more; then its socket is closed."""
        mailbox = self._mailboxes.pop(client, None)
        if mailbox is not None:
            self._closing.append(mailbox.receiver)
            self._want_flush()

    def set_capabilities(self, client: ClientId, held: Capabilities) -> None:
        """From the next line on, render for these."""
        mailbox = self._mailboxes.get(client)
        if mailbox is None:
            return
        if any(client in room.listeners for room in self._talking):
            self.flush()  # the rooms' lines of this tick are for what it held until now
        mailbox.held = held

    def capabilities(self, client: ClientId) -> Capabilities:
        """What the client holds."""
        mailbox = self._mailboxes.get(client)
        return NO_CAPABILITIES if mailbox is None else mailbox.held

    def hears(self, client: ClientId, room: Folded) -> bool:
        """Whether the client is subscribed to the room."""
        heard = self._rooms.get(room)
        return heard is not None and client in heard.listeners

    def subscribe(self, client: ClientId, name: Folded) -> None:
        """Make the client a listener of a room, from the next line on."""
        mailbox = self._mailboxes.get(client)
        if mailbox is None:
            return
        room = self._rooms.get(name)
        if room is None:
            room = self._rooms[name] = Room()
        room.listeners[client] = mailbox
        if room.spoken:
            room.late[client] = len(room.spoken)

    def unsubscribe(self, client: ClientId, name: Folded) -> None:
        """End it. What the room has said this tick becomes the client's own lines."""
        room = self._rooms.get(name)
        if room is None:
            return
        mailbox = room.listeners.pop(client, None)
        if mailbox is None:
            return
        if room.spoken:
            for line in room.lines_for(client, mailbox.held):
                self._add(client, mailbox, line)
            mailbox.lines.sort()
            room.late.pop(client, None)
            room.rendered.clear()  # more may be said this tick
        if not room.listeners:
            del self._rooms[name]

    def send(self, effect: Send, time: str) -> None:
        """Queue a message for the clients it names; `time` is its server-time."""
        self._number += 1
        rendered: dict[Capabilities, bytes] = {}
        for client in effect.to:
            mailbox = self._mailboxes.get(client)
            if mailbox is None or effect.needs & ~mailbox.held:
                continue
            line = rendered.get(mailbox.held)
            if line is None:
                line = rendered[mailbox.held] = render(effect.message, mailbox.held, time)
            self._add(client, mailbox, (self._number, line))
        self._want_flush()

    def publish(self, effect: Publish, time: str) -> None:
        """Queue a message for all listeners of a room."""
        room = self._rooms.get(effect.room)
        if room is None:
            return
        hidden = effect.but
        author = effect.author
        if author is not None and not self.capabilities(author) & _ECHO:
            hidden = author
        if hidden is not None:
            room.hidden_from.add(hidden)
        if not room.spoken:
            self._talking.append(room)
        self._number += 1
        room.spoken.append(_Spoken(self._number, effect.message, effect.needs, hidden, time))
        self._want_flush()

    def flush(self) -> None:
        """Write all that was gathered: to each client once, in the order it was queued."""
        talking, self._talking = self._talking, []
        addressed, self._addressed = self._addressed, []
        self._number = 0
        self._scheduled = False
        if len(talking) == 1:
            self._flush_room(talking[0])
        elif talking:
            self._flush_rooms(talking)
        for _, mailbox in addressed:
            if mailbox.lines:
                mailbox.receiver.write(b"".join(line for _, line in mailbox.lines))
                mailbox.lines.clear()
        for room in talking:
            room.forget_tick()
        closing, self._closing = self._closing, []
        for receiver in closing:
            receiver.close()

    def _flush_room(self, room: Room) -> None:
        for client, mailbox in room.listeners.items():
            if mailbox.lines:
                mailbox.lines.extend(room.lines_for(client, mailbox.held))
                mailbox.lines.sort()
            elif data := room.bytes_for(client, mailbox.held):
                mailbox.receiver.write(data)

    def _flush_rooms(self, talking: list[Room]) -> None:
        listeners: dict[ClientId, Mailbox] = {}
        for room in talking:
            listeners.update(room.listeners)
            for mailbox in room.listeners.values():
                mailbox.rooms.append(room)
        for client, mailbox in listeners.items():
            rooms, mailbox.rooms = mailbox.rooms, []
            held = mailbox.held
            if len(rooms) == 1 and not mailbox.lines:
                data = rooms[0].bytes_for(client, held)
            else:
                lines = mailbox.lines
                for room in rooms:
                    lines.extend(room.lines_for(client, held))
                lines.sort()
                data = b"".join(line for _, line in lines)
                lines.clear()
            if data:
                mailbox.receiver.write(data)

    def _add(self, client: ClientId, mailbox: Mailbox, line: Numbered) -> None:
        if not mailbox.lines:
            self._addressed.append((client, mailbox))
        mailbox.lines.append(line)

    def _want_flush(self) -> None:
        if not self._scheduled:
            self._scheduled = True
            self._schedule()
