"""TLS, and plain IRC on the same port, through real sockets."""

import asyncio
import random
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.server.certified import anyone, certificate, lasting, trusting
from tests.server.sockets import PATIENCE, Client, fast_config
from tui_chat.server.config.config_schema import Tls
from tui_chat.server.engine.node import Node
from tui_chat.server.limits.timeouts import Timeouts
from tui_chat.server.process.server import Server
from tui_chat.server.transport.tls_context_and_socket import Encryption, TlsSocket


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with Server(fast_config(), tmp_path) as running:
        yield running


async def test_encrypted_and_plain_talk_on_one_port(server: Server, tmp_path: Path) -> None:
    tls = trusting(tmp_path / "cert.pem")
    async with (
        await Client.named(server, "ana", tls=tls) as ana,
        await Client.named(server, "bob") as bob,
    ):
        ana.says("PRIVMSG bob :olá 🫖")
        assert (await bob.hears("PRIVMSG")).endswith(" PRIVMSG bob :olá 🫖")
        bob.says(f"PRIVMSG ana :{'x' * 400}")
        assert (await ana.hears("PRIVMSG")).endswith("x" * 400)


async def test_many_lines_at_once_arrive_in_order(server: Server) -> None:
    async with (
        await Client.named(server, "ana", tls=anyone()) as ana,
        await Client.named(server, "bob", tls=anyone()) as bob,
    ):
        ana.says(*(f"PRIVMSG bob :{number} {'x' * 300}" for number in range(500)))
        heard = [await bob.hears("PRIVMSG") for _ in range(500)]
        assert [int(line.split(":")[2].split()[0]) for line in heard] == list(range(500))


async def test_whoever_leaves_and_whoever_is_left_say_so(server: Server) -> None:
    ana = await Client.named(server, "ana", tls=anyone())
    async with await Client.named(server, "bob", tls=anyone()) as bob:
        ana.says("QUIT :bye")
        assert (await ana.hears_all())[-1] == "ERROR :Closing link: 127.0.0.1 (Quit: bye)"
        assert (await bob.hears("QUIT")).endswith(" QUIT :Quit: bye")
    ana.leave()


async def test_a_connection_that_is_cut_is_a_quit(server: Server) -> None:
    async with await Client.named(server, "bob") as bob:
        ana = await Client.named(server, "ana", tls=anyone())
        ana.writer.transport.abort()
        assert " QUIT :Connection " in await bob.hears("QUIT")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_the_versions_in_use_are_spoken(server: Server, version: ssl.TLSVersion) -> None:
    tls = anyone()
    tls.minimum_version = tls.maximum_version = version
    async with await Client.named(server, "ana", tls=tls) as ana:
        assert await ana.has_heard_all() == []


async def test_an_old_version_is_refused(server: Server) -> None:
    tls = anyone()
    tls.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        tls.minimum_version = tls.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises((ssl.SSLError, ConnectionError)):
        await Client.to(server, tls=tls)


async def test_a_certificate_of_the_client_is_known_by_its_fingerprint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    connect = Node.connect

    def note(self: Node, *words: object, fingerprint: str = "", **more: object) -> object:
        shown.append(fingerprint)
        return connect(self, *words, fingerprint=fingerprint, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Node, "connect", note)
    mine = certificate(tmp_path / "mine", "ana")
    tls = anyone()
    tls.load_cert_chain(mine.chain, mine.key)
    async with Server(fast_config(), tmp_path) as server:
        async with await Client.named(server, "ana", tls=tls):
            assert shown == [mine.fingerprint]
        async with await Client.named(server, "bob", tls=anyone()):
            assert shown[1:] == [""]


async def test_what_is_no_handshake_is_cut_off_and_hurts_nobody(server: Server) -> None:
    async with await Client.to(server, first=b"\x16\x03\x01\x00\x05hello\r\n") as odd:
        async with asyncio.timeout(PATIENCE):
            await odd.reader.read()
    async with await Client.named(server, "ana", tls=anyone()) as ana:
        assert await ana.has_heard_all() == []


async def test_a_handshake_that_is_never_finished_is_not_waited_for(tmp_path: Path) -> None:
    config = fast_config(timeouts=Timeouts(handshake=0.05))
    async with Server(config, tmp_path) as server, await Client.to(server, first=b"\x16") as odd:
        async with asyncio.timeout(PATIENCE):
            assert await odd.reader.read() == b""


async def test_a_handshake_may_come_byte_by_byte(server: Server) -> None:
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = anyone().wrap_bio(incoming, outgoing)
    reader, writer = await asyncio.open_connection(server.local_host, server.port)
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                for byte in outgoing.read():
                    writer.write(bytes([byte]))
                    await writer.drain()
                incoming.write(await reader.read(4096))
    assert tls.version() == "TLSv1.3"
    writer.close()


async def test_at_its_end_the_server_tells_the_encrypted_too(tmp_path: Path) -> None:
    async with Server(fast_config(), tmp_path) as server:
        ana = await Client.named(server, "ana", tls=anyone())
    assert (await ana.hears_all())[-1] == "ERROR :Closing link: the server is shutting down"
    ana.leave()


