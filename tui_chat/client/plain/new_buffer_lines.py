"""The lines that were not written yet: each once, whatever the history inserts."""

from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import Final

from tui_chat.client.buffers.buffer import Buffer, Past
from tui_chat.client.buffers.line import Line, LineState
from tui_chat.client.session import Session

FIRST: Final = 20
"""The most earlier lines that are written when a buffer is first read."""
_REMEMBERED: Final = 100


class Reader:
    """Gives the new lines of the buffers of one session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._next: dict[Buffer, int] = {}
        self._held: set[Buffer] = set()
        self._said: deque[tuple[Buffer, str]] = deque(maxlen=_REMEMBERED)

    def new(self) -> Iterator[tuple[Buffer, Line]]:
        """The new lines, buffer by buffer; none of a buffer that is still catching up.

        Nor of one whose first lines are still to come from our own log.
        """
        for buffer in self._session.buffers:
            if buffer not in self._next and buffer.past is Past.LOADING:
                continue
            if self._session.is_catching_up(buffer):
                self._hold(buffer)
                continue
            self._held.discard(buffer)
            lines = buffer.lines
            first = max(self._next.get(buffer, lines.next_id - FIRST), lines.first_id)
            self._next[buffer] = lines.next_id
            for line in lines[first - lines.first_id :]:
                if not (line.own and self._is_told(buffer, line)):
                    yield buffer, line

    def _is_told(self, buffer: Buffer, own: Line) -> bool:
        """Whether the person has read it: they typed it here, or it was told as not delivered."""
        return own.state is LineState.FAILED or (buffer, own.text) in self._said

    def skip(self, buffer: Buffer) -> None:
        """Never give the lines that are in the buffer now."""
        start = self._next.get(buffer, buffer.lines.first_id)
        for line in buffer.lines[max(0, start - buffer.lines.first_id) :]:
            if line.own:
                self._said.append((buffer, line.text))
        self._next[buffer] = buffer.lines.next_id

    def _hold(self, buffer: Buffer) -> None:
        """Missed lines are inserted before our unconfirmed ones: go back to these."""
        if buffer in self._held:
            return
        self._held.add(buffer)
        latest = islice(reversed(buffer.lines), _REMEMBERED)
        waiting = [line.id for line in latest if line.own and line.state is not LineState.SENT]
        if buffer in self._next and waiting:
            self._next[buffer] = min(self._next[buffer], *waiting)
