"""Own messages that the server has not shown back yet."""

from collections import deque
from typing import Final

import msgspec

from tui_chat.client.buffers import Buffer

_MOST: Final = 1_000


class Awaited(msgspec.Struct, frozen=True):
    """An own message under way: the line that shows it, and what was sent."""

    label: str
    buffer: Buffer
    line_id: int
    text: str


class Pending:
    """The own messages under way, in the order in which they were sent."""

    __slots__ = ("_awaited", "_labels")

    def __init__(self) -> None:
        self._awaited: deque[Awaited] = deque()
        self._labels = 0

    def next_label(self) -> str:
        """A label that no other message of this session has (IRCv3 labeled-response)."""
        self._labels += 1
        return str(self._labels)

    def add(self, awaited: Awaited) -> Awaited | None:
        """Wait for its echo. Gives the oldest up when there are too many."""
        self._awaited.append(awaited)
        return self._awaited.popleft() if len(self._awaited) > _MOST else None

    def echoed(self, label: str, buffer: Buffer, text: str) -> Awaited | None:
        """The message that this is the echo of: by label, else by place and text."""
        for awaited in self._awaited:
            if (
                awaited.label == label
                if label
                else (awaited.buffer is buffer and awaited.text == text)
            ):
                self._awaited.remove(awaited)
                return awaited
        return None

    def refused(self, label: str, buffer: Buffer | None) -> Awaited | None:
        """The message that a refusal means: by label, else the oldest in that place."""
        for awaited in self._awaited:
            if awaited.label == label if label else awaited.buffer is buffer:
                self._awaited.remove(awaited)
                return awaited
        return None

    def give_up(self) -> list[Awaited]:
        """Everything under way; nothing of it will be answered any more."""
        every = list(self._awaited)
        self._awaited.clear()
        return every
