"""The ordered log of events that every node applies. One node needs no more than a call."""

from typing import Protocol

from tui_chat.server.core.events import Event


class Backplane(Protocol):
    """Puts events in one order for all nodes.

    The contract: `apply`, given at construction, is called on every node for every event, the
    submitter's included, in one order, exactly once; or the submitter's `submit` raises. While an
    event is applied, no other is: one that is submitted meanwhile comes after it. The log decides
    the time of an event; what `submit` is given is when it happened on its node.
    """

    def submit(self, event: Event) -> None:
        """Put an event in the log."""
