"""Where the person is in the plain client, and what they are told of it."""

import time
from collections.abc import Callable, Iterable

from tui_chat.client.buffers.buffers import Buffer, BufferKind
from tui_chat.client.buffers.line_text import line_text, reaction_text
from tui_chat.client.connect.connection import Connection
from tui_chat.client.events import Reacted
from tui_chat.client.plain import wording
from tui_chat.client.plain.reader import Reader


class Telling:
    """The part of the plain client that writes lines: `write` shows one.

    `place` is where the person is, `connection` what it belongs to.
    """

    connection: Connection
    place: Buffer

    def __init__(self, write: Callable[[str], None]) -> None:
        self.write = write
        self._readers: dict[Connection, Reader] = {}
        self._to_announce: Buffer | None = None

    def go(self, place: Buffer) -> None:
        """Talk there from now on."""
        for connection in self._readers:
            if connection.owns(place):
                self._move(connection, place)
                self._announce(place)

    def _is_there(self, host: str, port: int) -> bool:
        """Whether we are on that server; then its page is where the person is."""
        for connection in self._readers:
            if (connection.options.host, connection.options.port) == (host, port):
                self.go(connection.session.buffers.server)
                return True
        return False

    def _move(self, connection: Connection, place: Buffer) -> None:
        self.place.hide()
        self.connection, self.place = connection, place
        place.show()
        connection.session.foreground = place

    def _announce(self, place: Buffer) -> None:
        """Say where we are, and who is there."""
        self._to_announce = None
        self._write_all(wording.arrival(place))

    def _write_all(self, texts: Iterable[str]) -> None:
        for text in texts:
            self.write(text)

    def _tell_reaction(self, connection: Connection, event: Reacted) -> None:
        self.write(reaction_text(event, place=self._prefix(connection, event.buffer)))

    def _tell_new(self) -> None:
        for connection, reader in self._readers.items():
            for place, line in reader.new():
                self.write(line_text(line, place=self._prefix(connection, place)))
                if place is self.place:
                    connection.session.mark_read(place, time.time())

    def _prefix(self, connection: Connection, place: Buffer) -> str:
        if place is self.place or place.kind is BufferKind.SERVER:
            return ""
        if len(self._readers) > 1:
            return f"[{connection.session.buffers.server.name}/{place.name}]"
        return f"[{place.name}]"
