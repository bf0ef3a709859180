"""The client under a real terminal: start-up, idling, and keys while a channel is busy.

    python bench/client_terminal.py [messages per second, default 1000]

A server of a few lines (this process) feeds the client, which runs in a pseudo-terminal.
"""

import asyncio
import fcntl
import os
import pty
import resource
import signal
import statistics
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from time import monotonic

SIZE = (30, 110)
QUIET = 5.0
BUSY = 6.0
CLIENT = (
    "import sys; from tui_chat.client.run import ClientOptions, run_client; "
    "sys.exit(run_client(ClientOptions('127.0.0.1', int(sys.argv[1]), nick='me')))"
)


class Terminal:
    """A client in a pseudo-terminal; what it paints can be waited for."""

    def __init__(self, port: int) -> None:
        self.started = monotonic()
        self.painted = bytearray()
        self.total = 0
        master, slave = pty.openpty()
        fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        environment.pop("TMUX", None)
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # nobody starts it without their bytecode
        self.process = subprocess.Popen(
            [sys.executable, "-c", CLIENT, str(port)],
            stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True,
        )  # fmt: skip
        os.close(slave)
        os.set_blocking(master, False)
        self.master = master
        self.news = asyncio.Event()
        asyncio.get_running_loop().add_reader(master, self._read)

    def _read(self) -> None:
        try:
            data = os.read(self.master, 65_536)
        except OSError:
            asyncio.get_running_loop().remove_reader(self.master)
            return
        self.painted += data
        self.total += len(data)
        del self.painted[:-400_000]
        self.news.set()

    async def until(self, seen: Callable[[bytes], bool], patience: float = 10.0) -> float:
        """Seconds until what was painted satisfies `seen`."""
        begin = monotonic()
        async with asyncio.timeout(patience):
            while not seen(bytes(self.painted)):
                self.news.clear()
                await self.news.wait()
        return monotonic() - begin

    def cpu(self) -> float:
        """Processor seconds that the client used so far."""
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as stat:  # noqa: PTH123
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_mb(self) -> float:
        """Memory of the client."""
        with open(f"/proc/{self.process.pid}/statm", encoding="ascii") as statm:  # noqa: PTH123
            return int(statm.read().split()[1]) * resource.getpagesize() / 1e6


class Feed:
    """Takes one client in, and talks in #bench as fast as it is told."""

    def __init__(self) -> None:
        self.writer: asyncio.StreamWriter | None = None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Enough of a server for the client to be in a channel of 200."""
        self.writer = writer
        with suppress(ConnectionError):  # the client was killed
            await self._answer(reader, writer)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            if line.startswith(b"USER"):
                names = " ".join(f"nick{number}" for number in range(200))
                writer.write(
                    b":s 001 me :Welcome\r\n:s 422 me :No message\r\n:me!m@h JOIN #bench\r\n"
                    + f":s 353 me = #bench :me {names}\r\n:s 366 me #bench :End\r\n".encode()
                    + b":nick1!n@h PRIVMSG #bench :the first message\r\n"
                )
            elif line.startswith(b"PING"):
                writer.write(b":s PONG s " + line[5:])

    async def talk(self, rate: float, seconds: float) -> None:
        """Messages at that rate."""
        assert self.writer is not None
        begin, sent = monotonic(), 0
        while (now := monotonic() - begin) < seconds:
            lines = []
            for number in range(sent, int(now * rate)):
                text = f"message {number} of a busy channel, long enough to look like one"
                lines.append(f":nick{number % 200}!n@h PRIVMSG #bench :{text}\r\n")
            sent += len(lines)
            self.writer.write("".join(lines).encode())
            await self.writer.drain()
            await asyncio.sleep(0.005)


async def press_keys(terminal: Terminal, seconds: float) -> list[float]:
    """How long each key took until it was painted, in milliseconds."""
    times = []
    begin = monotonic()
    letters = "qzxjkvw"
    number = 0
    while monotonic() - begin < seconds:
        # Marks of an upper-case letter never used elsewhere, so that its echo cannot be mistaken.
        key = letters[number % len(letters)].upper().encode()
        number += 1
        terminal.painted.clear()
        os.write(terminal.master, key)
        times.append(1000 * await terminal.until(partial(_shows, key)))
        await asyncio.sleep(0.05)
    return times


def _shows(key: bytes, painted: bytes) -> bool:
    return key in _text(painted)


def _text(painted: bytes) -> bytes:
    """What is painted, without escape sequences, which end in letters of their own."""
    text, _, rest = painted.partition(b"\x1b")
    pieces = [text]
    for piece in rest.split(b"\x1b"):
        end = next((at for at, byte in enumerate(piece[1:], 1) if 0x40 <= byte <= 0x7E), None)
        pieces.append(piece[end + 1 :] if end is not None else b"")
    return b"".join(pieces)


async def main() -> None:
    """Measure, and print a line for each."""
    rate = float(sys.argv[1]) if len(sys.argv) > 1 else 1000.0
    feed = Feed()
    server = await asyncio.start_server(feed.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    first, ready = [], []
    for _ in range(5):
        terminal = Terminal(port)
        first.append(1000 * await terminal.until(lambda seen: b"help" in seen))
        await terminal.until(lambda seen: b"the first message" in seen)
        ready.append(1000 * (monotonic() - terminal.started))
        if len(ready) < 5:
            terminal.process.send_signal(signal.SIGKILL)
            terminal.process.wait()
    print(f"first frame        {statistics.median(first):7.0f} ms (of {min(first):.0f} at best)")
    print(f"first message      {statistics.median(ready):7.0f} ms (of {min(ready):.0f} at best)")
    await asyncio.sleep(1.5)
    total, cpu = terminal.total, terminal.cpu()
    await asyncio.sleep(QUIET)
    print(f"idle               {terminal.total - total:7d} bytes in {QUIET:.0f} s")
    print(f"idle               {100 * (terminal.cpu() - cpu) / QUIET:7.2f} % of a core")
    print(f"resident           {terminal.resident_mb():7.1f} MB")
    for name, speed in (("quiet", 0.0), (f"{rate:.0f}/s", rate)):
        cpu = terminal.cpu()
        talk = asyncio.create_task(feed.talk(speed, BUSY)) if speed else None
        times = sorted(await press_keys(terminal, BUSY - 0.5))
        if talk is not None:
            await talk
        used = 100 * (terminal.cpu() - cpu) / BUSY
        p50, p95, p99 = (times[int(len(times) * part)] for part in (0.5, 0.95, 0.99))
        print(f"keys, {name:12} {p50:7.1f} ms p50 {p95:7.1f} p95 {p99:7.1f} p99, cpu {used:.0f} %")
    terminal.process.send_signal(signal.SIGKILL)
    terminal.process.wait()
    server.close()
    await asyncio.sleep(0.2)  # the feed sees its clients gone


if __name__ == "__main__":
    asyncio.run(main())
