"""TLS handshakes and what follows them, over a real pair of sockets, with either poller."""

import asyncio
import select
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from OpenSSL import SSL

from tests.server.certified import anyone, certificate
from tests.server.sockets import PATIENCE
from tests.server.transport.test_socket_transport import Peer
from tui_chat.server.transport.lingering_close import LingeringClose
from tui_chat.server.transport.poller import READ, WRITE, EpollPoller, LoopPoller, Poller
from tui_chat.server.transport.tls_context_and_socket import Encryption, TlsSocket, WantsReadError
from tui_chat.server.transport.tls_handshake_and_transport import Handshake, TlsTransport


class Talker(Peer):
    """Knows its transport, and stops reading after the first words if it is told to."""

    stops = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("TlsTransport", transport)
        self.told.append("made")
        self.changed.set()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.stops:
            self.transport.pause_reading()


class Line:
    """Our end, with a handshake to come, and a client at the other end that encrypts by itself."""

    def __init__(
        self, poller: Poller, encryption: Encryption, client: ssl.SSLContext | None = None
    ) -> None:
        ours, self.other = socket.socketpair()
        self.other.setblocking(False)
        self.raw = socket.SocketType(ours.family, ours.type, ours.proto, ours.detach())
        self.raw.setblocking(False)
        self.peer = Talker()
        self.lingering_close = LingeringClose(asyncio.get_running_loop(), poller)
        poller.watch(self.raw.fileno(), cast("Handshake", self), READ)
        self.handshake = Handshake(self.lingering_close, self.raw, self.peer, encryption, PATIENCE)
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.client = (client or anyone()).wrap_bio(self.incoming, self.outgoing)

    @property
    def transport(self) -> TlsTransport:
        return self.peer.transport

    def ready(self, _events: int) -> None:
        raise AssertionError("the handshake took it over")

    def abort(self) -> None:
        raise AssertionError("the handshake took it over")

    async def send(self) -> None:
        """Send what the client has to say."""
        await asyncio.get_running_loop().sock_sendall(self.other, self.outgoing.read())

    async def take(self) -> int:
        """Take in what came for the client: the number of bytes, 0 at the end."""
        async with asyncio.timeout(PATIENCE):
            data = await asyncio.get_running_loop().sock_recv(self.other, 4096)
        if data:
            self.incoming.write(data)
        else:
            self.incoming.write_eof()
        return len(data)

    async def shake(self) -> None:
        """The client's side of the handshake."""
        while True:
            try:
                self.client.do_handshake()
                break
            except ssl.SSLWantReadError:
                await self.send()
                await self.take()
        await self.send()
        await self.peer.until("made")

    async def says(self, *texts: bytes) -> None:
        for text in texts:
            self.client.write(text)
        await self.send()

    async def hears(self, size: int) -> bytes:
        """So many bytes of text, or all until the end."""
        heard = b""
        while len(heard) < size:
            try:
                data = self.client.read(1 << 16)
            except ssl.SSLWantReadError:
                await self.take()
                continue
            except ssl.SSLZeroReturnError:
                break
            if not data:
                break
            heard += data
        return heard

    def close(self) -> None:
        if hasattr(self.peer, "transport"):
            self.transport.abort()
        else:
            self.handshake.abort()
        self.other.close()


@pytest.fixture(scope="module")
def encryption(tmp_path_factory: pytest.TempPathFactory) -> Encryption:
    return Encryption(certificate(tmp_path_factory.mktemp("tls")))


@pytest.fixture
async def line(poller: Poller, encryption: Encryption) -> AsyncIterator[Line]:
    made = Line(poller, encryption)
    yield made
    made.close()


async def test_both_hear_each_other(line: Line) -> None:
    await line.shake()
    await line.says(b"one")
    assert await line.peer.until_heard(3) == b"one"
    line.transport.write(b"two")
    assert await line.hears(3) == b"two"


async def test_what_is_more_than_there_is_room_for_arrives_in_order(line: Line) -> None:
    await line.shake()
    said = b"".join(b"%07d\n" % number for number in range(250_000))
    for start in range(0, len(said), 100_000):
        line.transport.write(said[start : start + 100_000])
    waiting = line.transport.get_write_buffer_size()
    assert 0 < waiting < len(said) + 10_000
    assert await line.hears(len(said)) == said
    assert line.transport.get_write_buffer_size() == 0


