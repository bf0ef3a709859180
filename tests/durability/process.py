"""A server in a process of its own, which can be killed at any instant."""

import asyncio
import os
import re
import signal
import sys
from pathlib import Path

_PATIENCE = 30.0
_SHIFTED_CLOCK = Path(__file__).with_name("shifted_clock")
"""The folder of a module that Python imports at its start."""
CONFIG = """\
[server]
auto_join = []
[flood]
per_second = 0
[history]
page = 1000
[accounts]
hash_cost = 0
registrations = 1000000
"""


class Process:
    """`tui-chat server` on a port of its choice, with its state in `folder`."""

    def __init__(self, folder: Path, config: str = CONFIG) -> None:
        self.folder = folder
        self.port = 0
        self.said: list[str] = []
        """What it wrote to standard error."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.toml").write_text(config)

    @property
    def state(self) -> Path:
        """Its state folder."""
        return self.folder / "state"

    command: tuple[str, ...] = ()
    """The words of another command of tui-chat, to be run in place of `server`."""
    ready: bytes = rb"port (\d+)"
    """Matches the line that says that it is ready; gives its port."""
    options: tuple[str, ...] = ()
    """Of the command line, besides."""
    prefix: tuple[str, ...] = ()
    """Begins the command."""
    clock: int = 0
    """Seconds by which its clock is ahead of ours."""

    async def start(self) -> None:
        """Until it says where it listens. Raises AssertionError if it ends before."""
        await self.spawn()
        assert self._process.stdout is not None
        async with asyncio.timeout(_PATIENCE):
            async for line in self._process.stdout:
                found = re.search(self.ready, line)
                if found:
                    self.port = int(found[1])
                    self._reading += (asyncio.create_task(self._drain()),)
                    return
        await self._process.wait()
        raise AssertionError(f"the server ended at once: {self.said[-20:]}")

    async def spawn(self) -> None:
        """Only begin to start."""
        config = ("--config", str(self.folder / "config.toml"))
        server = ("server", "--port", "0", "--state", str(self.state), *self.options, *config)
        self._process = await asyncio.create_subprocess_exec(
            *(*self.prefix, sys.executable, "-m", "tui_chat", *(self.command or server)),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **(self._shifted() if self.clock else {})},
        )
        self._reading: tuple[asyncio.Task[None], ...] = (asyncio.create_task(self._listen()),)

    def _shifted(self) -> dict[str, str]:
        paths = (str(_SHIFTED_CLOCK), os.environ.get("PYTHONPATH", ""))
        return {
            "PYTHONPATH": os.pathsep.join(filter(None, paths)),
            "TUI_CHAT_TEST_CLOCK": str(self.clock),
        }

    async def kill(self) -> None:
        """End it at this instant."""
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGKILL)
        await self._ended()

    async def stop(self) -> int:
        """Ask it to end; its exit status."""
        if self._process.returncode is None:
            self._process.terminate()
        await self._ended()
        return self._process.returncode or 0

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    async def _ended(self) -> None:
        await self._process.wait()
        await asyncio.gather(*self._reading)

    async def _listen(self) -> None:
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            self.said.append(line.decode(errors="replace"))

    async def _drain(self) -> None:
        assert self._process.stdout is not None
        async for _ in self._process.stdout:
            pass