async def test_an_encrypted_reader_that_stops_is_let_go(server: Server) -> None:
    async with await Client.named(server, "ana") as ana, await Client.named(server, "bob") as bob:
        slow = await Client.named(server, "slow", tls=anyone(), SO_RCVBUF=4096)
        slow.writer.transport.get_extra_info("socket")
        slow.writer.transport.pause_reading()  # type: ignore[attr-defined]
        farewell = asyncio.create_task(bob.hears(" QUIT "))
        sent = 0
        while not farewell.done():
            ana.says(*(f"PRIVMSG #lobby :{sent + n} {'x' * 400}" for n in range(50)))
            await ana.writer.drain()
            sent += 50
            await ana.has_heard_all()
            assert sent < 100_000
        assert (await farewell).endswith(" QUIT :Too slow: the send queue is full")
        slow.writer.transport.abort()


async def test_a_secure_line_is_known_as_such(server: Server) -> None:
    async with await Client.named(server, "ana", tls=anyone()) as ana:
        ana.says("WHOIS ana")
        assert "671" in await ana.hears(" 671 ")


@pytest.mark.parametrize(("days", "words"), [(-1, "expired on"), (5, "expires on"), (365, None)])
async def test_a_certificate_near_its_end_is_told_of_and_serves_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, days: int, words: str | None
) -> None:
    made = lasting(tmp_path, days)
    config = fast_config(tls=Tls(str(made.chain), str(made.key)))
    async with Server(config) as server, await Client.named(server, "ana", tls=anyone()) as ana:
        assert await ana.has_heard_all() == []
    told = [
        record.message
        for record in caplog.records
        if record.name == "tui_chat.server.transport.tls_context_and_socket"
    ]
    assert len(told) == (words is not None)
    assert all(words in message for message in told if words)


async def test_a_new_certificate_is_shown_to_those_who_come_back(tmp_path: Path) -> None:
    encryption = Encryption(certificate(tmp_path / "old"))
    before = encryption.context()
    encryption.use(certificate(tmp_path / "new"))
    assert encryption.context() is not before


async def shaken(
    server: Server, tls: ssl.SSLContext, session: ssl.SSLSession | None = None
) -> tuple[bool, ssl.SSLSession | None]:
    """Whether a session was resumed, and the one to come back with."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = tls.wrap_bio(incoming, outgoing, session=session)
    reader, writer = await asyncio.open_connection(server.local_host, server.port)
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                client.do_handshake()
                client.write(b"PING x\r\n")
                writer.write(outgoing.read())
                client.read(1)  # the tickets come before it
                break
            except ssl.SSLWantReadError:
                writer.write(outgoing.read())
                incoming.write(await reader.read(4096))
    writer.close()
    return bool(client.session_reused), client.session


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_who_comes_back_resumes_the_session_and_is_known_by_its_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: ssl.TLSVersion
) -> None:
    shown: list[str] = []
    connect = Node.connect

    def note(self: Node, *words: object, fingerprint: str = "", **more: object) -> object:
        shown.append(fingerprint)
        return connect(self, *words, fingerprint=fingerprint, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Node, "connect", note)
    mine = certificate(tmp_path / "mine", "ana")
    tls = anyone()
    tls.minimum_version = tls.maximum_version = version
    tls.load_cert_chain(mine.chain, mine.key)
    async with Server(fast_config(), tmp_path) as server:
        resumed, session = await shaken(server, tls)
        assert not resumed
        resumed, _ = await shaken(server, tls, session)
        assert resumed
    assert shown == [mine.fingerprint] * 2


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[TlsSocket, ssl.SSLSocket]]:
    """Both ends of an encrypted connection that holds little; neither blocks."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        near = socket.create_connection(listener.getsockname())
        far, _ = listener.accept()
    near.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    near.setblocking(False)
    far.setblocking(False)
    server = TlsSocket(near, Encryption(certificate(tmp_path, "localhost")))
    client = anyone().wrap_socket(far, do_handshake_on_connect=False)
    with closing(server), closing(client):
        unfinished = [client.do_handshake, server.do_handshake]
        while unfinished:
            with suppress(BlockingIOError, ssl.SSLWantReadError):
                unfinished[0]()
                unfinished.pop(0)
                continue
            unfinished.reverse()
        yield server, client


@pytest.mark.parametrize("largest", [9_000, 70_000, 400_000])
def test_what_waits_for_room_goes_on_where_it_stopped(
    pair: tuple[TlsSocket, ssl.SSLSocket], largest: int
) -> None:
    server, client = pair
    chance = random.Random(largest)
    said, waits, heard, stops = bytearray(), b"", bytearray(), 0
    while len(said) < 1_500_000 or waits:
        if len(said) < 1_500_000:
            more = chance.randbytes(chance.randrange(1, largest))
            said += more
            waits += more
        try:
            waits = waits[server.send(waits) :]
        except BlockingIOError:
            stops += 1
        with suppress(ssl.SSLWantReadError):
            heard += client.recv(chance.randrange(1, 100_000))
    with suppress(ssl.SSLWantReadError):
        while True:
            heard += client.recv(1 << 16)
    assert heard == said
    assert stops
