"""Visitors: `python -m bench.visitors`. Thirty people in our own client here, beside fifty others.

Printed is how long a visitor waits for the first frame, what each costs in memory, and how long the
words of the fifty take to reach each other, without visitors and with them. The visitors come in a
browser's way or by ssh (`--door`), sit in a channel of their own or in that of the fifty
(`--together`), and say something now and then. Everything shares the machine's processors.
"""

import argparse
import asyncio
import contextlib
import json
import logging
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any, Final

from bench.flood import LIMIT, quantile
from bench.people import PEOPLE, Person
from bench.process import cpu_seconds, memory_kb
from bench.servers import free_port

_READY: Final = b"essage #"
"""What a client shows when it is in a channel, but for the letter under the cursor."""
_PAUSE: Final = 10.0
"""Seconds between two messages of one visitor."""
_BETWEEN: Final = 0.2
"""Seconds between two that arrive."""
_SETTLED: Final = 3.0
_PATIENCE: Final = 60.0


class Visitor:
    """One of them: what is painted is looked at until the client is in, then dropped."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.began = time.monotonic()
        self.first_frame = 0.0
        """Seconds until something was painted,"""
        self.entered = asyncio.Event()
        """and until the client was in a channel."""
        self._seen = b""

    def see(self, painted: bytes) -> None:
        """The client has painted."""
        self.first_frame = self.first_frame or time.monotonic() - self.began
        if not self.entered.is_set():
            self._seen += painted
            if _READY in self._seen:
                self.entered.set()
                self._seen = b""

    async def live(self, write: Callable[[bytes], object], *, together: bool) -> None:
        """Be there, and speak."""
        await self.entered.wait()
        if together:
            write(b"/join #people\r")
        await asyncio.sleep(_PAUSE * self.number / PEOPLE)
        while True:
            for key in b"hello, this is visitor %d" % self.number:
                write(bytes((key,)))
                await asyncio.sleep(0.05)
            write(b"\r")
            await asyncio.sleep(_PAUSE)


async def in_a_browser(port: int, visitor: Visitor, *, together: bool) -> None:
    """As the page does."""
    from websockets.asyncio.client import connect  # noqa: PLC0415 - in this process alone

    address = f"ws://127.0.0.1:{port}/terminal"
    async with connect(address, compression=None, proxy=None, max_size=None) as page:
        begin = {"type": "begin", "columns": 100, "rows": 30, "nick": f"visitor{visitor.number}"}
        await page.send(json.dumps(begin))
        tasks: set[asyncio.Task[None]] = set()

        def write(data: bytes) -> None:
            task = asyncio.ensure_future(page.send(data))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        living = asyncio.create_task(visitor.live(write, together=together))
        try:
            async for said in page:
                if isinstance(said, bytes):
                    visitor.see(said)
        finally:
            living.cancel()


async def by_ssh(port: int, visitor: Visitor, *, together: bool) -> None:
    """As OpenSSH does."""
    import asyncssh  # noqa: PLC0415 - an optional package

    class Window(asyncssh.SSHClientSession[bytes]):
        def data_received(self, data: bytes, _datatype: object) -> None:
            visitor.see(data)

    class Guest(asyncssh.SSHClient):
        def kbdint_auth_requested(self) -> str:
            return ""

    options: dict[str, Any] = {
        "known_hosts": None,
        "client_keys": None,
        "agent_path": None,
        "config": None,
    }
    who = f"visitor{visitor.number}"
    async with asyncssh.connect(
        "127.0.0.1", port, username=who, client_factory=Guest, **options
    ) as connection:
        channel, _window = await connection.create_session(
            Window, encoding=None, term_type="xterm-256color", term_size=(100, 30)
        )

        def accept() -> None:
            if not visitor.entered.is_set():
                channel.write(b"\r")  # the nickname is proposed

        accepting = asyncio.get_running_loop().call_later(2, accept)
        living = asyncio.create_task(visitor.live(channel.write, together=together))
        try:
            await channel.wait_closed()
        finally:
            accepting.cancel()
            living.cancel()


DOORS: Final = {"web": in_a_browser, "ssh": by_ssh}


def visit(port: int, door: str, count: int, told: Connection, *, together: bool) -> None:
    """The process of all visitors, until it is killed; tells how long each waited."""

    async def everybody() -> None:
        visitors = []
        async with asyncio.TaskGroup() as group:
            for number in range(count):
                visitors.append(Visitor(number))
                group.create_task(DOORS[door](port, visitors[-1], together=together))
                await asyncio.sleep(_BETWEEN)
            async with asyncio.timeout(_PATIENCE):
                for visitor in visitors:
                    await visitor.entered.wait()
            told.send([visitor.first_frame for visitor in visitors])

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(everybody())


async def measure(port: int, seconds: float, pid: int, come: Callable[[], list[float]]) -> bool:
    """Measure without and with visitors, and print it; whether that was borne."""
    people = [Person(number) for number in range(PEOPLE)]
    for person in people:
        await person.enter(port)
    tasks = [asyncio.create_task(person.talk()) for person in people]
    worst = 0.0
    for name in ("without", "with"):
        if name == "with":
            before = memory_kb(pid)
            frames = await asyncio.to_thread(come)
            each = (memory_kb(pid) - before) / 1024 / len(frames)
            usual, most = statistics.median(frames), max(frames)
            print(f"first frame after {usual:.2f} s, at most {most:.2f} s", end="; ")
            print(f"{each:.1f} MB for each of {len(frames)}")
        await asyncio.sleep(_SETTLED)
        for person in people:
            person.forget()
        spent, began = cpu_seconds(pid), time.monotonic()
        await asyncio.sleep(seconds)
        share = (cpu_seconds(pid) - spent) / (time.monotonic() - began)
        delays = sorted(delay for person in people for delay in person.delays)
        worst = quantile(delays, 0.99)
        print(
            f"{name:8} p50 {quantile(delays, 0.5) * 1000:6.2f} ms   p99 {worst * 1000:6.2f} ms   "
            f"most {quantile(delays, 1) * 1000:6.2f} ms   {sum(one.lost for one in people)} lost   "
            f"server and clients {share:4.0%} of a core",
            flush=True,
        )
    for task in tasks:
        task.cancel()
    return worst < LIMIT


def serve(port: int, ports: dict[str, int], count: int, folder: str, ready: Event) -> None:
    """The server, with its defaults, and with the doors."""
    from tui_chat.server.config import config_schema, load  # noqa: PLC0415 - in this process alone
    from tui_chat.server.process import serve_until_signal  # noqa: PLC0415 - the same

    logging.disable()
    settings = load.overridden(
        config_schema.Config(visitors=config_schema.Visitors(most=count, per_address=count)),
        port=port,
        web=ports.get("web"),
        ssh=ports.get("ssh"),
    )
    serve_until_signal.serve(settings, lambda _server: ready.set(), Path(folder))


def main() -> None:
    """Run it; the exit status tells whether the fifty were served well."""
    parser = argparse.ArgumentParser(prog="python -m bench.visitors", description=__doc__)
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--visitors", type=int, default=30)
    parser.add_argument("--door", choices=DOORS, default="web")
    parser.add_argument("--together", action="store_true", help="in the channel of the others")
    options = parser.parse_args()
    port, ready = free_port(), multiprocessing.Event()
    ports = {options.door: free_port()}
    told, tells = multiprocessing.Pipe(duplex=False)
    with tempfile.TemporaryDirectory() as folder:
        words = (port, ports, options.visitors, folder, ready)
        server = multiprocessing.Process(target=serve, args=words)
        server.start()
        ready.wait()
        visitors = multiprocessing.Process(
            target=visit,
            args=(ports[options.door], options.door, options.visitors, tells),
            kwargs={"together": options.together},
        )

        def come() -> list[float]:
            visitors.start()
            tells.close()
            frames: list[float] = told.recv()
            return frames

        try:
            assert server.pid is not None
            borne = asyncio.run(measure(port, options.seconds, server.pid, come))
        finally:
            if visitors.is_alive():
                visitors.kill()
            os.kill(server.pid or 0, 15)
            server.join()
    raise SystemExit(not borne)


if __name__ == "__main__":
    main()
