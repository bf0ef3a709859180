"""Bytes for a whole server without sockets: several people, and whatever they send."""

import asyncio
import logging
from typing import Final, cast

from tests.fuzz.loops import Clock, Wire
from tests.property.whole import check_is_whole
from tui_chat.server.core.settings import Limits, Operator, Settings
from tui_chat.server.engine.clock import Clock as NodeClock
from tui_chat.server.engine.node import Node
from tui_chat.server.engine.pending_requests import soon
from tui_chat.server.limits.timeouts import Timeouts
from tui_chat.server.limits.token_bucket import Rate
from tui_chat.server.transport.connection import Connection
from tui_chat.server.transport.websocket import WebSocketLayer
from tui_chat.server.workers.password_hashing import Passwords
from tui_chat.server.workers.password_worker import serve_passwords
from tui_chat.wire.framing import MAX_BODY, MAX_TAGS
from tui_chat.wire.message import Message
from tui_chat.wire.names import Casemapping

SETTINGS: Final = [
    Settings(
        auto_join=("#t",),
        casemapping=casemapping,
        operators=(Operator("root", "sesame"),),
        limits=Limits(channels=4, monitor=3, masks=3, metadata_keys=2, multiline_lines=4, bans=3),
    )
    for casemapping in Casemapping
]
CAPABILITIES: Final = (
    b"",
    b"message-tags batch labeled-response echo-message server-time draft/multiline",
    b"draft/metadata-3 draft/chathistory draft/event-playback extended-monitor away-notify",
    b"multi-prefix account-tag sasl extended-join draft/message-redaction draft/read-marker",
)
_NOON = NodeClock(wall=lambda: 1_763_640_000_000_000_000)
_FREE: Final = Rate(per_second=0)
_PASSWORDS: Final = Passwords(cost=0)


class Person:
    """A connection of the server, from the socket's side."""

    def __init__(self, node: Node, clock: Clock) -> None:
        loop = cast("asyncio.AbstractEventLoop", clock)
        self.wire = Wire()
        self.connection = Connection(node, _FREE, Timeouts(), loop)
        self.connection.connection_made(self.wire)
        self.gone = False

    def says(self, data: bytes) -> None:
        """Have these bytes arrive, if there is still anybody to hear them."""
        if not (self.gone or self.wire.closing):
            self.connection.data_received(data)

    def leaves(self) -> None:
        if not self.gone:
            self.gone = True
            self.connection.connection_lost(None)


def core(data: bytes) -> None:
    """Three people send lines; the first byte of each line says who, and what happens to them.

    No handler raises, the network stays whole, and nobody is sent a line that is none.
    """
    clock = Clock()
    first = data[0] if data else 0
    node = Node(SETTINGS[first % len(SETTINGS)], clock.call_soon, clock=_NOON)
    serve_passwords(node, soon(_PASSWORDS.answer, clock.call_soon))
    people = [Person(node, clock) for _ in range(3)]
    for number, person in enumerate(people):
        wanted = CAPABILITIES[(first >> 3) + number & 3]
        person.says(b"CAP REQ :%b\r\nNICK n%d\r\nUSER u 0 * :r\r\nCAP END\r\n" % (wanted, number))
    clock.run()
    with Mistakes():
        for line in data[1:].split(b"\n"):
            order = line[0] if line else 0
            person = people[order % 3]
            if order & 0xF0 == 0xF0:
                person.leaves()
                people[order % 3] = Person(node, clock)
            elif order & 0x80:
                person.says(line[1:])  # half a line: the rest comes with the next
            else:
                person.says(line[1:] + b"\r\n")
            if order & 0x04:
                clock.run()
        clock.run()
        check_is_whole(node.network)
        for person in people:
            check_lines(b"".join(person.wire.written))
            person.leaves()
        clock.run()
        assert not node.sockets
        assert not node.network.sessions


def check_lines(written: bytes) -> None:
    """What a client was sent are whole messages within the limits."""
    if not written:
        return
    assert written.endswith(b"\r\n")
    for line in written[:-2].split(b"\r\n"):
        Message.parse(line)
        tags, _, body = (
            line.rpartition(b" ")[0].partition(b" ") if line[:1] == b"@" else ("", "", "")
        )
        assert len(tags) <= MAX_TAGS
        rest = line.partition(b" ")[2] if line[:1] == b"@" else line
        assert len(rest) <= MAX_BODY - 2, (len(rest), body)


def websocket(data: bytes) -> None:
    """Bytes at the connector of a WebSocket, after a good handshake if the first byte is odd."""
    clock = Clock()
    loop = cast("asyncio.AbstractEventLoop", clock)
    node = Node(SETTINGS[0], clock.call_soon, clock=_NOON)
    connection = Connection(node, _FREE, Timeouts(), loop)
    layer = WebSocketLayer(connection, loop, 10)
    wire = Wire()
    with Mistakes():
        layer.connection_made(wire)
        if data and data[0] & 1:
            layer.data_received(_HANDSHAKE)
        cut = (data[0] >> 1) + 1 if data else 1
        for start in range(1, len(data), cut):
            if wire.closing:
                break
            layer.data_received(data[start:][:cut])
            clock.run()
        layer.connection_lost(None)
        clock.run()
        check_is_whole(node.network)
        assert not node.network.sessions


_HANDSHAKE: Final = (
    b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Protocol: binary.ircv3.net\r\n\r\n"
)


class Mistakes(logging.Handler):
    """Makes an exception of what the server logs as an error of its own."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self._told.append(record.getMessage())
        error = record.exc_info[1] if record.exc_info else None
        raise AssertionError(record.getMessage()) from error

    def __enter__(self) -> None:
        logging.getLogger("tui_chat").addHandler(self)

    def __exit__(self, *_exception: object) -> None:
        logging.getLogger("tui_chat").removeHandler(self)
        assert not self._told  # the server passes over what a handler of its log raises
