"""A person at a plain client, and a server of a few lines or a real one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tui_chat.client.chat_log.log_on_thread import ChatLog
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.headless.stdin_lines import NotTextError, TypedLines
from tui_chat.client.memory.remembered_state_store import Memories
from tui_chat.client.plain.client import PlainClient

PATIENCE = 10.0


class Keyboard(TypedLines):
    """Lines that a test types."""

    def __init__(self) -> None:
        super().__init__()
        self._typed: asyncio.Queue[str | NotTextError | None] = asyncio.Queue()

    def types(self, *lines: str | NotTextError) -> None:
        for line in lines:
            self._typed.put_nowait(line)

    def ends(self) -> None:
        self._typed.put_nowait(None)

    async def next(self) -> str | None:
        line = await self._typed.get()
        if isinstance(line, NotTextError):
            raise line
        return line


class Person:
    """Types, and reads what is written."""

    def __init__(self, options: ClientOptions, *, interactive: bool, **rest: object) -> None:
        self.written: list[str] = []
        self._news = asyncio.Event()
        self.keyboard = Keyboard()
        self.client = PlainClient(
            options,
            self.keyboard,
            self._write,
            interactive=interactive,
            **rest,  # type: ignore[arg-type]
        )
        self.types = self.keyboard.types

    def _write(self, text: str) -> None:
        self.written.append(text)
        self._news.set()

    async def reads(self, part: str) -> str:
        """The next line that has `part` in it; those before it are dropped."""
        return await self._until(lambda line: part in line)

    async def _until(self, fits: Callable[[str], bool]) -> str:
        async with asyncio.timeout(PATIENCE):
            while True:
                while self.written:
                    line = self.written.pop(0)
                    if fits(line):
                        return line
                self._news.clear()
                await self._news.wait()


@asynccontextmanager
async def person(
    port: int,
    nick: str = "ana",
    *,
    interactive: bool = True,
    folder: Path | None = None,
    **rest: object,
) -> AsyncIterator[Person]:
    """Somebody at a plain client, who keeps memory and log in `folder`."""
    options = ClientOptions("127.0.0.1", port, nick, **rest)  # type: ignore[arg-type]
    kept = {"memories": Memories(folder), "log": ChatLog(folder)} if folder is not None else {}
    sitting = Person(options, interactive=interactive, **kept)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tui_chat.client.plain.client._MOVING", 0.01)  # a second for each who comes
        running = asyncio.create_task(sitting.client.run())
        try:
            yield sitting
        finally:
            sitting.client.leave("")
            async with asyncio.timeout(PATIENCE):
                await running