async def test_many_small_pieces_that_waited_arrive_in_order(line: Line) -> None:
    await line.shake()
    said = [b"%07d\n" % number for number in range(10_000)]
    line.transport.write(bytes(1 << 20))
    for piece in said:
        line.transport.write(piece)
    heard = await line.hears((1 << 20) + 80_000)
    assert heard[1 << 20 :] == b"".join(said)


async def test_too_much_that_waits_is_told_of_and_so_is_its_end(line: Line) -> None:
    await line.shake()
    line.transport.set_write_buffer_limits(high=100_000)
    size = 0
    while "pause" not in line.peer.told:
        line.transport.write(b"x" * 50_000)
        size += 50_000
    assert line.transport.get_write_buffer_size() > 100_000
    assert len(await line.hears(size)) == size
    await line.peer.until("resume")


async def test_a_handshake_waits_for_room_to_write(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    filler = 0
    while True:
        try:
            filler += line.raw.send(bytes(4096))
        except BlockingIOError:
            break
    with pytest.raises(ssl.SSLWantReadError):
        line.client.do_handshake()
    await line.send()
    watched: asyncio.Queue[int] = asyncio.Queue()
    watch = line.handshake._watch

    def note(_: Handshake, events: int) -> None:
        watch(events)
        watched.put_nowait(events)

    monkeypatch.setattr(Handshake, "_watch", note)
    async with asyncio.timeout(PATIENCE):
        assert await watched.get() == WRITE
    monkeypatch.undo()
    while filler:
        filler -= len(await asyncio.get_running_loop().sock_recv(line.other, min(filler, 4096)))
    await line.shake()
    await line.says(b"one")
    assert await line.peer.until_heard(3) == b"one"


async def test_all_that_was_written_and_a_farewell_are_read_before_the_end(line: Line) -> None:
    await line.shake()
    line.transport.write(b"x" * 2_000_000)
    line.transport.close()
    assert line.transport.is_closing()
    assert len(await line.hears(3_000_000)) == 2_000_000  # without a farewell it would raise
    await line.peer.until("lost: NoneType")


async def test_a_farewell_waits_for_room_too(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    await line.shake()
    full = [BlockingIOError()]
    goodbye = TlsSocket.say_goodbye

    def say_goodbye(self: TlsSocket) -> None:
        if full:
            raise full.pop()
        goodbye(self)

    monkeypatch.setattr(TlsSocket, "say_goodbye", say_goodbye)
    line.transport.close()
    assert await line.hears(1) == b""
    await line.peer.until("lost: NoneType")


async def test_a_farewell_of_the_peer_is_answered(line: Line) -> None:
    await line.shake()
    line.client.write(b"one")
    with pytest.raises(ssl.SSLWantReadError):
        line.client.unwrap()
    await line.send()
    assert await line.hears(1) == b""
    await line.peer.until("lost: NoneType")
    assert line.peer.heard == b"one"


async def test_a_farewell_is_not_acted_on_while_nothing_is_read(line: Line) -> None:
    line.peer.stops = True
    await line.shake()
    line.client.write(b"one")
    with pytest.raises(ssl.SSLWantReadError):
        line.client.unwrap()
    await line.send()
    assert await line.peer.until_heard(3) == b"one"
    for _ in range(10):
        await asyncio.sleep(0)
    assert not line.transport.is_closing()
    line.transport.write(b"two")
    assert await line.hears(3) == b"two"
    line.transport.resume_reading()
    await line.peer.until("lost: NoneType")


async def test_who_hangs_up_half_way_is_still_told_what_was_written(line: Line) -> None:
    await line.shake()
    line.client.write(b"one")
    await line.send()
    line.other.shutdown(socket.SHUT_WR)
    assert await line.peer.until_heard(3) == b"one"
    line.transport.write(b"x" * 1_000_000)
    assert len(await line.hears(1_000_000)) == 1_000_000
    await line.peer.until("lost: NoneType")


async def test_who_hangs_up_in_the_handshake_is_lost(line: Line) -> None:
    with pytest.raises(ssl.SSLWantReadError):
        line.client.do_handshake()
    await line.send()
    line.other.close()
    async with asyncio.timeout(PATIENCE):
        while not line.peer.told:
            line.peer.changed.clear()
            await line.peer.changed.wait()
    assert line.peer.told[0].startswith("lost: ")


async def test_a_handshake_in_pieces_is_done_all_the_same(line: Line) -> None:
    loop = asyncio.get_running_loop()
    with pytest.raises(ssl.SSLWantReadError):
        line.client.do_handshake()
    for byte in line.outgoing.read():
        await loop.sock_sendall(line.other, bytes([byte]))
        await asyncio.sleep(0)
    await line.shake()
    assert line.client.version() == "TLSv1.3"


async def test_an_alert_is_read_by_who_breaks_the_rules(line: Line) -> None:
    await line.shake()
    await asyncio.get_running_loop().sock_sendall(line.other, b"\x17\x03\x03\x00\x20" + bytes(32))
    with pytest.raises(ssl.SSLError, match=r"(?i)alert"):
        await line.hears(1)
    await line.peer.until("lost: NoneType")


async def test_many_records_are_not_read_all_at_once(line: Line) -> None:
    """Others wait meanwhile, and each record costs something, whatever it holds."""
    await line.shake()
    line.transport.pause_reading()
    await line.says(*[b"x"] * 2000)
    tls = line.transport._tls
    first = len(tls.recv(1 << 16))
    assert first < 1100
    line.transport.resume_reading()
    await line.peer.until_heard(2000 - first)


async def test_renegotiation_is_refused(poller: Poller, encryption: Encryption) -> None:
    line = Line(poller, encryption)
    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    context.set_max_proto_version(SSL.TLS1_2_VERSION)
    client = SSL.Connection(context, line.other)
    client.set_connect_state()

    async def tries(act: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    act()
                    break
                except SSL.WantReadError:
                    await asyncio.sleep(0)

    try:
        await tries(client.do_handshake)
        assert client.renegotiate()
        with pytest.raises(SSL.Error, match="no renegotiation"):
            await tries(client.do_handshake)
        assert line.peer.heard == b""
    finally:
        line.close()


async def test_what_has_to_be_read_before_writing_is_not_waited_for_without_end(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a request for new keys makes OpenSSL read the rest before it writes."""
    await line.shake()
    tries = 0
    send = TlsSocket.send

    def halting(self: TlsSocket, data: bytes) -> int:
        nonlocal tries
        tries += 1
        if tries <= 2:
            self.wants_read = True
            raise WantsReadError
        return send(self, data)

    monkeypatch.setattr(TlsSocket, "send", halting)
    line.transport.write(b"two")
    assert line.transport.get_write_buffer_size() > 0
    for _ in range(10):
        await asyncio.sleep(0)
    assert tries == 1  # though there is room all along
    await line.says(b"one")
    await line.peer.until_heard(3)
    assert tries == 2
    await line.says(b"one")
    assert await line.hears(3) == b"two"


@pytest.mark.parametrize("is_open", [False, True])
async def test_a_connection_that_is_reset_is_lost(
    tmp_path: Path, encryption: Encryption, *, is_open: bool
) -> None:
    loop = asyncio.get_running_loop()
    watching = EpollPoller(loop) if hasattr(select, "epoll") else LoopPoller(loop)
    line = Line(watching, encryption)
    line.close()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        line.other = socket.create_connection(listener.getsockname())
        line.other.setblocking(False)
        accepted, _ = listener.accept()
    line.raw = socket.SocketType(accepted.family, accepted.type, 0, accepted.detach())
    line.raw.setblocking(False)
    line.peer = Talker()
    watching.watch(line.raw.fileno(), cast("Handshake", line), READ)
    line.handshake = Handshake(line.lingering_close, line.raw, line.peer, encryption, PATIENCE)
    if is_open:
        await line.shake()
    line.other.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.other.close()
    await line.peer.until("lost: ConnectionResetError")
    watching.close()


@settings(
    max_examples=50,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.booleans(), st.lists(st.binary(min_size=1, max_size=300) | st.just(b"\x17\x03\x03\x00\x10"))
)
def test_no_bytes_at_all_raise_anything(
    encryption: Encryption, greet: bool, chunks: list[bytes]
) -> None:
    async def run() -> None:
        loop = asyncio.get_running_loop()
        problems: list[object] = []
        loop.set_exception_handler(lambda _, context: problems.append(context))
        watching = LoopPoller(loop)
        line = Line(watching, encryption)
        if greet:
            await line.shake()
        for chunk in chunks:
            try:
                await loop.sock_sendall(line.other, chunk)
            except OSError:
                break
            await asyncio.sleep(0)
        line.other.close()
        if greet:
            line.transport.write(b"PING x\r\n")
            line.transport.close()
        async with asyncio.timeout(PATIENCE):
            while not line.peer.told or not line.peer.told[-1].startswith("lost: "):
                line.peer.changed.clear()
                await line.peer.changed.wait()
        assert line.peer.heard == b""
        assert not problems
        watching.close()

    asyncio.run(run())
