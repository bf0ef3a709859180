"""What clients are to be sent: gathered for one tick of the loop, then one write per client.

A socket write costs more than all our Python does for a line, so the lines of a tick are joined
first. Every line of the tick has a number; a room and a client know theirs. Members of a channel
share the joined bytes, one copy per capability set. Who hears several channels, or was answered
meanwhile, gets bytes of its own: its numbers sorted are the order in which things happened.
"""

from collections.abc import Callable
from itertools import compress
from typing import Protocol

from tui_chat.server.core.effects import Publish, Send
from tui_chat.server.core.events import ClientId
from tui_chat.server.rendering import render
from tui_chat.wire.capabilities import NO_CAPABILITIES, Capabilities, Capability
from tui_chat.wire.message import Message
from tui_chat.wire.names import Folded

_ECHO = Capability.ECHO_MESSAGE.bit

Said = tuple[Message, Capabilities, str]
"""A message of this tick, the capabilities it needs, its server-time."""


class Receiver(Protocol):
    """The socket's side of a client."""

    def write(self, data: bytes) -> None:
        """Send; never waits and never raises."""

    def close(self) -> None:
        """Close, once everything written is out."""


class Mailbox:
    """One client as the outbox sees it."""

    __slots__ = ("held", "numbers", "receiver", "rooms")

    def __init__(self, receiver: Receiver) -> None:
        self.receiver = receiver
        self.held = NO_CAPABILITIES
        # No lists of its own while nothing is said: 112 bytes less for each who idles.
        self.numbers: list[int] | None = None
        """The lines of this tick that are for this client alone."""
        self.rooms: list[Room] | None = None
        """The rooms that spoke this tick and that it hears; only filled while flushing."""


class Room:
    """The listeners of a channel, and the lines that were said there this tick."""

    __slots__ = ("hidden", "joined", "late", "listeners", "numbers")

    def __init__(self) -> None:
        self.listeners: dict[ClientId, Mailbox] = {}
        self.numbers: list[int] = []
        self.late: dict[ClientId, int] = {}
        """Who came during the tick, and how many lines had been said before."""
        self.hidden: dict[ClientId, list[int]] = {}
        """Who is not shown some lines, and the places of those in `numbers`."""
        self.joined: dict[Capabilities, bytes] = {}
        """All lines for a capability set; only filled while flushing."""

    def numbers_for(self, client: ClientId) -> list[int]:
        """The lines that this listener is shown."""
        numbers = self.numbers
        if client in self.hidden:
            shown = bytearray(b"\1") * len(numbers)
            for place in self.hidden[client]:
                shown[place] = 0
            start = self.late.get(client, 0)
            return list(compress(numbers[start:], shown[start:]))
        return numbers[self.late[client] :] if client in self.late else numbers

    def forget_tick(self) -> None:
        """The tick's lines are out."""
        self.numbers.clear()
        self.late.clear()
        self.hidden.clear()
        self.joined.clear()


class Rendered(dict[int, bytes]):
    """The tick's lines, by their numbers, as one capability set sees them; made when asked for."""

    __slots__ = ("_held", "_said")

    def __init__(self, said: list[Said], held: Capabilities) -> None:
        super().__init__()
        self._said = said
        self._held = held

    def __missing__(self, number: int) -> bytes:
        message, needs, time = self._said[number]
        line = b"" if needs & ~self._held else render(message, self._held, time)
        self[number] = line
        return line

    def join(self, numbers: list[int]) -> bytes:
        """These lines, one behind the other."""
        return b"".join(map(self.__getitem__, numbers))


