"""All buffers of one server: channels, persons, and the server's own page. Pure."""

from collections.abc import Callable, Iterator
from typing import Final

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.buffers.scrollback import LineBudget
from tui_chat.wire.names import Folded

SERVER: Final = Folded("")
"""The key of the server's own buffer."""
MOST_BUFFERS: Final = 1_000


class Buffers:
    """The buffers of one server, in the order in which they were opened; its own page is first.

    A server could open them without end: there are at most `limit`, and their lines share one
    budget.
    """

    __slots__ = ("_budget", "_by_key", "_limit", "server")

    def __init__(self, server_name: str, limit: int = MOST_BUFFERS) -> None:
        self._budget = LineBudget()
        self.server = Buffer(server_name, BufferKind.SERVER, SERVER, self._budget)
        self._by_key: dict[Folded, Buffer] = {SERVER: self.server}
        self._limit = limit

    def get(self, key: Folded) -> Buffer | None:
        """The buffer of that folded name."""
        return self._by_key.get(key)

    def open(self, name: str, kind: BufferKind, key: Folded) -> Buffer | None:
        """Open a buffer, which must not exist yet. None if there are too many."""
        if len(self._by_key) >= self._limit:
            return None
        buffer = self._by_key[key] = Buffer(name, kind, key, self._budget)
        return buffer

    def close(self, buffer: Buffer) -> None:
        """Close the buffer; the server's page stays."""
        if buffer is not self.server:
            self._by_key.pop(buffer.key, None)
            buffer.lines.clear()

    def rename(self, buffer: Buffer, name: str, key: Folded) -> bool:
        """Rename the buffer; it keeps its position. False if the name is taken."""
        if buffer is self.server or self._by_key.get(key, buffer) is not buffer:
            return False
        buffer.name, buffer.key = name, key
        self._by_key = {each.key: each for each in self._by_key.values()}
        return True

    def refold(self, fold: Callable[[str], Folded]) -> list[Buffer]:
        """Fold all keys again, by another casemapping.

        Two buffers may have the same key then. The joined one stays, or else the first. Gives the
        others, which are closed.
        """
        gone: list[Buffer] = []
        every = list(self._by_key.values())
        self._by_key = {SERVER: self.server}
        for buffer in every:
            if buffer is self.server:
                continue
            buffer.key = fold(buffer.name)
            buffer.members.refold(fold)
            first = self._by_key.setdefault(buffer.key, buffer)
            if first is not buffer and buffer.joined and not first.joined:
                self._by_key[buffer.key] = buffer
                gone.append(first)
            elif first is not buffer:
                gone.append(buffer)
        return gone

    def with_member(self, key: Folded) -> list[Buffer]:
        """The channels of which that person is a member."""
        return [buffer for buffer in self._by_key.values() if key in buffer.members]

    def of_kind(self, kind: BufferKind) -> list[Buffer]:
        """The buffers of one kind, in order."""
        return [buffer for buffer in self._by_key.values() if buffer.kind is kind]

    def __iter__(self) -> Iterator[Buffer]:
        return iter(list(self._by_key.values()))

    def __len__(self) -> int:
        return len(self._by_key)

    def __contains__(self, buffer: object) -> bool:
        return isinstance(buffer, Buffer) and self._by_key.get(buffer.key) is buffer
