"""How fast a server may be spoken to: many close the connection of whoever sends too much."""

from collections import deque
from collections.abc import Iterable
from typing import Final

from tui_chat.wire.message import Message

BURST: Final = 12
"""Lines at once: common servers keep some twenty that they have not read yet."""
SECONDS_PER_LINE: Final = 1.0
"""After that; no common server reads slower."""
_URGENT: Final = frozenset({"PONG", "QUIT"})


class Flow:
    """A token bucket: what may be sent now, and what has to wait. Times are any steady clock's."""

    __slots__ = ("_at", "_tokens", "_waiting")

    def __init__(self) -> None:
        self._waiting: deque[Message] = deque()
        self._tokens = float(BURST)
        self._at = 0.0

    def put(self, messages: Iterable[Message]) -> None:
        """Take what is to be sent; the answer to a PING and a goodbye do not wait."""
        urgent = []
        for message in messages:
            if message.command in _URGENT:
                urgent.append(message)
            else:
                self._waiting.append(message)
        self._waiting.extendleft(reversed(urgent))

    def take(self, now: float, *, freely: bool) -> list[Message]:
        """What may go now: all of it `freely`, else as much as the bucket holds."""
        self._tokens = min(BURST, self._tokens + (now - self._at) / SECONDS_PER_LINE)
        self._at = now
        taken: list[Message] = []
        while self._waiting:
            urgent = self._waiting[0].command in _URGENT
            if self._tokens < 1 and not freely and not urgent:
                break
            self._tokens = max(0.0, self._tokens - 1)
            taken.append(self._waiting.popleft())
        return taken

    @property
    def wait(self) -> float | None:
        """Seconds until more may go, None if nothing waits."""
        return (1 - self._tokens) * SECONDS_PER_LINE if self._waiting else None

    def clear(self) -> list[Message]:
        """Forget and give what waits: the connection is gone."""
        waiting = list(self._waiting)
        self._waiting.clear()
        self._tokens = float(BURST)
        return waiting
