"""What backplanes have in common that apply events later, when the log has them."""

from abc import ABC, abstractmethod

from tui_chat.server.backplane import LogApplier
from tui_chat.server.core.events import ClientId, Event, Millis, Received, Spoke
from tui_chat.wire.message import Message


class DeferredBackplane(ABC):
    """Puts events of this node in a log, and applies those of all nodes in its order.

    A subclass says how events get there (`put`), and gives `deliver` each event of the log.
    """

    def __init__(self, node: LogApplier) -> None:
        self._node = node

    def submit(self, event: Event) -> None:
        """Put an event in the log."""
        self.put(event)
        self._node.sent(event)

    def submit_line(self, client: ClientId, at: Millis, message: Message, msgid: str) -> None:
        """Put a `Received` in the log."""
        self.submit(Received(client, at, message, msgid))

    def submit_speech(
        self, client: ClientId, at: Millis, target: str, texts: tuple[str, ...]
    ) -> None:
        """Put a `Spoke` in the log."""
        self.submit(Spoke(client, at, target, texts, (), at))

    @abstractmethod
    def put(self, event: Event) -> None:
        """Put an event in the log, of this node or of one of its clients.

        Never applies it at once; what it raises, the submitter is told.
        """

    def deliver(self, event: Event) -> None:
        """Apply the next event of the log. Its `at` is the time of the log."""
        if self._node.is_own(event.client):
            self._node.apply(event)
            self._node.landed(event.client)
        else:
            self._node.apply_foreign(event)
