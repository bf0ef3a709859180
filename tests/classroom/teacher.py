"""The teacher: the real program in tmux, with a home of its own."""

import asyncio
import os
import shlex
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

PATIENCE: Final = 20.0
SIZE: Final = ("80", "24")


class Screen(NamedTuple):
    """What was on it at last, and whether that is what was waited for."""

    text: str
    is_so: bool


class Teacher:
    """A keyboard and a screen."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._tmux = ("tmux", "-S", str(folder / "tmux"), "-f", "/dev/null")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]

    async def start(self) -> None:
        """Host, in a new terminal."""
        home = str(self._folder)
        settings = {"HOME": home, "LOGNAME": "teacher", "USER": "teacher", "LC_ALL": "C.UTF-8"}
        settings |= {f"XDG_{kind}_HOME": f"{home}/{kind}" for kind in ("CONFIG", "DATA", "STATE")}
        command = [sys.executable, "-m", "tui_chat", "host", "--port", str(self.port)]
        words = [f"{name}={value}" for name, value in settings.items()]
        await self._run(
            *("new-session", "-d", "-s", "class", "-x", SIZE[0], "-y", SIZE[1]),
            shlex.join(["env", *words, *command]),
        )

    async def press(self, *keys: str) -> None:
        """Press keys, as tmux names them."""
        await self._run("send-keys", "-t", "class", *keys)

    async def type(self, text: str) -> None:
        """Type a text."""
        await self._run("send-keys", "-t", "class", "-l", text)

    async def until(self, seen: Callable[[str], object]) -> Screen:
        """The screen once it shows that, or as it is after a long wait."""
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE
        while True:
            text = await self._run("capture-pane", "-p", "-t", "class")
            is_so = bool(seen(text))
            if is_so or loop.time() > end:
                return Screen(text, is_so)
            await asyncio.sleep(0.1)

    async def ended(self) -> None:
        """Wait until the program has ended; its terminal goes with it."""
        while await self._run("list-sessions"):  # noqa: ASYNC110 - tmux tells nobody
            await asyncio.sleep(0.1)

    async def close(self) -> None:
        """End it in any case."""
        await self._run("kill-server")

    async def _run(self, *words: str) -> str:
        process = await asyncio.create_subprocess_exec(
            *self._tmux, *words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
        out, _ = await process.communicate()
        return out.decode(errors="replace")
