"""A long run: `python -m bench.soak --minutes 60`. Memory and open files must stay flat.

A server, and a process of clients: sessions of our own client that join, talk, read history, lose
their connection and come back, and some who never read. Every few seconds a line tells what both
processes hold. At the end the last third is compared with the one before it.
"""

import argparse
import asyncio
import contextlib
import itertools
import math
import multiprocessing
import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Final

from bench.flood import serve
from bench.process import cpu_seconds, memory_kb
from bench.servers import free_port
from tui_chat.client.session import Profile, Session
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.framing import LineBuffer
from tui_chat.wire.message import Message

PEOPLE: Final = 30
SLEEPERS: Final = 5
CHANNELS: Final = 8
GROWTH: Final = 1.10
"""How much more the last third may hold than the one before it."""
SLACK: Final = 4096
"""kB of growth that are nothing to speak of: the allocator's."""


@dataclass(frozen=True)
class Reading:
    """What a process holds."""

    memory: int
    """kB"""
    files: int
    spent: float
    """Seconds of processor time."""

    @classmethod
    def of(cls, pid: int) -> "Reading":
        """As it is now."""
        files = len(list(Path(f"/proc/{pid}/fd").iterdir()))
        return cls(memory_kb(pid), files, cpu_seconds(pid))

    def __str__(self) -> str:
        return f"{self.memory / 1024:7.1f} MB {self.files:4} files {self.spent:7.1f} s"


async def live(port: int, number: int, dice: random.Random) -> None:
    """A person who comes, talks for a while, is cut off, comes back, and leaves; for ever."""
    for life in itertools.count():
        names = tuple(f"#c{dice.randrange(CHANNELS)}" for _ in range(3))
        session = Session(Profile(f"p{number}x{life % 10}", channels=names), "127.0.0.1")
        for _ in range(dice.randrange(1, 5)):
            with contextlib.suppress(OSError):
                await stay(session, port, dice)
            session.disconnected("The connection is lost.", time.time(), retry_in=0.1)
            await asyncio.sleep(dice.random())


async def stay(session: Session, port: int, dice: random.Random) -> None:
    """One connection of a session."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    session.connected()
    lines = LineBuffer()
    until = time.monotonic() + dice.uniform(2, 30)
    try:
        while time.monotonic() < until:
            for message in session.take_outgoing():
                writer.write(message.encode())
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(dice.uniform(0.1, 1)):
                    data = await reader.read(1 << 16)
                    if not data:
                        return
                    for line in lines.feed(data):
                        with contextlib.suppress(ProtocolError):
                            session.receive(Message.parse(line), time.time())
            do_something(session, dice)
    finally:
        writer.close()


def do_something(session: Session, dice: random.Random) -> None:
    """What people do, now and then."""
    places = [buffer for buffer in session.buffers if buffer.joined]
    if not places or dice.random() > 0.5:
        return
    place = dice.choice(places)
    match dice.randrange(12):
        case 0:
            session.older(place)
        case 1:
            session.part(place.name)
        case 2:
            session.join(f"#c{dice.randrange(CHANNELS)}")
        case 3:
            session.set_topic(place.name, f"topic {dice.random()}")
        case 4:
            session.change_nick(f"n{dice.randrange(1000)}")
        case 5:
            session.search("word")
        case 6:
            session.say(place, "two\nlines", time.time())
        case _:
            session.say(place, f"a word {'x' * dice.randrange(200)}", time.time())


async def sleep_through(port: int, number: int) -> None:
    """Somebody who is in every channel and never reads, until the server has had enough."""
    while True:
        with contextlib.suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
            channels = ",".join(f"#c{each}" for each in range(CHANNELS))
            writer.write(f"NICK s{number}\r\nUSER s 0 * :s\r\nJOIN {channels}\r\n".encode())
            for _ in range(30):
                writer.write(b"CHATHISTORY LATEST #c0 * 100\r\nNAMES #c0\r\n")
                await asyncio.sleep(1)
            del reader
            writer.close()


def live_all(port: int, seed: int) -> None:
    """The process of the clients."""

    async def everybody() -> None:
        async with asyncio.TaskGroup() as group:
            for number in range(PEOPLE):
                dice = random.Random(seed + number)  # noqa: S311 - no secrets here
                group.create_task(live(port, number, dice))
            for number in range(SLEEPERS):
                group.create_task(sleep_through(port, number))

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(everybody())


def watch(pids: Sequence[int], seconds: float, every: float) -> list[list[Reading]]:
    """Print what the processes hold, until the time is over; all of it."""
    readings: list[list[Reading]] = []
    began = time.monotonic()
    print("   time   server                             clients")
    while (passed := time.monotonic() - began) < seconds:
        readings.append([Reading.of(pid) for pid in pids])
        print(f"{passed:6.0f} s  {readings[-1][0]}   {readings[-1][1]}", flush=True)
        time.sleep(every)
    return readings


def growth(values: Sequence[int], slack: int) -> float:
    """By how much the most of the last third exceeds that of the one before; 1 is not at all."""
    third = max(1, len(values) // 3)
    before, after = max(values[-2 * third : -third], default=0), max(values[-third:])
    return after / before if before and after > before + slack else 1.0


def main() -> None:
    """Run it; the exit status tells whether all stayed flat."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--every", type=float, default=10.0, help="seconds between two lines")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    port, ready = free_port(), multiprocessing.Event()
    with tempfile.TemporaryDirectory() as folder:
        server = started(serve, port, folder, ready)
        ready.wait()
        clients = started(live_all, port, options.seed)
        try:
            pids = [process.pid or 0 for process in (server, clients)]
            readings = watch(pids, options.minutes * 60, options.every)
        finally:
            clients.kill()
            server.kill()
            server.join()
    worst = 1.0
    for side, name in enumerate(("server", "clients")):
        memory = growth([reading[side].memory for reading in readings], SLACK)
        files = growth([reading[side].files for reading in readings], 2 * PEOPLE)
        print(f"{name}: memory x{memory:.2f}, files x{files:.2f} in the last third")
        worst = max(worst, memory, files)
    raise SystemExit(not math.isfinite(worst) or worst > GROWTH)


def started(target: object, *values: "int | str | Event") -> multiprocessing.Process:
    """A process that does this."""
    process = multiprocessing.Process(target=target, args=values)  # type: ignore[arg-type]
    process.start()
    return process


if __name__ == "__main__":
    main()
