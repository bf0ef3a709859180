"""The rate of messages to a server: many disconnect a client that sends too fast."""

from collections import deque
from collections.abc import Iterable
from typing import Final

from tui_chat.wire.message import Message

BURST: Final = 12
"""Lines that may be sent at once: common servers queue some twenty."""
RESERVED: Final = 3
"""Of these, lines that questions about members and modes leave to the person."""
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
    """A token bucket with its queue of messages. Times come from any monotonic clock.

    Questions about a channel's members and modes, which we ask by ourselves, wait in a queue of
    their own: after a reconnect into many channels, what the person says goes first.
    """

    __slots__ = ("_answers", "_at", "_questions", "_tokens", "_waiting")

    def __init__(self) -> None:
        self._waiting: deque[Message] = deque()
        self._questions: deque[Message] = deque()
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
                queue = self._questions if _is_question(message) else self._waiting
                queue.append(message)
        self._waiting.extendleft(reversed(urgent))

    def take(self, now: float, *, freely: bool) -> list[Message]:
        """The messages that may be sent now: all if `freely`, else one for each token."""
        self._tokens = min(BURST, self._tokens + (now - self._at) / SECONDS_PER_LINE)
        self._at = now
        taken: list[Message] = []
        while self._waiting or self._questions:
            queue = self._waiting or self._questions
            if not freely and self._tokens < self._needed and queue[0].command not in _URGENT:
                break
            self._tokens = max(0.0, self._tokens - 1)
            message = queue.popleft()
            self._answers -= message.command in _ANSWERS
            taken.append(message)
        return taken

    @property
    def _needed(self) -> int:
        """The tokens that there must be for the next message to be sent."""
        return 1 if self._waiting else 1 + RESERVED

    @property
    def is_behind(self) -> bool:
        """Whether messages wait, other than questions about channels."""
        return bool(self._waiting)

    @property
    def wait(self) -> float | None:
        """Seconds until the next message may be sent, None if none waits."""
        if not self._waiting and not self._questions:
            return None
        return (self._needed - self._tokens) * SECONDS_PER_LINE

    def clear(self) -> list[Message]:
        """Empty the queue and give its messages: the connection is closed."""
        waiting = [*self._waiting, *self._questions]
        self._waiting.clear()
        self._questions.clear()
        self._answers = 0
        self._tokens = float(BURST)
        return waiting


def _is_question(message: Message) -> bool:
    return message.command == "WHO" or (message.command == "MODE" and len(message.params) == 1)
