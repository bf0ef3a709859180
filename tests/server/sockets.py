"""Clients of a real server, through real sockets."""

from __future__ import annotations

import asyncio
import socket
import ssl
from typing import Self

from tui_chat.server.config.config_schema import Config, Listen
from tui_chat.server.config.config_schema import Server as Identity
from tui_chat.server.limits.token_bucket import Rate
from tui_chat.server.process.server import Server

PATIENCE = 30.0
"""Seconds until a test that hangs is failed: no test waits for it."""


def fast_config(**sections: object) -> Config:
    """A configuration for tests: any free port, no flood limit unless given."""
    return Config(**{"listen": Listen(port=0), "flood": Rate(per_second=0), **sections})  # type: ignore[arg-type]


def proxied(**sections: object) -> Config:
    """A configuration that trusts the test as a proxy (PROXY protocol)."""
    place = Listen(port=0, proxy="required", plain=True)
    return fast_config(**{"listen": place, "server": Identity(hide_addresses=False), **sections})


def from_(host: str) -> bytes:
    """What the proxy says of somebody who comes from there."""
    family = "TCP6" if ":" in host else "TCP4"
    return f"PROXY {family} {host} {host} 50000 6667\r\n".encode()


class Client:
    """A connection that speaks lines. Use as `async with await Client.to(server)`."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @classmethod
    async def to(
        cls,
        server: Server,
        *,
        tls: ssl.SSLContext | None = None,
        first: bytes = b"",
        port: int | None = None,
        **options: int,
    ) -> Self:
        """Connect, with socket options such as SO_RCVBUF; encrypted after sending `first`."""
        raw = socket.socket(proto=socket.IPPROTO_TCP)  # asyncio takes 0 for a socket to delay
        for option, value in options.items():
            raw.setsockopt(socket.SOL_SOCKET, getattr(socket, option), value)
        raw.setblocking(False)
        async with asyncio.timeout(PATIENCE):
            loop = asyncio.get_running_loop()
            await loop.sock_connect(raw, (server.local_host, port or server.port))
            await loop.sock_sendall(raw, first)
            name = None if tls is None else server.local_host
            return cls(*await asyncio.open_connection(sock=raw, ssl=tls, server_hostname=name))

    @classmethod
    async def named(
        cls,
        server: Server,
        nick: str,
        *,
        tls: ssl.SSLContext | None = None,
        first: bytes = b"",
        port: int | None = None,
        **options: int,
    ) -> Self:
        """Connect and register, past the welcome."""
        client = await cls.to(server, tls=tls, first=first, port=port, **options)
        client.says(f"NICK {nick}", f"USER {nick} 0 * :{nick}")
        await client.hears(f" 366 {nick} #lobby ")
        return client

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_exception: object) -> None:
        self.leave()

    def says(self, *lines: str) -> None:
        self.sends(b"".join(line.encode() + b"\r\n" for line in lines))

    def sends(self, data: bytes) -> None:
        self.writer.write(data)

    async def hears(self, part: str) -> str:
        """The next line that has `part` in it."""
        async with asyncio.timeout(PATIENCE):
            while True:
                line = (await self.reader.readuntil(b"\r\n")).decode()
                if part in line:
                    return line.removesuffix("\r\n")

    async def hears_all(self) -> list[str]:
        """All lines that are still to come, until the server closes."""
        async with asyncio.timeout(PATIENCE):
            return (await self.reader.read()).decode().splitlines()

    async def has_heard_all(self) -> list[str]:
        """All lines until now: those before the reply to a PING."""
        self.says("PING the-end")
        heard: list[str] = []
        async with asyncio.timeout(PATIENCE):
            while True:
                line = (await self.reader.readuntil(b"\r\n")).decode().removesuffix("\r\n")
                if line.endswith(" PONG tui-chat.local the-end"):
                    return heard
                heard.append(line)

    def leave(self) -> None:
        self.writer.close()
