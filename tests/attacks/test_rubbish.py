"""Rate limits also count input without messages: empty and endless lines, tiny frames, pings."""

import asyncio
import socket
from pathlib import Path
from typing import cast

import pytest
from websockets.frames import Frame, Opcode

from tests.server.certified import anyone
from tests.server.sockets import PATIENCE, Client, fast_config
from tests.server.stacks import Above
from tests.server.transport.exchange import Exchange, Loop, Wire
from tests.server.transport.test_websocket import HANDSHAKE
from tui_chat.server.config.config_schema import Listen
from tui_chat.server.limits.address_limits import AddressGroup, AdmittedConnection
from tui_chat.server.limits.token_bucket import Rate, TokenBucket
from tui_chat.server.process.server import Server
from tui_chat.server.transport import tls_handshake_and_transport
from tui_chat.server.transport.certificates import own
from tui_chat.server.transport.connection import MAX_SEND_QUEUE
from tui_chat.server.transport.lingering_close import LingeringClose
from tui_chat.server.transport.poller import READ, Poller, Watcher, make_poller
from tui_chat.server.transport.socket_transport import SocketTransport
from tui_chat.server.transport.tls_context_and_socket import Encryption, TlsSocket, WantsReadError
from tui_chat.server.transport.tls_handshake_and_transport import Handshake, TlsTransport
from tui_chat.server.transport.websocket import WebSocketLayer

RATE = Rate(burst=40, per_second=8)


def quiet(rate: Rate = RATE) -> Exchange:
    """A network on a machine that has nothing else to do."""
    exchange = Exchange(rate)
    exchange.node.queue.enqueue_if_busy = lambda *_, **__: False  # type: ignore[method-assign]
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
    group = AddressGroup(cast("object", None), shared, None)  # type: ignore[arg-type]
    first, first_wire = exchange.connect(admitted=AdmittedConnection("192.0.2.1", "x", group))
    _, second_wire = exchange.connect(admitted=AdmittedConnection("192.0.2.1", "x", group))
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
        watching = make_poller(loop)
        ours.setblocking(False)
        above = Above()
        watching.watch(ours.fileno(), cast("SocketTransport", above), 1)
        transport = SocketTransport(LingeringClose(loop, watching), ours, above)
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
        await Client.to(server, port=server.endpoints.listeners[1].port) as odd,
    ):
        odd.sends(HANDSHAKE + frame(Opcode.PING) * 50_000)
        bob.says("PING behind")
        await bob.hears("PONG")
        async with asyncio.timeout(PATIENCE):
            assert await odd.reader.readuntil(b"\x8a\x00")


# TLS


class Silent:
    """A socket on which all that comes is for OpenSSL: new keys, empty records, half ones."""

    has_ended = wants_read = False
    records = 0

    def fileno(self) -> int:
        return 0

    def recv(self, _size: int) -> bytes:
        raise WantsReadError

    def do_handshake(self) -> None:
        raise WantsReadError


class Watching:
    """Knows for what the only socket is watched."""

    events = READ

    def replace_watcher(self, *_words: object) -> None: ...

    def change(self, _descriptor: int, _before: int, events: int) -> None:
        self.events = events


class Listening:
    """Our side of a connection on which no text comes."""

    def __init__(self) -> None:
        self.loop, self.watching = Loop(), Watching()
        loop = cast("asyncio.AbstractEventLoop", self.loop)
        self.lingering_close = LingeringClose(loop, cast("Poller", self.watching))
        self.tls = cast("TlsSocket", Silent())
        bucket = TokenBucket(RATE, self.loop.time())
        self.transport = TlsTransport(self.lingering_close, self.tls, Above(), bucket)

    @property
    def is_read(self) -> bool:
        return bool(self.watching.events & READ)

    def reads(self, watcher: Watcher, seconds: float) -> int:
        """How often something is read that way, when there always is."""
        count = 0
        for _ in range(int(seconds * 100)):
            self.loop.run(0.01)
            while self.is_read and count < 5_000:
                watcher.ready(READ)
                count += 1
        return count


def test_records_that_hold_no_text_are_metered() -> None:
    listening = Listening()
    most = (RATE.burst + 10 * RATE.per_second) * 16
    assert listening.reads(listening.transport, 10) <= most + 1


@pytest.mark.parametrize(("text", "is_metered"), [(b"x", True), (b"PING x\r\n", False)])
def test_records_that_hold_next_to_nothing_are_metered(
    monkeypatch: pytest.MonkeyPatch, text: bytes, *, is_metered: bool
) -> None:
    listening, records = Listening(), 100
    monkeypatch.setattr(Silent, "recv", lambda _self, _size: text * records)
    monkeypatch.setattr(Silent, "records", records)
    most = (RATE.burst + 10 * RATE.per_second) * 16
    assert (listening.reads(listening.transport, 10) * records <= 2 * most) is is_metered


def test_a_handshake_in_crumbs_is_metered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listening = Listening()
    monkeypatch.setattr(tls_handshake_and_transport, "TlsSocket", lambda *_: listening.tls)
    encryption = Encryption(own(tmp_path, ["localhost"]))
    with socket.socket() as raw:
        handshake = Handshake(listening.lingering_close, raw, Above(), encryption, 1e9, RATE)
        most = (RATE.burst + 10 * RATE.per_second) * 16
        assert listening.reads(handshake, 10) <= most + 1


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


def test_who_rests_is_not_woken_by_those_above() -> None:
    listening = Listening()
    transport = listening.transport
    while listening.is_read:
        transport.ready(READ)
    transport.pause_reading()
    transport.resume_reading()
    assert not listening.is_read
    transport.pause_reading()
    listening.loop.run(100)
    assert not listening.is_read
    transport.resume_reading()
    assert listening.is_read
