"""A flood: `python -m bench.flood`. A thousand hostile connections, and fifty people who talk.

All of them come over loopback to a server with its default limits (those for one address are not
for loopback). Printed is how long the people's words take to reach each other, before the flood
and during it, what the server spends on it, and how long it waited for a processor that others
had: on a machine with other work that is part of every figure. Where there are two processors the
server has one for itself, and those who talk and flood the other.
"""

import argparse
import asyncio
import contextlib
import math
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import islice
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Final, NamedTuple, cast

from bench.attacks import ATTACKS, Attack
from bench.people import PEOPLE, Person
from bench.process import cpu_seconds, memory_kb, pinned
from bench.servers import free_port

LIMIT: Final = 0.1
"""Seconds within which 99 of 100 messages must be everywhere."""
_SETTLED: Final = 2.0
"""Seconds until a flood is in full swing."""
_LOT: Final = 100
"""Pieces, mostly lines, written at once."""


class Assault(asyncio.Protocol):
    """One hostile connection: writes whenever the server takes more, and reads to forget."""

    def __init__(self, number: int, attack: Attack) -> None:
        self._pieces = attack.sends(number)
        self._hangs_up = attack.hangs_up
        self.lost = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)
        self.resume_writing()

    def resume_writing(self) -> None:
        """Fill what the system holds of us: more than the server will take for long."""
        data = b"".join(islice(self._pieces, _LOT))
        if data and not self._transport.is_closing():
            self._transport.write(data)

    def data_received(self, _data: bytes) -> None:
        """Read, so that we are not closed for being slow, and keep writing."""
        if self._hangs_up:
            self._transport.close()
        elif not self._transport.get_write_buffer_size():
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


def attack_all(port: int, pages: int, names: Sequence[str], connections: int) -> None:
    """A process that attacks until it is killed; `pages` is the port for WebSockets."""

    async def everybody() -> None:
        async with asyncio.TaskGroup() as group:
            for number in range(connections):
                attack = ATTACKS[names[number % len(names)]]
                group.create_task(assault(pages if attack.is_page else port, number, attack))

    with contextlib.suppress(KeyboardInterrupt), asyncio.Runner(loop_factory=_loop()) as runner:
        runner.run(everybody())


def _loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The loop that costs the attacker least, so that it is the server that is measured."""
    with contextlib.suppress(ImportError):
        import uvloop  # noqa: PLC0415

        return uvloop.new_event_loop
    return None


class Waited(NamedTuple):
    """What the thread of a server's loop got of the processor so far, in seconds."""

    ran: float
    waited: float
    """It had something to do, and another process had the processor."""

    @classmethod
    def of(cls, pid: int) -> "Waited":
        """As it is now (Linux, /proc/PID/schedstat)."""
        ran, waited, _slices = Path(f"/proc/{pid}/schedstat").read_text().split()
        return cls(int(ran) / 1e9, int(waited) / 1e9)


async def measure(port: int, seconds: float, flood: Callable[[], object], pid: int) -> bool:
    """Measure before and during the flood, and print it; whether it was borne."""
    people = [Person(number) for number in range(PEOPLE)]
    for person in people:
        await person.enter(port)
    tasks = [asyncio.create_task(person.talk()) for person in people]
    worst = 0.0
    for name, start in (("before", lambda: None), ("during", flood)):
        start()
        await asyncio.sleep(_SETTLED)
        for person in people:
            person.forget()
        spent, began, had = cpu_seconds(pid), time.monotonic(), Waited.of(pid)
        await asyncio.sleep(seconds)
        spent, took, has = cpu_seconds(pid) - spent, time.monotonic() - began, Waited.of(pid)
        delays = sorted(delay for person in people for delay in person.delays)
        expected = sum(person.sent for person in people) * (PEOPLE - 1)
        worst = quantile(delays, 0.99)
        print(
            f"{name:7} p50 {quantile(delays, 0.5) * 1000:7.2f} ms   p99 {worst * 1000:7.2f} ms   "
            f"most {quantile(delays, 1) * 1000:7.2f} ms   {len(delays)} of {expected} arrived, "
            f"{sum(person.lost for person in people)} lost\n"
            f"        server {spent / took:4.0%} of a core, "
            f"its loop {(has.ran - had.ran) / took:4.0%}, "
            f"kept waiting for one {(has.waited - had.waited) / took:4.0%}, "
            f"{memory_kb(pid) // 1024} MB",
            flush=True,
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
    port, pages, ready = free_port(), free_port(), multiprocessing.Event()
    with tempfile.TemporaryDirectory() as folder:
        server = multiprocessing.Process(target=serve, args=(port, folder, ready, pages))
        cores = sorted(os.sched_getaffinity(0))
        with pinned(cores[0] if len(cores) > 1 else None):
            server.start()
        if len(cores) > 1:
            os.sched_setaffinity(0, cores[1:])
        ready.wait()
        names = options.attack or list(ATTACKS)
        told = port, pages, names, options.hostile
        hostile = multiprocessing.Process(target=attack_all, args=told)
        try:
            assert server.pid is not None
            with asyncio.Runner(loop_factory=_loop()) as runner:
                borne = runner.run(measure(port, options.seconds, hostile.start, server.pid))
        finally:
            if hostile.is_alive():
                hostile.kill()
            server.kill()
            server.join()
    raise SystemExit(not borne)


def serve(port: int, folder: str, ready: Event, pages: int = 0) -> None:
    """The server, with its defaults, saying nothing; with another port for `pages` if there is."""
    import logging  # noqa: PLC0415 - in the server's process alone
    from pathlib import Path  # noqa: PLC0415

    from tui_chat.server.config import config_schema, load  # noqa: PLC0415
    from tui_chat.server.process import serve_until_signal  # noqa: PLC0415

    logging.disable()
    places = (config_schema.Listen(port=pages, websocket=True),) if pages else ()
    settings = load.overridden(config_schema.Config(also_listen=places), port=port)
    serve_until_signal.serve(settings, lambda _server: ready.set(), Path(folder))


if __name__ == "__main__":
    main()
