"""The lines that the plain client writes, and the buffer that the person talks in."""

import time
from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.buffers.line import Line, LineKind, Movement
from tui_chat.client.buffers.movement_summary import summary
from tui_chat.client.buffers.plain_line import line_text, reaction_text
from tui_chat.client.connected_server import Connection
from tui_chat.client.events import Reacted
from tui_chat.client.plain import buffer_and_search_texts
from tui_chat.client.plain.new_buffer_lines import Reader

_NEWS: Final = (LineKind.INFO, LineKind.ERROR)
"""The kinds of the lines about a connection."""
_MOST_MOVED: Final = 1_000
"""People who are told in one line."""


class PlainOutput:
    """Writes new lines of every buffer with `write`, and keeps which buffer is open.

    `first` is the connection to begin with: its server's buffer is open.
    """

    def __init__(self, write: Callable[[str], None], first: Connection) -> None:
        self.write = write
        self._readers = {first: Reader(first.session)}
        self._connection = first
        self._buffer = first.session.buffers.server
        self._to_announce: Buffer | None = None
        self._news: dict[Connection, tuple[str, Buffer | None]] = {}
        """The last news of each connection, and the buffer in which they were written."""
        self._moved: list[Line] = []
        self._moved_in = self._connection, self._buffer

    @property
    def connection(self) -> Connection:
        """The connection that the open buffer belongs to."""
        return self._connection

    @property
    def buffer(self) -> Buffer:
        """The open buffer."""
        return self._buffer

    def add(self, connection: Connection) -> None:
        """Write the lines of one more connection."""
        self._readers[connection] = Reader(connection.session)

    def remove(self, connection: Connection) -> None:
        """Write nothing of a connection any more; none of its buffers is open."""
        self.write_moved()
        del self._readers[connection]
        self._news.pop(connection, None)

    # The open buffer

    def go(self, buffer: Buffer) -> None:
        """Open a buffer, and say what it is and who is there."""
        for connection in self._readers:
            if connection.owns(buffer):
                self._open(connection, buffer)
                self._announce(buffer)

    def go_to_joined(self, connection: Connection, channel: Buffer) -> None:
        """Open a channel that was just joined; it is announced when its members are known."""
        self._to_announce = channel
        self._open(connection, channel)

    def members_known(self, channel: Buffer) -> None:
        """The members of a channel are known: announce it, if that was waiting for them."""
        if channel is self._to_announce:
            self._announce(channel)

    def _open(self, connection: Connection, buffer: Buffer) -> None:
        self._buffer.hide()
        self._connection, self._buffer = connection, buffer
        buffer.show()
        connection.session.foreground = buffer

    def _announce(self, buffer: Buffer) -> None:
        self._to_announce = None
        self.write_all(buffer_and_search_texts.arrival(buffer))

    # Lines

    def connection_news(self, connection: Connection, text: str) -> None:
        """Write the line that every buffer of a connection shows now only once."""
        self._news[connection] = text, None

    def _is_old_news(self, connection: Connection, buffer: Buffer, line: Line) -> bool:
        text, written_in = self._news.get(connection, ("", None))
        if line.kind not in _NEWS or line.text != text:
            return False
        self._news[connection] = text, written_in or buffer
        return written_in not in (None, buffer)

    def write_all(self, texts: Iterable[str]) -> None:
        """Write each text as a line."""
        self.write_moved()
        for text in texts:
            self.write(text)

    def write_reaction(self, connection: Connection, event: Reacted) -> None:
        """Write that somebody reacted to a message."""
        self.write_moved()
        self.write(reaction_text(event, place=self._prefix(connection, event.buffer)))

    def write_new(self) -> None:
        """Write the lines that were not written yet; who joins and leaves a moment later."""
        for connection, reader in self._readers.items():
            for buffer, line in reader.new():
                if self._is_old_news(connection, buffer, line):
                    continue
                if line.movement is Movement.NONE:
                    self.write_moved()
                    self.write(line_text(line, place=self._prefix(connection, buffer)))
                else:
                    self._hold(connection, buffer, line)
                if buffer is self._buffer:
                    connection.session.mark_read(buffer, time.time())

    def _hold(self, connection: Connection, buffer: Buffer, line: Line) -> None:
        """Wait for others who join or leave: they are told in one line."""
        if self._moved and (self._moved_in[1] is not buffer or len(self._moved) >= _MOST_MOVED):
            self.write_moved()
        self._moved_in = connection, buffer
        self._moved.append(line)

    @property
    def holds(self) -> bool:
        """Whether `write_moved` has something to write."""
        return bool(self._moved)

    def write_moved(self) -> None:
        """Write who has joined and left since this was last written."""
        moved, self._moved = self._moved, []
        if not moved:
            return
        last = moved[-1]
        if len(moved) > 1:
            last = msgspec.structs.replace(last, text=summary(moved))
        self.write(line_text(last, place=self._prefix(*self._moved_in)))

    def skip_new(self) -> None:
        """Never write the new lines of the open buffer: the person typed them."""
        self._readers[self._connection].skip(self._buffer)

    def _prefix(self, connection: Connection, buffer: Buffer) -> str:
        if buffer is self._buffer or buffer.kind is BufferKind.SERVER:
            return ""
        if len(self._readers) > 1:
            return f"[{connection.session.buffers.server.name}/{buffer.name}]"
        return f"[{buffer.name}]"
