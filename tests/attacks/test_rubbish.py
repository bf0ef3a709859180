"""What is no message is metered too: empty lines, endless ones, crumbs, frames, pings."""

import asyncio
import socket
from pathlib import Path
from typing import cast

import pytest
from OpenSSL import SSL
from websockets.frames import Frame, Opcode

from tests.server.certified import anyone
from tests.server.sockets import PATIENCE, Client, fast_config
from tests.server.stacks import Above
from tests.server.transport.test_connection import Exchange, Loop, Wire
from tests.server.transport.test_websocket import HANDSHAKE
from tui_chat.server.config.load import Listen
from tui_chat.server.limits.addresses import Group, Guest
from tui_chat.server.limits.rates import Rate, TokenBucket
from tui_chat.server.process.server import Server
from tui_chat.server.transport.certificates import own
from tui_chat.server.transport.connection import MAX_SEND_QUEUE
from tui_chat.server.transport.lingering_close import Farewells
from tui_chat.server.transport.poller import lookout
from tui_chat.server.transport.sockets import SocketTransport
from tui_chat.server.transport.tls import Encryption, TlsLayer
from tui_chat.server.transport.websocket import WebSocketLayer

RATE = Rate(burst=40, per_second=8)


def quiet(rate: Rate = RATE) -> Exchange:
    """A network on a machine that has nothing else to do."""
    exchange = Exchange(rate)
    exchange.node.queue.keeps = lambda *_, **__: False  # type: ignore[method-assign]
    return exchange


def taken(exchange: Exchange, wire: Wire, connection: asyncio.Protocol, piece: bytes) -> int:
    """How many bytes of a flood are read in ten seconds."""
    size = 0
    for _ in range(1000):
        exchange.loop.run(0.01)
        for _ in range(100):
            if not wire.reading:
                break
            connection.data_received(piece)
            size += len(piece)
    return size


@pytest.mark.parametrize(
    "piece",
    [
        b"\r\n" * 500,
        b"\n" * 1000,
        b"x" * 1000,
        b"x" * 10_000,
        b"@" + b"x" * 1000,
        b"\r\n \r\n" * 200,
    ],
    ids=["empty lines", "line feeds", "no end", "long pieces", "tags", "blanks"],
)
def test_what_is_no_line_is_read_no_faster_than_lines(piece: bytes) -> None:
    exchange = quiet()
    connection, wire = exchange.connect()
    most = (RATE.burst + 10 * RATE.per_second) * 512
    assert taken(exchange, wire, connection, piece) <= most + 2 * len(piece) + 8192


@pytest.mark.parametrize("piece", [b"x", b"\r\n", b" ", b"PING x"], ids=str)
def test_crumbs_are_not_taken_in_without_end(piece: bytes) -> None:
    exchange = quiet()
    connection, wire = exchange.connect()
    most = (RATE.burst + 10 * RATE.per_second) * 32
    assert taken(exchange, wire, connection, piece) / len(piece) <= most + 512


def test_the_connections_of_one_address_share_what_they_may_waste() -> None:
    exchange = quiet(Rate(burst=1000, per_second=1000))
    shared = TokenBucket(Rate(burst=10, per_second=1), exchange.loop.time())
    group = Group(cast("object", None), shared, None)  # type: ignore[arg-type]
    first, first_wire = exchange.connect(guest=Guest("192.0.2.1", "x", group))
    _, second_wire = exchange.connect(guest=Guest("192.0.2.1", "x", group))
    first.data_received(b"\r\n" * 5000)
    assert not first_wire.reading
    assert second_wire.reading
    exchange.loop.run(100)
    assert first_wire.reading


def test_who_wastes_nothing_is_not_slowed_down() -> None:
    exchange = quiet()
    connection, wire = exchange.connect()
    exchange.loop.run(10)
    for _ in range(40):
        connection.data_received(b"PING x\r\n")
    assert wire.reading
    assert len(exchange.heard(wire)) == 40


# WebSocket


class Page:
    """A page behind a layer, and how much of it is read."""

    def __init__(self) -> None:
        self.loop = Loop()
        self.above = Above()
        self.wire = Wire()
        loop = cast("asyncio.AbstractEventLoop", self.loop)
        self.layer = WebSocketLayer(self.above, loop, 1e9, rate=RATE)
        self.layer.connection_made(cast("asyncio.Transport", self.wire))
        self.layer.data_received(HANDSHAKE)
        self.wire.written = b""

    def taken(self, piece: bytes) -> int:
        size = 0
        for _ in range(1000):
            self.loop.run(0.01)
            while self.wire.reading and size < 10_000_000:
                self.layer.data_received(piece)
                size += len(piece)
        return size


def frame(opcode: Opcode, data: bytes = b"", *, fin: bool = True) -> bytes:
    return Frame(opcode, data, fin=fin).serialize(mask=True)


