"""Questions about what was said before, and how far their answers have come. IRCv3 chathistory."""

import enum
from collections import deque
from typing import Final

from tui_chat.client.buffers.buffers import Buffer, Mark
from tui_chat.wire.names import Folded

AT_ONCE: Final = 4
"""Questions under way at the same time: a hundred channels are not to choke what people say."""
PATIENCE: Final = 45.0
"""Seconds after which an answer is not waited for any more."""


class Kind(enum.Enum):
    """What a question is for."""

    MISSED = "missed"
    OLDER = "older"


class Question:
    """One CHATHISTORY command, sent or waiting to be. `since` is the mark it goes out from."""

    __slots__ = ("asked_at", "buffer", "kind", "label", "mark", "words")

    def __init__(
        self, kind: Kind, buffer: Buffer, words: tuple[str, ...], mark: Mark | None
    ) -> None:
        self.kind = kind
        self.buffer = buffer
        self.words = words
        """The subcommand, the target and the references."""
        self.mark = mark
        """The message that the references name, if it is one we know."""
        self.label = ""
        self.asked_at = 0.0


class Missed:
    """How far a place is caught up on this connection."""

    __slots__ = ("anchor", "first", "holds", "live", "pages", "place", "proven", "start")

    def __init__(self, place: int, anchor: Mark | None, *, holds: bool) -> None:
        self.start = self.place = place
        """The id of the line in front of which the next missed line goes."""
        self.anchor = anchor
        """The last message we saw on the connection before, None if there is none."""
        self.first = anchor is None
        """Whether nothing was known here: the latest page is enough."""
        self.holds = holds
        """Whether nothing new may be sent until it is known what of the old arrived."""
        self.proven = False
        """Whether the history goes back to `anchor`: then what it lacks was never said."""
        self.pages = 0
        self.live: Mark | None = None
        """The last message that came meanwhile."""


class History:
    """The questions of one connection."""

    __slots__ = ("asked", "missed", "waiting")

    def __init__(self) -> None:
        self.asked: dict[Folded, Question] = {}
        """Sent and not answered, by their target."""
        self.waiting: deque[Question] = deque()
        self.missed: dict[Buffer, Missed] = {}
        """The places that are not caught up yet."""

    def concerns(self, buffer: Buffer) -> bool:
        """Whether a question about the place is under way or waits."""
        return any(each.buffer is buffer for each in (*self.asked.values(), *self.waiting))

    def next(self) -> Question | None:
        """The next question to be sent, None while there are enough."""
        if len(self.asked) >= AT_ONCE or not self.waiting:
            return None
        return self.waiting.popleft()

    def answered(self, label: str, target: Folded) -> Question | None:
        """The question that this is the answer to: by label, else by target."""
        for key, question in self.asked.items():
            if question.label == label if label else key == target:
                return self.asked.pop(key)
        return self.asked.pop(target, None)

    def overdue(self, at: float) -> list[Question]:
        """The questions that were not answered in time, which are given up."""
        late = [key for key, each in self.asked.items() if at - each.asked_at > PATIENCE]
        return [self.asked.pop(key) for key in late]
