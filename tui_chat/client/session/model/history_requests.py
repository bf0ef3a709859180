"""Requests for the history, and how far each buffer has caught up (IRCv3 chathistory)."""

import enum
from collections import deque
from typing import Final

from tui_chat.client.buffers.buffer import Buffer, Mark
from tui_chat.wire.names import Folded

AT_ONCE: Final = 4
"""Requests at the same time: a hundred channels must not delay the person's messages."""
PATIENCE: Final = 45.0
"""Seconds after which a request is given up."""


class RequestKind(enum.Enum):
    """The purpose of a request."""

    MISSED = "missed"
    OLDER = "older"


class HistoryRequest:
    """One CHATHISTORY command, sent or waiting to be sent."""

    __slots__ = ("asked_at", "buffer", "kind", "label", "mark", "words")

    def __init__(
        self, kind: RequestKind, buffer: Buffer, words: tuple[str, ...], mark: Mark | None
    ) -> None:
        self.kind = kind
        self.buffer = buffer
        self.words = words
        """The subcommand, the target and the references."""
        self.mark = mark
        """The message that the references name, None for the latest."""
        self.label = ""
        self.asked_at = 0.0


class CatchUpProgress:
    """How far a buffer has caught up on this connection."""

    __slots__ = ("anchor", "first", "holds", "live", "pages", "place", "proven", "start")

    def __init__(self, place: int, anchor: Mark | None, *, holds: bool) -> None:
        self.start = self.place = place
        """The id of the line before which the next missed line is inserted."""
        self.anchor = anchor
        """The last message that we saw on an earlier connection, None if there is none."""
        self.first = anchor is None
        """Whether we knew no message here: then the latest page is enough."""
        self.holds = holds
        """Whether new messages must wait until we know which of the old ones arrived."""
        self.proven = False
        """Whether the history reaches back to `anchor`: then what it lacks never arrived."""
        self.pages = 0
        self.live: Mark | None = None
        """The last message that came live meanwhile."""


class HistoryRequests:
    """The requests of one connection."""

    __slots__ = ("catching_up", "sent", "waiting")

    def __init__(self) -> None:
        self.sent: dict[Folded, HistoryRequest] = {}
        """Requests that are sent and not answered, by target."""
        self.waiting: deque[HistoryRequest] = deque()
        self.catching_up: dict[Buffer, CatchUpProgress] = {}
        """The buffers that have not caught up yet."""

    def concerns(self, buffer: Buffer) -> bool:
        """Whether there is a request for the buffer, sent or waiting."""
        return any(each.buffer is buffer for each in (*self.sent.values(), *self.waiting))

    def next(self) -> HistoryRequest | None:
        """The next request to be sent, None while enough are sent."""
        if len(self.sent) >= AT_ONCE or not self.waiting:
            return None
        return self.waiting.popleft()

    def answered(self, label: str, target: Folded) -> HistoryRequest | None:
        """The request that an answer belongs to, by label or else by target. It is removed."""
        for key, request in self.sent.items():
            if request.label == label if label else key == target:
                return self.sent.pop(key)
        return self.sent.pop(target, None)

    def overdue(self, at: float) -> list[HistoryRequest]:
        """The requests that were not answered in time. They are removed."""
        late = [key for key, each in self.sent.items() if at - each.asked_at > PATIENCE]
        return [self.sent.pop(key) for key in late]


class ReadPositions:
    """Up to where buffers were read. Times are seconds of Unix time."""

    __slots__ = ("positions", "seen", "told")

    def __init__(self) -> None:
        self.positions: dict[Folded, float] = {}
        """By buffer that is not open; the shell keeps them from one run to the next."""
        self.seen = 0.0
        """The time of the last message of the last run; conversations begun later are unread."""
        self.told: dict[Buffer, tuple[float, float]] = {}
        """The read marker that the server has for a buffer, and when we last sent one."""
