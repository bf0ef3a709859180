"""Where the person is in the plain client, and what they are told of it."""

import time
from collections.abc import Callable, Iterable

from tui_chat.client.buffers.buffers import Buffer, BufferKind
from tui_chat.client.buffers.line_text import line_text, reaction_text
from tui_chat.client.connect.connection import Connection
from tui_chat.client.events import Reacted
from tui_chat.client.plain import wording
from tui_chat.client.plain.reader import Reader


class PlainOutput:
    """The part of the plain client that writes lines: `write` shows one.

    `buffer` is where the person is, `connection` what it belongs to.
    """

    connection: Connection
    buffer: Buffer

    def __init__(self, write: Callable[[str], None]) -> None:
        self.write = write
        self._readers: dict[Connection, Reader] = {}
        self._to_announce: Buffer | None = None

    def go(self, buffer: Buffer) -> None:
        """Talk there from now on."""
        for connection in self._readers:
            if connection.owns(buffer):
                self._move(connection, buffer)
                self._announce(buffer)

    def _is_there(self, host: str, port: int) -> bool:
        """Whether we are on that server; then its page is where the person is."""
        for connection in self._readers:
            if (connection.options.host, connection.options.port) == (host, port):
                self.go(connection.session.buffers.server)
                return True
        return False

    def _move(self, connection: Connection, buffer: Buffer) -> None:
        self.buffer.hide()
        self.connection, self.buffer = connection, buffer
        buffer.show()
        connection.session.foreground = buffer

    def _announce(self, buffer: Buffer) -> None:
        """Say where we are, and who is there."""
        self._to_announce = None
        self._write_all(wording.arrival(buffer))

    def _write_all(self, texts: Iterable[str]) -> None:
        for text in texts:
            self.write(text)

    def _tell_reaction(self, connection: Connection, event: Reacted) -> None:
        self.write(reaction_text(event, place=self._prefix(connection, event.buffer)))

    def _tell_new(self) -> None:
        for connection, reader in self._readers.items():
            for buffer, line in reader.new():
                self.write(line_text(line, place=self._prefix(connection, buffer)))
                if buffer is self.buffer:
                    connection.session.mark_read(buffer, time.time())

    def _prefix(self, connection: Connection, buffer: Buffer) -> str:
        if buffer is self.buffer or buffer.kind is BufferKind.SERVER:
            return ""
        if len(self._readers) > 1:
            return f"[{connection.session.buffers.server.name}/{buffer.name}]"
        return f"[{buffer.name}]"
