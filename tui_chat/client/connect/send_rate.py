"""The rate of messages to a server: many disconnect a client that sends too fast."""

from collections import deque
from collections.abc import Iterable
from typing import Final

from tui_chat.wire.message import Message

BURST: Final = 12
"""Lines that may be sent at once: common servers queue some twenty."""
SECONDS_PER_LINE: Final = 1.0
"""The rate after those lines; no common server reads slower."""
_URGENT: Final = frozenset({"PONG", "QUIT"})
_ANSWERS: Final = frozenset(
    {"AUTHENTICATE", "CAP", "CHATHISTORY", "MARKREAD", "MODE", "MONITOR", "NICK", "WHO"}
)
"""Commands that we send by ourselves in answer to the server, which could provoke them forever."""
MOST_ANSWERS: Final = 3_000
"""Of these that wait. An honest server makes us ask three things about each of 1,000 buffers."""


class SendRate:
    """A token bucket with its queue of messages. Times come from any monotonic clock."""

    __slots__ = ("_answers", "_at", "_tokens", "_waiting")

    def __init__(self) -> None:
        self._waiting: deque[Message] = deque()
        self._answers = 0
        self._tokens = float(BURST)
        self._at = 0.0

    def put(self, messages: Iterable[Message]) -> None:
        """Queue messages; PONG and QUIT go in front.

        What people say is never dropped; answers to the server are, past MOST_ANSWERS.
        """
        urgent = []
        for message in messages:
            if message.command in _URGENT:
                urgent.append(message)
            elif message.command not in _ANSWERS:
                self._waiting.append(message)
            elif self._answers < MOST_ANSWERS:
                self._answers += 1
                self._waiting.append(message)
        self._waiting.extendleft(reversed(urgent))

    def take(self, now: float, *, freely: bool) -> list[Message]:
        """The messages that may be sent now: all if `freely`, else one for each token."""
        self._tokens = min(BURST, self._tokens + (now - self._at) / SECONDS_PER_LINE)
        self._at = now
        taken: list[Message] = []
        while self._waiting:
            urgent = self._waiting[0].command in _URGENT
            if self._tokens < 1 and not freely and not urgent:
                break
            self._tokens = max(0.0, self._tokens - 1)
            message = self._waiting.popleft()
            self._answers -= message.command in _ANSWERS
            taken.append(message)
        return taken

    @property
    def wait(self) -> float | None:
        """Seconds until the next message may be sent, None if the queue is empty."""
        return (1 - self._tokens) * SECONDS_PER_LINE if self._waiting else None

    def clear(self) -> list[Message]:
        """Empty the queue and give its messages: the connection is closed."""
        waiting = list(self._waiting)
        self._waiting.clear()
        self._answers = 0
        self._tokens = float(BURST)
        return waiting
