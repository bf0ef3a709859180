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


class RequestKind(enum.Enum):
    """What a question is for."""

    MISSED = "missed"
    OLDER = "older"


class HistoryRequest:
    """One CHATHISTORY command, sent or waiting to be. `since` is the mark it goes out from."""

    __slots__ = ("asked_at", "buffer", "kind", "label", "mark", "words")

    def __init__(
        self, kind: RequestKind, buffer: Buffer, words: tuple[str, ...], mark: Mark | None
    ) -> None:
        self.kind = kind
        self.buffer = buffer
        self.words = words
        """The subcommand, the target and the references."""
        self.mark = mark
        """The message that the references name, if it is one we know."""
        self.label = ""
        self.asked_at = 0.0


class CatchUpProgress:
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


class HistoryRequests:
    """The questions of one connection."""

    __slots__ = ("catching_up", "sent", "waiting")

    def __init__(self) -> None:
        self.sent: dict[Folded, HistoryRequest] = {}
        """Sent and not answered, by their target."""
        self.waiting: deque[HistoryRequest] = deque()
        self.catching_up: dict[Buffer, CatchUpProgress] = {}
        """The places that are not caught up yet."""

    def concerns(self, buffer: Buffer) -> bool:
        """Whether a question about the place is under way or waits."""
        return any(each.buffer is buffer for each in (*self.sent.values(), *self.waiting))

    def next(self) -> HistoryRequest | None:
        """The next question to be sent, None while there are enough."""
        if len(self.sent) >= AT_ONCE or not self.waiting:
            return None
        return self.waiting.popleft()

    def answered(self, label: str, target: Folded) -> HistoryRequest | None:
        """The question that this is the answer to: by label, else by target."""
        for key, request in self.sent.items():
            if request.label == label if label else key == target:
                return self.sent.pop(key)
        return self.sent.pop(target, None)

    def overdue(self, at: float) -> list[HistoryRequest]:
        """The questions that were not answered in time, which are given up."""
        late = [key for key, each in self.sent.items() if at - each.asked_at > PATIENCE]
        return [self.sent.pop(key) for key in late]
