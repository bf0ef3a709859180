"""Clients and channels as the outbox sees them: who listens, and the numbers of their lines."""

from itertools import compress

from tui_chat.server.core.events import ClientId
from tui_chat.server.engine import error_reports
from tui_chat.server.output.receivers import Receiver
from tui_chat.wire.capabilities import NO_CAPABILITIES


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
        """The rooms that spoke this tick and that it hears, if several; only while flushing."""

    def write(self, data: bytes) -> None:
        """Write, if there is anything. Never raises: others are waiting for the same lines."""
        if data:
            try:
                self.receiver.write(data)
            except Exception as error:  # noqa: BLE001 - see above
                error_reports.report("a client could not be written to", error)


class Room:
    """The listeners of a channel, and the lines that were said there this tick."""

    __slots__ = ("hidden", "late", "listeners", "numbers")

    def __init__(self) -> None:
        self.listeners: dict[ClientId, Mailbox] = {}
        self.numbers: list[int] = []
        self.late: dict[ClientId, int] = {}
        """Who came during the tick, and how many lines had been said before."""
        self.hidden: dict[ClientId, list[int]] = {}
        """Who is not shown some lines, and the places of those in `numbers`."""

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

    def hide_next_from(self, client: ClientId) -> None:
        """The line that is said next is not for this listener."""
        self.hidden.setdefault(client, []).append(len(self.numbers))

    def forget_tick(self) -> None:
        """The tick's lines are out."""
        self.numbers.clear()
        self.late.clear()
        self.hidden.clear()
