"""Bytes for the programs that need no screen: `doctor`, `tail --json` and `send`, from a server.

Nothing raises but what is told in a sentence, and nothing that steers a terminal is written.
"""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import redirect_stdout
from typing import Any, Final, cast

from tui_chat import stdio
from tui_chat.client.buffers.line import LineKind
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.connect.connector_interface import Opened
from tui_chat.client.connection_security import Security
from tui_chat.client.doctor.server import reach
from tui_chat.client.headless.headless_client_base import HeadlessClient, HeadlessError
from tui_chat.client.headless.send import _send
from tui_chat.client.headless.tail import Tail, _tail
from tui_chat.client.session.model.sts_policy_and_cleartext_passwords import StsPolicy
from tui_chat.wire.text.sanitize import sanitize

_TURNS: Final = 8
"""Of the loop, between two parts of what the server says."""
_PARTED: Final = b"\x1e"
_WELCOME: Final = (
    b":irc CAP * LS :echo-message batch labeled-response message-tags draft/chathistory\r\n"
    b":irc CAP * ACK :echo-message batch labeled-response message-tags draft/chathistory\r\n"
    b":irc 001 ana :Welcome\r\n:irc 422 ana :No message of the day\r\n" + _PARTED
)
_JOINED: Final = b":ana!a@h JOIN #t\r\n" + _PARTED


class ScriptedServer(asyncio.Transport):
    """Says the parts of a script one after the other, and answers every PING; hangs up then.

    It is the writing half of a connection, its transport, and a connector to itself.
    """

    policy: StsPolicy | None = None
    port = 6667

    def __init__(self, script: bytes) -> None:
        super().__init__()
        self._parts = script.split(_PARTED)
        self._reader: asyncio.StreamReader | None = None
        self._saying: asyncio.Task[None] | None = None

    async def open(self) -> Opened:
        if self._reader is not None:
            raise ConnectionRefusedError
        self._reader = asyncio.StreamReader()
        self._saying = asyncio.create_task(self._say(self._reader))
        writer = cast("asyncio.StreamWriter", self)
        return Opened(self._reader, writer, Security(trusted=True), self.port)

    async def _say(self, reader: asyncio.StreamReader) -> None:
        for part in self._parts:
            for _turn in range(_TURNS):
                await asyncio.sleep(0)
            if not reader.at_eof():
                reader.feed_data(part)
        for _turn in range(_TURNS):
            await asyncio.sleep(0)
        reader.feed_eof()

    def demand(self, port: int) -> None: ...

    def accept(self) -> None: ...

    def keep(self, policy: StsPolicy | None) -> None: ...

    # The writing half

    @property
    def transport(self) -> "ScriptedServer":
        return self

    def write(self, data: Any) -> None:
        for line in bytes(data).split(b"\r\n"):
            if line.startswith(b"PING ") and self._reader is not None:
                self._reader.feed_data(b":irc PONG irc " + line[5:] + b"\r\n")

    async def drain(self) -> None: ...

    async def wait_closed(self) -> None: ...

    def abort(self) -> None: ...

    def get_write_buffer_size(self) -> int:
        return 0

    def get_extra_info(self, _name: str, default: Any = None) -> Any:
        return default


class ScriptedOptions(ClientOptions, frozen=True):
    """The way to a server that says `script`."""

    script: bytes = b""

    def connector(self) -> Any:
        return ScriptedServer(self.script)


def doctor(data: bytes) -> None:
    """A server that the doctor looks at."""

    async def look() -> None:
        server = ScriptedServer(data)
        async for finding in reach(server, "127.0.0.1", 6667, "ana", "sesame"):
            stdio.say("\n".join(finding.lines()))

    _check_written(_written(look()))


def tail(data: bytes) -> None:
    """A server whose channel is told as JSON."""
    written = _written(_visiting(data, lambda visit: _tail(visit, _json(), 5, follow=True)))
    for line in written.splitlines():
        json.loads(line)
    _check_written(written)


def send(data: bytes) -> None:
    """A server that something is said on."""
    target = "bia" if data[:1] and data[0] & 2 else "#t"
    _check_written(
        _written(_visiting(data, lambda visit: _send(visit, target, _texts(), notice=False)))
    )


def _json() -> Tail:
    return Tail("#t", frozenset(LineKind), json=True)


async def _texts() -> AsyncIterator[str]:
    yield "hello"
    yield "a\nb"


async def _visiting(
    data: bytes, work: Callable[[HeadlessClient], Coroutine[Any, Any, int]]
) -> None:
    script = data[1:]
    if data and data[0] & 1:
        script = _WELCOME + _JOINED + script
    visit = HeadlessClient(
        ScriptedOptions("127.0.0.1", 6667, "ana", password="sesame", script=script)
    )
    told = ""
    try:
        await work(visit)
    except HeadlessError as error:
        told = str(error)
    assert not told.startswith("tui-chat made a mistake"), told


def _written(work: Coroutine[Any, Any, None]) -> str:
    """What is written to standard output meanwhile."""
    stream = io.StringIO()
    with redirect_stdout(stream):
        asyncio.run(work)
    return stream.getvalue()


def _check_written(text: str) -> None:
    assert sanitize(text, keep_newlines=True) == text
