"""Bytes into lines."""

import sys
from typing import Final

MAX_TAGS: Final = 8191
"""Bytes of tags, from the `@` to the space behind them (IRCv3 message-tags, "Size limit")."""
MAX_BODY: Final = 512
"""Bytes of the rest of a line, CR LF included (RFC 2812 2.3)."""
MAX_CLIENT_TAGS: Final = 4096
"""Bytes of tags that a client may send: the other half of MAX_TAGS is the server's."""

TOO_LONG: Final = b""
"""Takes the place of a line that was too long. Empty lines are dropped, so no line is equal."""
ENDLESS: Final = b"\0\0"
"""Follows TOO_LONG for a line so long that it may have no end; compared by identity."""


class LineBuffer:
    """Collects the bytes that a socket receives and gives out complete lines.

    `max_tags` and `max_body` are in bytes as in MAX_TAGS and MAX_BODY. If `endless` is not 0, a
    line of more than that many bytes is reported with ENDLESS, too.
    """

    __slots__ = ("_discarded", "_endless", "_max_body", "_max_tags", "_rest")

    def __init__(
        self, max_tags: int = MAX_TAGS, max_body: int = MAX_BODY, endless: int = 0
    ) -> None:
        self._max_tags = max_tags
        self._max_body = max_body - 2
        self._endless = endless or sys.maxsize
        self._rest = b""
        self._discarded = 0
        """Bytes of the unfinished line that were dropped because it is too long already."""

    @property
    def pending(self) -> int:
        """Bytes of the unfinished rest."""
        return len(self._rest)

    def feed(self, data: bytes) -> list[bytes]:
        """The complete lines that `data` finishes, without CR LF; empty lines are dropped.

        LF alone ends a line too. A line over the limits is left out and TOO_LONG stands in its
        place, once, even when no LF ever comes: a peer may not make us buffer. Keeps the
        unfinished rest.
        """
        if self._rest:
            data = self._rest + data
        # Looking at all lines at once costs a third of looking at each.
        lines = data.split(b"\r\n")
        if data.count(b"\n") != len(lines) - 1:
            lines = data.replace(b"\r\n", b"\n").split(b"\n")
        self._rest = lines.pop()
        if self._discarded:
            return self._discard(lines)
        if b"" in lines:
            lines = [line for line in lines if line]
        if len(data) > self._max_body and max(map(len, lines), default=0) > self._max_body:
            read, lines = lines, []
            for line in read:
                lines += (line,) if self._fits(line) else self._marks(line)
        if len(self._rest) > self._max_body and not self._may_fit(self._rest):
            lines += self._marks(self._rest)
            self._discarded = len(self._rest)
            self._rest = b""
        return lines

    def _discard(self, lines: list[bytes]) -> list[bytes]:
        """Drop the rest of a line that is too long; the lines after it are read as usual."""
        before = self._discarded
        if not lines:
            self._discarded += len(self._rest)
            self._rest = b""
            return [ENDLESS] if before <= self._endless < self._discarded else []
        self._discarded = 0
        dropped, following = lines[0], b"\n".join((*lines[1:], self._rest))
        self._rest = b""
        ends = [ENDLESS] if before <= self._endless < before + len(dropped) else []
        return ends + self.feed(following)

    def _marks(self, line: bytes) -> tuple[bytes, ...]:
        """Takes the place of a line that is too long."""
        return (TOO_LONG, ENDLESS) if len(line) > self._endless else (TOO_LONG,)

    def _fits(self, line: bytes) -> bool:
        if len(line) <= self._max_body:
            return True
        if not line.startswith(b"@"):
            return False
        space = line.find(b" ", 0, self._max_tags)
        return space > 0 and len(line) - space - 1 <= self._max_body

    def _may_fit(self, rest: bytes) -> bool:
        """Whether an unfinished line may still become one that fits."""
        if self._fits(rest.removesuffix(b"\r")):
            return True
        unfinished_tags = rest.startswith(b"@") and b" " not in rest
        return unfinished_tags and len(rest) < self._max_tags