class Outbox:
    """Takes the core's effects, writes to sockets at the end of the tick.

    `schedule` is called once when there is something to flush; it must see to it that `flush`
    is called before the loop waits for the network again.
    """

    def __init__(
        self, schedule: Callable[[], object], commit: Callable[[], object] = lambda: None
    ) -> None:
        self._schedule = schedule
        self._commit = commit
        """Called before a byte is written: what people are shown must be kept first."""
        self._scheduled = False
        self._mailboxes: dict[ClientId, Mailbox] = {}
        self._rooms: dict[Folded, Room] = {}
        self._said: list[Said] = []
        """The lines of this tick; a line's number is its place here."""
        self._talking: list[Room] = []
        """Rooms in which something was said this tick."""
        self._addressed: list[Mailbox] = []
        """Clients for whom there are lines of their own this tick."""
        self._closing: list[Receiver] = []
        self.load = 0
        """Lines that are to be shown this tick, counted for each who is shown them."""

    def open(self, client: ClientId, receiver: Receiver) -> None:
        """A client has connected."""
        self._mailboxes[client] = Mailbox(receiver)

    def close(self, client: ClientId) -> None:
        """The client is sent what it was sent so far, nothing more; then its socket is closed."""
        mailbox = self._mailboxes.pop(client, None)
        if mailbox is not None:
            self._closing.append(mailbox.receiver)
            self.want_flush()

    def set_capabilities(self, client: ClientId, held: Capabilities) -> None:
        """From the next line on, render for these."""
        mailbox = self._mailboxes.get(client)
        if mailbox is None:
            return
        if mailbox.numbers or any(client in room.listeners for room in self._talking):
            self.flush()  # what waits is for what it held until now
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
        if room.numbers:
            room.late[client] = len(room.numbers)

    def unsubscribe(self, client: ClientId, name: Folded) -> None:
        """End it. What the room has said this tick becomes lines for the client alone."""
        room = self._rooms.get(name)
        if room is None:
            return
        mailbox = room.listeners.pop(client, None)
        if mailbox is None:
            return
        for number in room.numbers_for(client):
            self._address(mailbox, number)
        room.late.pop(client, None)
        if not room.listeners:
            del self._rooms[name]

    def send(self, effect: Send, time: str) -> None:
        """Queue a message for the clients it names; `time` is its server-time."""
        number = len(self._said)
        self._said.append((effect.message, effect.needs, time))
        self.load += len(effect.to)
        lacks = effect.lacks
        for client in effect.to:
            mailbox = self._mailboxes.get(client)
            if mailbox is not None and not lacks & mailbox.held:
                self._address(mailbox, number)
        if not self._scheduled:
            self.want_flush()

    def publish(self, effect: Publish, time: str) -> None:
        """Queue a message for all listeners of a room."""
        room = self._rooms.get(effect.room)
        if room is None:
            return
        numbers = room.numbers
        if not numbers:
            self._talking.append(room)
        author = effect.author
        if author is not None:
            mailbox = self._mailboxes.get(author)
            if mailbox is not None and not mailbox.held & _ECHO:
                room.hidden.setdefault(author, []).append(len(numbers))
        if effect.but is not None:
            room.hidden.setdefault(effect.but, []).append(len(numbers))
        self.load += len(room.listeners)
        numbers.append(len(self._said))
        self._said.append((effect.message, effect.needs, time))
        if not self._scheduled:
            self.want_flush()

    def want_flush(self) -> None:
        """See to it that there is a flush at the end of the tick."""
        if not self._scheduled:
            self._scheduled = True
            self._schedule()

    def flush(self) -> None:
        """Write all that was gathered: to each client once, in the order it was queued."""
        self._commit()
        said, self._said = self._said, []
        talking, self._talking = self._talking, []
        addressed, self._addressed = self._addressed, []
        self._scheduled = False
        self.load = 0
        rendered: dict[Capabilities, Rendered] = {}

        def lines(held: Capabilities) -> Rendered:
            made = rendered.get(held)
            if made is None:
                made = rendered[held] = Rendered(said, held)
            return made

        for client, mailbox in _listeners(talking).items():
            data = self._heard(client, mailbox, lines(mailbox.held))
            if data:
                mailbox.receiver.write(data)
        for mailbox in addressed:
            numbers, mailbox.numbers = mailbox.numbers, None
            if numbers is not None:
                numbers.sort()
                data = lines(mailbox.held).join(numbers)
                if data:
                    mailbox.receiver.write(data)
        for room in talking:
            room.forget_tick()
        closing, self._closing = self._closing, []
        for receiver in closing:
            receiver.close()

    @staticmethod
    def _heard(client: ClientId, mailbox: Mailbox, lines: Rendered) -> bytes:
        """All that is for a client who hears rooms that spoke."""
        rooms, mailbox.rooms = mailbox.rooms or [], None
        numbers, mailbox.numbers = mailbox.numbers, None
        if len(rooms) == 1 and numbers is None:
            room = rooms[0]
            if client in room.hidden or client in room.late:
                return lines.join(room.numbers_for(client))
            data = room.joined.get(mailbox.held)
            if data is None:
                data = room.joined[mailbox.held] = lines.join(room.numbers)
            return data
        numbers = numbers or []
        for room in rooms:
            numbers += room.numbers_for(client)
        numbers.sort()
        return lines.join(numbers)

    def _address(self, mailbox: Mailbox, number: int) -> None:
        if mailbox.numbers is None:
            self._addressed.append(mailbox)
            mailbox.numbers = [number]
        else:
            mailbox.numbers.append(number)


def _listeners(rooms: list[Room]) -> dict[ClientId, Mailbox]:
    """Who hears any of these rooms; each has been told which."""
    found: dict[ClientId, Mailbox] = {}
    for room in rooms:
        found.update(room.listeners)
        for mailbox in room.listeners.values():
            if mailbox.rooms is None:
                mailbox.rooms = [room]
            else:
                mailbox.rooms.append(room)
    return found
