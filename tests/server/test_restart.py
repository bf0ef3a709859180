"""What anybody saw is there after the server was killed."""

import asyncio
import os
import re
import signal
import sys
from pathlib import Path

MESSAGE = re.compile(r"msgid=([^; ]+)[^ ]* :(\w+)!\S+ PRIVMSG #tea (\S+)")
TALKERS = 4
ENOUGH = 400
"""Messages seen by one talker before the server is killed."""


class Talker:
    """A client that notes every message it is shown."""

    def __init__(self, nick: str) -> None:
        self.nick = nick
        self.seen: list[tuple[str, str, str]] = []

    async def connect(self, port: int) -> None:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", port)
        self.say("CAP REQ :batch message-tags server-time echo-message draft/chathistory")
        self.say(f"NICK {self.nick}")
        self.say(f"USER {self.nick} 0 * :x")
        self.say("CAP END")
        self.say("JOIN #tea")
        await self.read_until(" 366 ")

    def say(self, line: str) -> None:
        self._writer.write(f"{line}\r\n".encode())

    async def read_until(self, sign: str) -> list[str]:
        lines = []
        while line := (await self._reader.readline()).decode():
            lines.append(line)
            if sign in line:
                break
        return lines

    async def talk(self, enough: asyncio.Event) -> None:
        """Say numbered messages, a few ahead of what comes back, until the connection is lost."""
        try:
            for number in range(5):
                self.say(f"PRIVMSG #tea {self.nick}-{number}")
            while line := (await self._reader.readline()).decode():
                found = MESSAGE.search(line)
                if found and line.endswith("\r\n"):
                    self.seen.append((found[1], found[2], found[3]))
                    if found[2] == self.nick:
                        number += 1
                        self.say(f"PRIVMSG #tea {self.nick}-{number}")
                    if len(self.seen) == ENOUGH:
                        enough.set()
        except ConnectionError:
            pass

    async def history(self) -> list[tuple[str, str, str]]:
        """All that is kept of the channel, page by page."""
        found: list[tuple[str, str, str]] = []
        place = "timestamp=2020-01-01T00:00:00.000Z"
        while True:
            self.say(f"CHATHISTORY AFTER #tea {place} 100")
            lines = await self.read_until(" BATCH -")
            page = [(one[1], one[2], one[3]) for one in map(MESSAGE.search, lines) if one]
            if not page:
                return found
            found += page
            place = f"msgid={page[-1][0]}"


async def start(folder: Path) -> tuple[asyncio.subprocess.Process, int]:
    """A server of its own process, and its port."""
    config = folder / "config.toml"
    config.write_text("[flood]\nper_second = 0\n")
    options = ("--port", "0", "--state", str(folder / "state"), "--config", str(config))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tui_chat", "server", *options),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    async for line in process.stdout:
        found = re.search(rb"port (\d+)", line)
        if found:
            return process, int(found[1])
    raise AssertionError("the server ended at once")


async def test_what_anybody_saw_survives_a_kill_under_load(tmp_path: Path) -> None:
    process, port = await start(tmp_path)
    talkers = [Talker(f"t{number}") for number in range(TALKERS)]
    for talker in talkers:
        await talker.connect(port)
    enough = asyncio.Event()
    talking = [asyncio.create_task(talker.talk(enough)) for talker in talkers]
    await enough.wait()
    process.send_signal(signal.SIGKILL)
    await process.wait()
    await asyncio.gather(*talking)
    process, port = await start(tmp_path)
    try:
        reader = Talker("reader")
        await reader.connect(port)
        kept = await reader.history()
    finally:
        process.terminate()
        await process.wait()
    assert len(kept) == len(set(kept))
    for talker in talkers:
        seen = set(talker.seen)
        assert [message for message in kept if message in seen] == talker.seen
