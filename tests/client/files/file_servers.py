"""Servers that take files, and people with accounts on them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from tests.client.files.images import picture_bytes
from tests.server.sockets import Client
from tui_chat.client.config.connection_and_ui_options import ClientOptions, Encryption
from tui_chat.client.connect.known_servers import KnownServers
from tui_chat.client.connect.tls.tofu_tls_connector import EncryptionChoice
from tui_chat.client.files.picture_metadata import without_metadata
from tui_chat.server.config.config_schema import Config, Files, Listen
from tui_chat.server.core.settings import AccountPolicy
from tui_chat.server.limits.command_rates import Flood
from tui_chat.server.process.server import Server

PASSWORD = "opensesame"
PNG = without_metadata(picture_bytes(20, 20))


@asynccontextmanager
async def file_server(state: Path, scheme: str = "https", **keys: object) -> AsyncIterator[Server]:
    """A server whose files are at a port of its own, and where ana has an account."""
    config = Config(
        listen=Listen(port=0),
        also_listen=(Listen(port=0, websocket=True, plain=True),),
        flood=Flood(per_second=0),
        accounts=AccountPolicy(hash_cost=0),
    )
    state.mkdir(mode=0o700, exist_ok=True)  # noqa: ASYNC240 - of a test

    def again() -> Config:
        port = server.endpoints.listeners[1].port
        files = Files(f"{scheme}://127.0.0.1:{port}/files", **keys)  # type: ignore[arg-type]
        return msgspec.structs.replace(config, files=files)

    async with Server(config, state, again) as server:
        server.reload()
        async with await Client.named(server, "ana") as ana:
            ana.says(f"REGISTER * * {PASSWORD}")
            await ana.hears("REGISTER SUCCESS")
            ana.says("QUIT")
            await ana.hears_all()
        yield server


def options(server: Server, home: Path, nick: str = "ana", **rest: object) -> ClientOptions:
    """Ana, encrypted, with her password unless `rest` says otherwise."""
    how = Encryption(EncryptionChoice.REQUIRED, KnownServers(home / "known"))
    words = {"account": "ana", "account_password": PASSWORD, "encryption": how, **rest}
    return ClientOptions("127.0.0.1", server.port, nick, **words)  # type: ignore[arg-type]


async def fetched(address: str) -> bytes:
    """What is at an address of a server of this test."""
    host, _, path = address.partition("://")[2].partition("/")
    name, _, port = host.rpartition(":")
    reader, writer = await asyncio.open_connection(name, int(port))
    writer.write(f"GET /{path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    content = await reader.read()
    writer.close()
    return content.partition(b"\r\n\r\n")[2]
