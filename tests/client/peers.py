"""Servers of a few lines, encrypted or not, for links and doors."""

import asyncio
import datetime as dt
import ssl
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tui_chat.server.transport.certificates import own

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
    """Lets everybody in, and offers nothing."""
    command, _space, rest = line.partition(" ")
    match command:
        case "CAP" if rest.startswith("LS"):
            return [":irc CAP * LS :"]
        case "USER":
            return [":irc 001 ana :Welcome", ":irc 422 ana :No message of the day"]
        case "PING":
            return [f":irc PONG irc {rest}"]
    return []


@asynccontextmanager
async def peer(
    talk: Talk = welcoming, tls: ssl.SSLContext | None = None, heard: list[str] | None = None
) -> AsyncIterator[int]:
    """A server that answers line by line; gives its port. It hangs up on what is no text."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                if line[0] == 0x16:
                    break
                text = line.decode().strip()
                if heard is not None:
                    heard.append(text)
                for answer in talk(text):
                    writer.write(f"{answer}\r\n".encode())
        except (OSError, ValueError):
            pass
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    async with server:
        yield server.sockets[0].getsockname()[1]
