"""Clients and channels as the outbox sees them: listeners, and the numbers of their lines."""

from itertools import compress

from tui_chat.server import exception_logging
from tui_chat.server.core.events import ClientId
from tui_chat.server.output.connection_interface import Receiver
from tui_chat.wire.capability_enum import NO_CAPABILITIES


class ClientOutput:
    """One client as the outbox sees it."""

    __slots__ = ("channels", "held", "numbers", "receiver")

    def __init__(self, receiver: Receiver) -> None:
        self.receiver = receiver
        self.held = NO_CAPABILITIES
        # None instead of an empty list: 112 bytes less for each idle client.
        self.numbers: list[int] | None = None
        """The lines of this tick that are for this client alone."""
        self.channels: list[ChannelOutput] | None = None
        """Its channels with lines of this tick, if there are several; only during a flush."""

    def write(self, data: bytes) -> None:
        """Write, if there is anything. Never raises: other clients wait for the same lines."""
        if data:
            try:
                self.receiver.write(data)
            except Exception as error:  # noqa: BLE001 - see above
                exception_logging.report("a client could not be written to", error)


class ChannelOutput:
    """The listeners of a channel, and the numbers of its lines in this tick."""

    __slots__ = ("hidden", "late", "listeners", "numbers")

    def __init__(self) -> None:
        self.listeners: dict[ClientId, ClientOutput] = {}
        self.numbers: list[int] = []
        self.late: dict[ClientId, int] = {}
        """Listeners since some point in this tick, and the number of lines before it."""
        self.hidden: dict[ClientId, list[int]] = {}
        """Listeners that do not get some lines, and the places of those lines in `numbers`."""

    def numbers_for(self, client: ClientId) -> list[int]:
        """The numbers of the lines for this listener."""
        numbers = self.numbers
        if client in self.hidden:
            shown = bytearray(b"\1") * len(numbers)
            for place in self.hidden[client]:
                shown[place] = 0
            start = self.late.get(client, 0)
            return list(compress(numbers[start:], shown[start:]))
        return numbers[self.late[client] :] if client in self.late else numbers

    def hide_next_from(self, client: ClientId) -> None:
        """Leave this listener out of the next line."""
        self.hidden.setdefault(client, []).append(len(self.numbers))

    def forget_tick(self) -> None:
        """Forget the lines of this tick: they are written."""
        self.numbers.clear()
        self.late.clear()
        self.hidden.clear()
