"""What clients are to be sent: gathered for one tick of the loop, then one write per client.

A socket write costs more than all our Python does for a line, so the lines of a tick are joined
first. Every line of the tick has a number, and so has a speech, however many lines it is: a room
and a client know theirs (see `rooms`). How they become bytes: see `tick`.
"""

from collections.abc import Callable, Iterable
from typing import Final

from tui_chat.server.core.effects import Publish, Relay, Send
from tui_chat.server.core.events import ClientId
from tui_chat.server.engine import error_reports
from tui_chat.server.output.receivers import Receiver
from tui_chat.server.output.subscriptions import Mailbox, Room
from tui_chat.server.output.tick import Said, write_tick
from tui_chat.wire.capabilities import NO_CAPABILITIES, Capabilities, Capability
from tui_chat.wire.names import Folded


class _Gone:
    """In the place of a client that was closed: nothing reaches it, whoever still knows it."""

    def write(self, data: bytes) -> None: ...

    def close(self) -> None: ...


_GONE: Final = _Gone()
_ECHO = Capability.ECHO_MESSAGE.bit


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
        self._closing: list[Mailbox] = []
        self.load = 0
        """Lines that are to be shown this tick, counted for each who is shown them."""

    def open(self, client: ClientId, receiver: Receiver) -> None:
        """A client has connected."""
        self._mailboxes[client] = Mailbox(receiver)

    def close(self, client: ClientId) -> None:
        """The client is sent what it was sent so far, nothing more; then its socket is closed."""
        mailbox = self._mailboxes.pop(client, None)
        if mailbox is not None:
            self._closing.append(mailbox)
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
        if room.numbers:
            self._address(mailbox, *room.numbers_for(client))
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
        if room is not None:
            if effect.but is not None:
                room.hide_next_from(effect.but)
            self._queue(room, effect.author, (effect.message, effect.needs, time))
            self.load += len(room.listeners)

    def relay(self, effect: Relay, time: str) -> None:
        """Queue a speech for all listeners of a room."""
        room = self._rooms.get(effect.room)
        if room is not None:
            self._queue(room, effect.author, (effect.speech, NO_CAPABILITIES, time))
            self.load += len(room.listeners) * len(effect.speech.texts)

    def want_flush(self) -> None:
        """See to it that there is a flush at the end of the tick."""
        if not self._scheduled:
            self._scheduled = True
            try:
                self._schedule()
            except BaseException:
                self._scheduled = False
                raise

    def flush(self) -> None:
        """Write all that was gathered: to each client once, in the order it was queued.

        Never raises: what cannot be written is reported, and the next tick starts afresh.
        """
        # First of all: a flag that a failure leaves set would stop everybody for ever.
        self._scheduled = False
        self.load = 0
        said, self._said = self._said, []
        talking, self._talking = self._talking, []
        addressed, self._addressed = self._addressed, []
        closing, self._closing = self._closing, []
        try:
            self._commit()
            write_tick(said, talking, addressed)
            for room in talking:
                room.forget_tick()
        except Exception as error:  # noqa: BLE001 - our mistake must not end the chat
            error_reports.report("the lines of a tick could not be written", error)
            _start_afresh(talking, addressed)
        for mailbox in closing:
            receiver, mailbox.receiver = mailbox.receiver, _GONE
            try:
                receiver.close()
            except Exception as error:  # noqa: BLE001 - the same
                error_reports.report("a connection could not be closed", error)

    def _address(self, mailbox: Mailbox, *numbers: int) -> None:
        if mailbox.numbers is None:
            self._addressed.append(mailbox)
            mailbox.numbers = [*numbers]
        else:
            mailbox.numbers += numbers

    def _queue(self, room: Room, author: ClientId | None, said: Said) -> None:
        if not room.numbers:
            self._talking.append(room)
        if author is not None:
            mailbox = self._mailboxes.get(author)
            if mailbox is not None and not mailbox.held & _ECHO:
                room.hide_next_from(author)
        room.numbers.append(len(self._said))
        self._said.append(said)
        if not self._scheduled:
            self.want_flush()


def _start_afresh(talking: Iterable[Room], addressed: Iterable[Mailbox]) -> None:
    """Nothing of a tick that failed may be left over: its numbers mean other lines in the next."""
    for room in talking:
        room.numbers, room.late, room.hidden = [], {}, {}
        for mailbox in room.listeners.values():
            mailbox.numbers = mailbox.rooms = None
    for mailbox in addressed:
        mailbox.numbers = mailbox.rooms = None
