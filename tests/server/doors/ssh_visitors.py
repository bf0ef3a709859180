"""People who come by ssh, with asyncssh's client or with OpenSSH's."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

import asyncssh

from tests.server.sockets import PATIENCE, fast_config
from tui_chat.server.config.config_schema import Config, Listen
from tui_chat.server.process.server import Server

SSH: Final = Listen(port=0, tls=False, plain=True, ssh=True)
_SEQUENCE: Final = re.compile(r"\x1b\[[0-9;:?<>=!$]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")


def plain_text(painted: bytes) -> str:
    """All text that was ever painted."""
    return _SEQUENCE.sub("", painted.decode(errors="replace"))


async def until(holds: Callable[[], object]) -> None:
    """Wait for something in the server that nobody tells."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - as it says
            await asyncio.sleep(0.005)


def open_config(*places: Listen, **sections: object) -> Config:
    """A configuration with these doors, or with a port for ssh."""
    return fast_config(also_listen=places or (SSH,), **sections)


def ssh_port(server: Server) -> int:
    """Where it is for ssh."""
    return next(one.port for one in server.endpoints.listeners if one.place.ssh)


class Guest(asyncssh.SSHClient):
    """Answers each question with the next of these passwords."""

    def __init__(self, *passwords: str) -> None:
        self._passwords = list(passwords)

    def kbdint_auth_requested(self) -> str:
        return ""

    def kbdint_challenge_received(
        self, _name: str, _instructions: str, _lang: str, prompts: Sequence[tuple[str, bool]]
    ) -> Sequence[str] | None:
        if len(prompts) > len(self._passwords):
            return None
        return [self._passwords.pop(0) for _ in prompts]


@asynccontextmanager
async def calling(
    server: Server,
    nick: str = "nina",
    key: asyncssh.SSHKey | None = None,
    *passwords: str,
    **options: Any,
) -> AsyncIterator[asyncssh.SSHClientConnection]:
    """A connection that is logged in."""
    guest = Guest(*passwords)
    async with asyncio.timeout(PATIENCE):
        connection, _client = await asyncssh.create_connection(
            lambda: guest,
            server.local_host,
            **{
                "port": ssh_port(server),
                "username": nick,
                "known_hosts": None,
                "client_keys": None if key is None else [key],
                "agent_path": None,
                "config": None,
                "preferred_auth": "publickey,keyboard-interactive",
                **options,
            },
        )
    try:
        yield connection
    finally:
        connection.abort()


class Window(asyncssh.SSHClientSession[bytes]):
    """A terminal, or pipes, at the visitor's end."""

    def __init__(self) -> None:
        self.raw = b""
        self.errors = b""
        self.status: int | None = None
        self.is_closed = False
        self.channel: asyncssh.SSHClientChannel[bytes]
        self._news = asyncio.Event()

    @property
    def shown(self) -> str:
        """All text that was ever painted."""
        return plain_text(self.raw)

    def connection_made(self, chan: asyncssh.SSHClientChannel[bytes]) -> None:
        self.channel = chan

    def data_received(self, data: bytes, datatype: object) -> None:
        if datatype is None:
            self.raw += data
        else:
            self.errors += data
        self._news.set()

    def exit_status_received(self, status: int) -> None:
        self.status = status

    def connection_lost(self, _exc: Exception | None) -> None:
        self.is_closed = True
        self._news.set()

    def type(self, text: str) -> None:
        self.channel.write(text.encode())

    async def until(self, holds: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds():
                assert not self.is_closed, f"it has ended: {self.raw!r} {self.errors!r}"
                self._news.clear()
                await self._news.wait()

    async def shows(self, text: str) -> None:
        await self.until(lambda: text in self.shown)

    async def ends(self) -> int | None:
        async with asyncio.timeout(PATIENCE):
            await self.channel.wait_closed()
        return self.status


async def open_window(
    connection: asyncssh.SSHClientConnection,
    size: tuple[int, int] | None = (100, 30),
    command: str | None = None,
    **options: Any,
) -> Window:
    """A window of so many columns and rows; with None, pipes."""
    if size:
        options |= {"term_type": "xterm-256color", "term_size": size}
    window = Window()
    await connection.create_session(lambda: window, command, encoding=None, **options)
    return window


@asynccontextmanager
async def visiting(
    server: Server, nick: str = "nina", key: asyncssh.SSHKey | None = None
) -> AsyncIterator[Window]:
    """Somebody in #lobby, with the full screen."""
    async with calling(server, nick, key) as connection:
        window = await open_window(connection)
        await window.shows("Enter join")
        window.type("\r")
        await window.shows("Message #lobby")
        yield window
    await until(lambda: not len(server.doors))