@pytest.mark.parametrize(
    ("first", "one"),
    [
        (b"", frame(Opcode.PING)),
        (b"", frame(Opcode.PING, b"x" * 125)),
        (b"", frame(Opcode.PONG)),
        (b"", frame(Opcode.TEXT)),
        (frame(Opcode.TEXT, b"PING x", fin=False), frame(Opcode.CONT, fin=False)),
    ],
    ids=["pings", "full pings", "pongs", "empty messages", "empty parts"],
)
def test_frames_are_metered_whatever_they_hold(first: bytes, one: bytes) -> None:
    page = Page()
    page.layer.data_received(first)
    lot = one * (4096 // len(one))
    frames = page.taken(lot) / len(one)
    # Twice as many as lines, and what one piece held that was taken in before it was counted.
    assert frames <= 2 * (RATE.burst + 10 * RATE.per_second) + 3 * len(lot) / len(one)


def test_a_flood_of_pings_is_answered_no_faster_than_it_is_read() -> None:
    page = Page()
    page.layer.data_received(frame(Opcode.PING) * 10_000)  # one read of the socket
    pong = len(Frame(Opcode.PONG, b"").serialize(mask=False))
    assert len(page.wire.written) / pong <= 2 * RATE.burst + 100
    assert not page.wire.reading


def test_who_is_slowed_down_loses_nothing() -> None:
    page = Page()
    said = b"".join(frame(Opcode.TEXT, b"PING %d" % number) for number in range(500))
    page.layer.data_received(said)
    assert not page.wire.reading
    page.loop.run(100)
    assert page.above.heard == b"".join(b"PING %d\r\n" % number for number in range(500))
    assert page.wire.reading


def test_nothing_is_taken_apart_for_who_is_gone_or_is_not_heard() -> None:
    page = Page()
    page.layer.pause_reading()
    page.layer.data_received(frame(Opcode.TEXT, b"PING x"))
    assert page.above.heard == b""
    page.layer.resume_reading()
    page.loop.run()
    assert page.above.heard == b"PING x\r\n"
    page.layer.data_received(frame(Opcode.PING) * 1000)
    page.layer.connection_lost(None)
    page.loop.run(1000)
    assert page.above.told[-1] == "lost: None"


async def test_pongs_that_nobody_reads_are_counted_with_what_they_cost() -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        loop = asyncio.get_running_loop()
        watching = lookout(loop)
        ours.setblocking(False)
        above = Above()
        watching.watch(ours.fileno(), cast("SocketTransport", above), 1)
        transport = SocketTransport(Farewells(loop, watching), ours, above)
        transport.set_write_buffer_limits(high=MAX_SEND_QUEUE)
        pieces = 0
        while "pause" not in above.told and pieces < MAX_SEND_QUEUE:
            transport.write(b"\x8a\x00")
            pieces += 1
        # A piece costs some 45 bytes besides its own; what the system holds comes on top.
        assert pieces * 45 <= 2 * MAX_SEND_QUEUE
        transport.abort()
        watching.close()


async def test_a_page_that_floods_with_pings_is_still_served_and_so_are_others() -> None:
    config = fast_config(also_listen=(Listen(port=0, websocket=True),), flood=RATE)
    async with (
        Server(config) as server,
        await Client.named(server, "bob") as bob,
        await Client.to(server, port=server.doors.listeners[1].port) as odd,
    ):
        odd.sends(HANDSHAKE + frame(Opcode.PING) * 50_000)
        bob.says("PING behind")
        await bob.hears("PONG")
        async with asyncio.timeout(PATIENCE):
            assert await odd.reader.readuntil(b"\x8a\x00")


# TLS


class Silent:
    """OpenSSL, when all that comes is for itself: requests for new keys, empty records, alerts."""

    def bio_write(self, data: bytes) -> None: ...

    def recv(self, _size: int) -> bytes:
        raise SSL.WantReadError

    bio_read = recv


@pytest.fixture
def layer(tmp_path: Path) -> tuple[TlsLayer, Wire, Loop]:
    """A layer behind its handshake."""
    loop, wire = Loop(), Wire()
    encryption = Encryption(own(tmp_path, ["localhost"]))
    made = TlsLayer(Above(), cast("asyncio.AbstractEventLoop", loop), 1e9, encryption, RATE)
    made.connection_made(cast("asyncio.Transport", wire))
    made._is_open = True
    return made, wire, loop


@pytest.mark.parametrize("size", [27, 512, 16_000, 65_536])
def test_records_that_hold_no_text_are_metered(
    layer: tuple[TlsLayer, Wire, Loop], size: int
) -> None:
    made, wire, loop = layer
    made._tls = cast("SSL.Connection", Silent())
    taken = 0
    for _ in range(1000):
        loop.run(0.01)
        while wire.reading and taken < 10_000_000:
            made.data_received(b"x" * size)
            taken += size
    assert taken <= (RATE.burst + 10 * RATE.per_second) * 512 + 2 * size + 20_000


async def test_who_talks_through_tls_is_not_slowed_down_by_it(tmp_path: Path) -> None:
    config = fast_config(flood=Rate(burst=1000, per_second=0.001))
    async with (
        Server(config, tmp_path) as server,
        await Client.named(server, "ana", tls=anyone()) as ana,
    ):
        for number in range(900):  # a record each, of which half is not text
            ana.says(f"PING {number}")
            await ana.writer.drain()
        async with asyncio.timeout(PATIENCE):
            await ana.hears("PONG tui-chat.local 899")


def test_a_layer_that_rests_is_not_woken_by_those_above(
    layer: tuple[TlsLayer, Wire, Loop],
) -> None:
    made, wire, loop = layer
    made._tls = cast("SSL.Connection", Silent())
    made.data_received(b"x" * 100_000)
    assert not wire.reading
    made.pause_reading()
    made.resume_reading()
    assert not wire.reading
    made.pause_reading()
    loop.run(100)
    assert not wire.reading
    made.resume_reading()
    assert wire.reading
