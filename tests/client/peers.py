"""Small servers, encrypted or not, for tests of connections."""

import asyncio
import datetime as dt
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tui_chat.server.transport.certificates import own

TLS_HANDSHAKE = 0x16
"""The first byte of a TLS connection."""
Talk = Callable[[str], Iterable[str]]
"""What a peer answers to a line; ValueError hangs up."""


def certificate(folder: Path) -> ssl.SSLContext:
    """The server's side of TLS, with a certificate of its own in the folder."""
    folder.mkdir(exist_ok=True)
    made = own(folder, ["127.0.0.1"])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.chain, made.key)
    return context


def personal(file: Path) -> None:
    """Write a certificate of a person, with its key, into a file."""
    secret = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "ana")])
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder(
        issuer_name=name,
        subject_name=name,
        public_key=secret.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now - dt.timedelta(days=1),
        not_valid_after=now + dt.timedelta(days=1),
    ).sign(secret, hashes.SHA256())
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    key = secret.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(made.public_bytes(pem) + key)


def welcoming(line: str) -> list[str]:
    """Accept every client, offer no capabilities, and close the connection after QUIT."""
    command, _space, rest = line.partition(" ")
    match command:
        case "CAP" if rest.startswith("LS"):
            return [":irc CAP * LS :"]
        case "USER":
            return [":irc 001 ana :Welcome", ":irc 422 ana :No message of the day"]
        case "PING":
            return [f":irc PONG irc {rest}"]
        case "QUIT":
            raise ValueError(line)
    return []


@asynccontextmanager
async def serving(
    serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[int]:
    """Serve each connection; gives the port. What is open at the end is cut.

    Python 3.12 and newer would wait for it, and a test that failed would never end.
    """
    writers: list[asyncio.StreamWriter] = []

    async def noted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        await serve(reader, writer)

    async with await asyncio.start_server(noted, "127.0.0.1", 0, ssl=tls) as server:
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            for writer in writers:
                writer.transport.abort()


@asynccontextmanager
async def peer(
    talk: Talk = welcoming,
    tls: ssl.SSLContext | None = None,
    heard: list[str] | None = None,
    *,
    greeting: str = "",
    ignores_tls: bool = False,
) -> AsyncIterator[int]:
    """A server that answers line by line; gives its port. It hangs up on what is no text.

    With `ignores_tls` it waits for the end of that instead, as ngircd does.
    """

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if greeting:
                writer.write(f"{greeting}\r\n".encode())
            while line := await reader.readline():
                if line[0] == TLS_HANDSHAKE:
                    if ignores_tls:
                        await reader.read(-1)
                    break
                text = line.decode().strip()
                if heard is not None:
                    heard.append(text)
                for answer in talk(text):
                    writer.write(f"{answer}\r\n".encode())
        except (OSError, ValueError):
            pass
        writer.close()

    async with serving(serve, tls) as port:
        yield port


@dataclass
class Delayed:
    """A proxy that forwards plain text at once, and TLS only once `is_passing`."""

    port: int = 0
    is_passing: asyncio.Event = field(default_factory=asyncio.Event)
    came_in_the_clear: asyncio.Event = field(default_factory=asyncio.Event)
    came_twice: asyncio.Event = field(default_factory=asyncio.Event)
    connections: int = 0
    ended: int = 0
    all_ended: asyncio.Event = field(default_factory=asyncio.Event)
    """No connection is open any more."""
    read: bytearray = field(default_factory=bytearray)
    """What was said in the clear."""


@asynccontextmanager
async def delaying_tls(plain: int, encrypted: int) -> AsyncIterator[Delayed]:
    """One port that forwards to two: one for TLS, one for plain text."""
    place = Delayed()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        place.connections += 1
        if place.connections == 2:
            place.came_twice.set()
        with suppress(OSError):
            first = await reader.read(4096)
            if is_tls := first[:1] == bytes([TLS_HANDSHAKE]):
                await place.is_passing.wait()
            elif first:
                place.came_in_the_clear.set()
            there = await asyncio.open_connection("127.0.0.1", encrypted if is_tls else plain)
            copy = None if is_tls else place.read
            await asyncio.gather(
                _pass_on(first, reader, there[1], copy), _pass_on(b"", there[0], writer)
            )
        place.ended += 1
        if place.ended == place.connections:
            place.all_ended.set()

    async with serving(serve) as place.port:
        try:
            yield place
        finally:
            place.is_passing.set()


async def _pass_on(
    first: bytes,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    copy: bytearray | None = None,
) -> None:
    data = first
    try:
        while data or (data := await reader.read(4096)):
            if copy is not None:
                copy += data
            writer.write(data)
            data = b""
    finally:
        writer.close()
