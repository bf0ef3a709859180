"""A flood: `python -m bench.flood`. A thousand hostile connections, and fifty people who talk.

All of them come over loopback to a server with its default limits (those for one address are not
for loopback). Printed is how long the people's words take to reach each other, before the flood
and during it, and what the server spends on it.
"""

import argparse
import asyncio
import contextlib
import math
import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from multiprocessing.synchronize import Event
from typing import Final, cast

from bench.process import cpu_seconds, memory_kb
from bench.servers import free_port

PEOPLE: Final = 50
PACE: Final = 0.5
"""Messages a second that each person says."""
LIMIT: Final = 0.1
"""Seconds within which 99 of 100 messages must be everywhere."""

_LOT: Final = 100
"""Lines written at once."""

Attack = Callable[[int], Iterator[str]]
"""Given a connection's number, the lines that it sends for ever, as fast as it can."""


def talk(number: int) -> Iterator[str]:
    """Words for the channel where the people are."""
    yield "JOIN #people"
    while True:
        yield f"PRIVMSG #people :{number} {'x' * 300}"


def come_and_go(number: int) -> Iterator[str]:
    """Joins and parts."""
    while True:
        yield f"JOIN #c{number % 50},#people"
        yield "PART #people :bye"


def rename(number: int) -> Iterator[str]:
    """New nicknames, in the channel where all can see it."""
    yield "JOIN #people"
    for count in range(1 << 60):
        yield f"NICK h{number}x{count % 1000}"


def ask(number: int) -> Iterator[str]:
    """Questions with long answers."""
    while True:
        yield from ("WHO *", "LIST", "NAMES #people", f"WHOIS h{number}", "LUSERS", "MOTD")


def read(_number: int) -> Iterator[str]:
    """Requests to the history."""
    yield "JOIN #people"
    while True:
        yield "CHATHISTORY LATEST #people * 100"


def log_in(number: int) -> Iterator[str]:
    """Passwords, each of which must be hashed."""
    while True:
        yield f"PRIVMSG NickServ :IDENTIFY person{number % PEOPLE} wrong{number}"


def garble(_number: int) -> Iterator[str]:
    """Lines that are too long, or nothing at all."""
    while True:
        yield "x" * 2000
        yield "\x01\x02 : @;"
        yield f"MODE #people +b {'*a' * 70}"


def reconnect(_number: int) -> Iterator[str]:
    """Leaves and comes back at once."""
    yield "QUIT :again"


ATTACKS: Final[dict[str, Attack]] = {
    attack.__name__: attack
    for attack in (talk, come_and_go, rename, ask, read, log_in, garble, reconnect)
}


class Assault(asyncio.Protocol):
    """One hostile connection: writes whenever the server takes more, and reads to forget."""

    def __init__(self, number: int, attack: Attack) -> None:
        self._number = number
        self._lines = attack(number)
        self.lost = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Say hello and begin."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(f"NICK h{self._number}\r\nUSER h 0 * :h\r\n".encode())
        self.resume_writing()

    def resume_writing(self) -> None:
        """Fill what the system holds of us: more than the server will take for long."""
        lines = "\r\n".join(islice(self._lines, _LOT))
        if lines and not self._transport.is_closing():
            self._transport.write(f"{lines}\r\n".encode())

    def data_received(self, _data: bytes) -> None:
        """Read, so that we are not closed for being slow, and keep writing."""
        if not self._transport.get_write_buffer_size():
            self.resume_writing()

    def connection_lost(self, _error: Exception | None) -> None:
        """Closed."""
        if not self.lost.done():
            self.lost.set_result(None)


async def assault(port: int, number: int, attack: Attack) -> None:
    """One hostile connection, again and again."""
    loop = asyncio.get_running_loop()
    while True:
        with contextlib.suppress(OSError):
            made = loop.create_connection(lambda: Assault(number, attack), "127.0.0.1", port)
            _, connection = await made
            await connection.lost
        await asyncio.sleep(0.2)


def attack_all(port: int, names: Sequence[str], connections: int) -> None:
    """A process that attacks until it is killed."""

    async def everybody() -> None:
        async with asyncio.TaskGroup() as group:
            for number in range(connections):
                attack = ATTACKS[names[number % len(names)]]
                group.create_task(assault(port, number, attack))

    with contextlib.suppress(KeyboardInterrupt), asyncio.Runner(loop_factory=_loop()) as runner:
        runner.run(everybody())


