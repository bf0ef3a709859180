"""Who types where: others, and we."""

import enum

import msgspec

from tui_chat.client.buffers.buffers import Buffer


class Progress(enum.Enum):
    """What somebody does with the text that they have not sent."""

    ACTIVE = "active"
    PAUSED = "paused"
    DONE = "done"


class Composing(msgspec.Struct, frozen=True):
    """What was told last of our own typing in a place, and when."""

    progress: Progress
    at: float


class Typing:
    """What is known of it on one connection."""

    __slots__ = ("others", "ours", "unanswered")

    def __init__(self) -> None:
        self.others: dict[Buffer, dict[str, float]] = {}
        """Who types where, and until when that is taken to be true."""
        self.ours: dict[Buffer, Composing] = {}
        self.unanswered: dict[Buffer, float] = {}
        """When it was told last where; a refusal of it has not come."""

    def forget(self, buffer: Buffer) -> None:
        """The place is gone."""
        self.others.pop(buffer, None)
        self.ours.pop(buffer, None)
        self.unanswered.pop(buffer, None)
