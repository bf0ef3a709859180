"""Who is typing in which buffer: other people, and ourselves."""

import enum

import msgspec

from tui_chat.client.buffers.buffer import Buffer


class Progress(enum.Enum):
    """The progress of a text that is not sent yet."""

    ACTIVE = "active"
    PAUSED = "paused"
    DONE = "done"


class OwnTyping(msgspec.Struct, frozen=True):
    """Our last typing notification in a buffer, and its time."""

    progress: Progress
    at: float


class TypingState:
    """The typing notifications of one connection."""

    __slots__ = ("others", "ours", "stopping", "unanswered")

    def __init__(self) -> None:
        self.others: dict[Buffer, dict[str, float]] = {}
        """By buffer and nickname, the time at which a notification expires."""
        self.ours: dict[Buffer, OwnTyping] = {}
        self.stopping: set[Buffer] = set()
        """Where the text was dropped too soon after our last notification to tell so."""
        self.unanswered: dict[Buffer, float] = {}
        """The time of our last notification in a buffer, which the server may still refuse."""

    def forget(self, buffer: Buffer) -> None:
        """Drop all that is known about a buffer that was closed."""
        self.others.pop(buffer, None)
        self.ours.pop(buffer, None)
        self.stopping.discard(buffer)
        self.unanswered.pop(buffer, None)
