"""The ordered log of events that every node applies. One node needs no more than a call."""

from typing import Protocol

from tui_chat.server.core.events import ClientId, Event, Millis
from tui_chat.wire.message import Message


class Applier(Protocol):
    """What applies the events of the log. One that comes while another is applied waits for it."""

    def apply(self, event: Event) -> None:
        """Apply an event."""

    def apply_line(self, client: ClientId, at: Millis, message: Message, msgid: str) -> None:
        """Apply a `Received` with these fields."""

    def apply_speech(
        self, client: ClientId, at: Millis, target: str, texts: tuple[str, ...]
    ) -> None:
        """Apply a `Spoke` without ids."""


class LogApplier(Protocol):
    """The same for a log of several nodes, which applies events later than they are submitted."""

    def apply(self, event: Event) -> None:
        """Apply an event of this node or its clients."""

    def apply_foreign(self, event: Event) -> None:
        """Apply an event of another node or its clients, who are told of it there."""

    def is_own(self, client: ClientId) -> bool:
        """Whether a client is, or was, one of this node, or stands for the node itself."""

    def sent(self, event: Event) -> None:
        """Report that an event of this node was put in the log, and will be applied later."""

    def landed(self, client: ClientId) -> None:
        """Report that an event of this client, which was sent, is applied now."""


class Backplane(Protocol):
    """Puts events in one order for all nodes.

    The contract: every event is applied on every node, the submitter's included, in one order,
    exactly once; or the submitter's `submit` raises. Its time and ids are made when it is applied,
    of the `at` that it comes with: that of the submitter's clock, or better one of the log itself.
    """

    def submit(self, event: Event) -> None:
        """Put an event in the log."""

    # The most frequent events come as their fields, so that a single node makes them only once.

    def submit_line(self, client: ClientId, at: Millis, message: Message, msgid: str) -> None:
        """Put a `Received` in the log."""

    def submit_speech(
        self, client: ClientId, at: Millis, target: str, texts: tuple[str, ...]
    ) -> None:
        """Put a `Spoke` in the log."""


class LocalBackplane:
    """Applies an event while it is submitted. Costs nothing: to submit is to apply."""

    def __init__(self, applier: Applier) -> None:
        self.submit = applier.apply
        self.submit_line = applier.apply_line
        self.submit_speech = applier.apply_speech
