"""A server that takes files, and requests to it."""

from __future__ import annotations

import base64
from typing import NamedTuple

from tests.server.sockets import Client, fast_config
from tui_chat.server.config.config_schema import Config, Files, Listen
from tui_chat.server.core.settings import AccountPolicy
from tui_chat.server.process.server import Server

PASSWORD = "opensesame"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(200))


def file_config(listen: Listen | None = None, **keys: object) -> Config:
    """A configuration with files, at the second place where it listens."""
    return fast_config(
        files=Files("http://127.0.0.1/files", **keys),  # type: ignore[arg-type]
        also_listen=(listen or Listen(port=0, websocket=True),),
        accounts=AccountPolicy(hash_cost=0),
    )


class Answer(NamedTuple):
    """A response."""

    status: int
    headers: dict[str, str]
    body: bytes


def basic(name: str = "ana", password: str = PASSWORD) -> str:
    """A header Authorization."""
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


async def asked(
    server: Server, method: str, path: str, body: bytes = b"", **headers: str
) -> Answer:
    """The answer to a request; names of headers with _ for -, None leaves one out."""
    lines = {"Host": "127.0.0.1", "Content-Length": str(len(body))}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value is not None)
    port = server.endpoints.listeners[1].port
    async with await Client.to(server, port=port) as client:
        client.sends(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
        return parsed(await client.reader.read())


def parsed(said: bytes) -> Answer:
    """A response as it came."""
    head, _, body = said.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    return Answer(int(first.split()[1]), dict(line.split(": ", 1) for line in lines), body)


async def put(server: Server, content: bytes, **headers: str) -> Answer:
    """The answer to a file of ana's."""
    return await asked(server, "POST", "/files", content, **{"Authorization": basic(), **headers})


async def with_account(server: Server, name: str = "ana") -> Client:
    """Somebody who has made an account."""
    client = await Client.named(server, name)
    client.says("CAP REQ :batch", f"REGISTER * * {PASSWORD}")
    await client.hears(f"REGISTER SUCCESS {name}")
    return client


def path_of(answer: Answer) -> str:
    """The path at which a file can be fetched."""
    return answer.headers["Location"].removeprefix("http://127.0.0.1")