def _loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The loop that costs the attacker least, so that it is the server that is measured."""
    with contextlib.suppress(ImportError):
        import uvloop  # noqa: PLC0415

        return uvloop.new_event_loop
    return None


class Person:
    """Somebody who talks at a gentle pace and notes how long the others' words took."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.delays: list[float] = []
        self.sent = 0

    async def enter(self, port: int) -> None:
        """Come in."""
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", port)
        self._writer.write(
            f"NICK person{self.number}\r\nUSER p 0 * :p\r\nJOIN #people\r\n".encode()
        )
        while b" 366 " not in await self._reader.readline():
            pass

    async def listen(self) -> None:
        """Note what comes from the other people."""
        while line := await self._reader.readline():
            before, mark, said = line.partition(b" PRIVMSG #people :at ")
            if mark and before.startswith(b":person"):
                self.delays.append(time.monotonic() - float(said))
            elif line.startswith(b"PING"):
                self._writer.write(b"PONG" + line[4:])

    async def talk(self) -> None:
        """Say the time, now and then."""
        await asyncio.sleep(self.number / PEOPLE / PACE)
        while True:
            self._writer.write(f"PRIVMSG #people :at {time.monotonic()}\r\n".encode())
            self.sent += 1
            await asyncio.sleep(1 / PACE)


async def measure(port: int, seconds: float, flood: Callable[[], object], pid: int) -> bool:
    """Measure before and during the flood, and print it; whether it was borne."""
    people = [Person(number) for number in range(PEOPLE)]
    for person in people:
        await person.enter(port)
    tasks = [
        asyncio.create_task(act) for person in people for act in (person.listen(), person.talk())
    ]
    worst = 0.0
    for name, start in (("before", lambda: None), ("during", flood)):
        start()
        await asyncio.sleep(2)  # until it is in full swing
        for person in people:
            person.delays.clear()
            person.sent = 0
        spent, began = cpu_seconds(pid), time.monotonic()
        await asyncio.sleep(seconds)
        spent, took = cpu_seconds(pid) - spent, time.monotonic() - began
        delays = sorted(delay for person in people for delay in person.delays)
        expected = sum(person.sent for person in people) * (PEOPLE - 1)
        worst = quantile(delays, 0.99)
        print(
            f"{name:7} p50 {quantile(delays, 0.5) * 1000:7.2f} ms   p99 {worst * 1000:7.2f} ms   "
            f"most {quantile(delays, 1) * 1000:7.2f} ms   {len(delays)} of {expected} arrived   "
            f"server {spent / took:4.0%} of a core, {memory_kb(pid) // 1024} MB"
        )
    for task in tasks:
        task.cancel()
    return worst < LIMIT


def quantile(values: list[float], part: float) -> float:
    """The value under which that part of sorted values lies."""
    return values[min(len(values) - 1, int(len(values) * part))] if values else math.inf


def main() -> None:
    """Run it; the exit status tells whether the flood was borne."""
    parser = argparse.ArgumentParser(prog="python -m bench.flood", description=__doc__)
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--hostile", type=int, default=1000)
    parser.add_argument("--attack", choices=ATTACKS, action="append", help="only this; repeatable")
    options = parser.parse_args()
    port, ready = free_port(), multiprocessing.Event()
    with tempfile.TemporaryDirectory() as folder:
        server = multiprocessing.Process(target=serve, args=(port, folder, ready))
        server.start()
        ready.wait()
        names = options.attack or list(ATTACKS)
        hostile = multiprocessing.Process(target=attack_all, args=(port, names, options.hostile))
        try:
            assert server.pid is not None
            borne = asyncio.run(measure(port, options.seconds, hostile.start, server.pid))
        finally:
            if hostile.is_alive():
                hostile.kill()
            server.kill()
            server.join()
    raise SystemExit(not borne)


def serve(port: int, folder: str, ready: Event) -> None:
    """The server, with its defaults, saying nothing."""
    import logging  # noqa: PLC0415 - in the server's process alone
    from pathlib import Path  # noqa: PLC0415

    from tui_chat.server import config, process  # noqa: PLC0415

    logging.disable()
    settings = config.overridden(config.Config(), port=port)
    process.serve(settings, lambda _server: ready.set(), Path(folder))


if __name__ == "__main__":
    main()
