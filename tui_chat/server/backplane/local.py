"""The log of a single node: a direct call."""

from collections import deque
from collections.abc import Callable

from tui_chat.server.core.events import Event


class LocalBackplane:
    """Applies an event while it is submitted, with the time that it brings."""

    __slots__ = ("_apply", "_is_applying", "_waiting")

    def __init__(self, apply: Callable[[Event], None]) -> None:
        self._apply = apply
        self._is_applying = False
        self._waiting: deque[Event] = deque()
        """Events that were submitted while another was applied."""

    def submit(self, event: Event) -> None:
        """Apply an event, and those that it leads to; or later, if another is being applied."""
        if self._is_applying:
            self._waiting.append(event)
            return
        self._is_applying = True
        try:
            self._apply(event)
            while self._waiting:
                self._apply(self._waiting.popleft())
        finally:
            self._is_applying = False
