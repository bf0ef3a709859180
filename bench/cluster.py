"""Three nodes of one network on this machine: `python -m bench.cluster`, a few minutes.

Measured: how long people wait for their own words at a steady rate, how many words and events the
log takes, how long it pauses when the leading engine is killed, how long those of a killed node
stay, how long a node takes to join a large network, and how long all take when all were killed.
With `--seconds 0`, only the last: it takes about 15 s for each of its `--starts`.
"""

import argparse
import asyncio
import contextlib
import gc
import itertools
import os
import re
import signal
import socket
import statistics
import sys
import tempfile
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple, Self

import nats
from nats.errors import Error as NatsError

from bench import circumstances
from bench.process import cpu_seconds, memory_kb
from tui_chat.server.cluster import cluster_status, event_batch_codec
from tui_chat.server.cluster.history_replay_deduplication import PlacedHistory
from tui_chat.server.cluster.jetstream_backplane import JetStreamBackplane
from tui_chat.server.cluster.key_file import ClusterKey, Peer, key_text
from tui_chat.server.cluster.nats.connection_options import connect_options
from tui_chat.server.cluster.nats.server_config import FOLDER, PID_FILE, port_of
from tui_chat.server.cluster.snapshot_stream import Snapshot, Snapshots
from tui_chat.server.cluster.stream_log import Entry, StreamLog
from tui_chat.server.core.events import ClientId, Entered, Event, Millis, NodeJoined, Received
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state_dump import dump
from tui_chat.server.engine.node import Node
from tui_chat.server.store.history_log_place import LogPlace
from tui_chat.server.store.sqlite_history import SqliteHistory
from tui_chat.server.workers.process_copy import in_copy_of_process
from tui_chat.wire.message import Message

NODES: Final = 3
CONFIG: Final = """\
[server]
auto_join = []
[flood]
per_second = 0
"""
_PEOPLE: Final = 30
_MANY: Final = 600
_SECOND: Final = "-too"
"""What the name of a second channel of the same people ends in."""
_groups: Final = itertools.count()
_PATIENCE: Final = 60.0
USERS, CHANNELS, MEMBERSHIPS = 10_000, 1_000, 5


class Process:
    """One node, with its engine."""

    def __init__(self, folder: Path, key: Path, number: int) -> None:
        self.number = number
        self.state = folder / f"n{number}"
        self._folder = folder
        self._key = key
        self.port = 0

    async def start(self) -> float:
        """Until it listens; gives the seconds that it took."""
        began = time.perf_counter()
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tui_chat", "server", "--port", "0"),
            *("--state", str(self.state), "--config", str(self._folder / "config.toml")),
            *("--cluster", str(self._key), "--node", str(self.number)),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        assert self._process.stdout is not None
        async with asyncio.timeout(_PATIENCE):
            async for line in self._process.stdout:
                found = re.search(rb"port (\d+)", line)
                if found:
                    self.port = int(found[1])
                    return time.perf_counter() - began
        raise RuntimeError("a node ended at once")

    def kill_engine(self) -> None:
        """End its engine alone, which it starts again."""
        os.kill(int((self.state / FOLDER / PID_FILE).read_text()), signal.SIGKILL)

    @property
    def cpu(self) -> float:
        """Seconds of processor time that it and its engine have taken."""
        return cpu_seconds(self._process.pid)

    async def kill(self) -> None:
        """End it, and its engine with it."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGKILL)
        await self._process.wait()


class Person(asyncio.Protocol):
    """A connection that says numbered words in one channel, and notes when they come back.

    It takes little of the processors, which it shares with what is measured.
    """

    def __init__(self, nick: str, channel: str) -> None:
        self.nick = nick
        self.waits: list[float] = []
        """Seconds that each word took."""
        self.sent: deque[float] = deque()
        """When the words were said that have not come back."""
        self.window = 0
        """Words that are always on the way: each that comes back is followed by another."""
        self.transport: asyncio.Transport
        self.returned = asyncio.Event()
        """Set when no word is on the way."""
        self.is_single = False
        """Whether each word is one event of the log: it goes to another channel than the last."""
        self._says = [f"PRIVMSG {channel}{end} :".encode() for end in ("", _SECOND)]
        self._own = f"\n:{nick}!".encode()
        self._count = 0
        self._rest = b"\n"
        """The line that is not complete, with the end of the one before it."""
        self._wanted = b""
        self._found: asyncio.Future[None] | None = None

    @classmethod
    async def enter(cls, node: Process, nick: str, channel: str) -> Self:
        """Connect, register and join."""
        loop = asyncio.get_running_loop()
        _, person = await loop.create_connection(lambda: cls(nick, channel), "127.0.0.1", node.port)
        person.transport.write(
            f"CAP REQ :echo-message\r\nNICK {nick}\r\nUSER {nick} 0 * :{nick}\r\nCAP END\r\n"
            f"JOIN {channel},{channel}{_SECOND}\r\n".encode()
        )
        await person.until(f" 366 {nick} {channel}{_SECOND} ".encode())
        return person

    async def until(self, text: bytes) -> None:
        """Wait until a line has this in it. Raises ConnectionError at the end."""
        self._wanted = text
        self._found = asyncio.get_running_loop().create_future()
        async with asyncio.timeout(_PATIENCE):
            await self._found

    def say(self, count: int = 1) -> None:
        """Say the next words."""
        first, self._count = self._count + 1, self._count + count
        self.sent.extend([time.perf_counter()] * count)
        self.returned.clear()
        words = [
            b"%s%d\r\n" % (self._says[number % 2 if self.is_single else 0], number)
            for number in range(first, first + count)
        ]
        self.transport.write(b"".join(words))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See `asyncio.Protocol`."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`."""
        text = self._rest + data
        end = text.rfind(b"\n")
        self._rest = text[end:]
        if self._found is not None:
            if self._wanted in text and not self._found.done():
                self._found.set_result(None)
                self._found = None
        elif count := text.count(self._own, 0, end):  # only words: we have joined already
            now = time.perf_counter()
            self.waits += [now - self.sent.popleft() for _ in range(count)]
            if self.window:
                self.say(count)
            elif not self.sent:
                self.returned.set()

    def connection_lost(self, error: Exception | None) -> None:
        """See `asyncio.Protocol`."""
        if self._found is not None and not self._found.done():
            self._found.set_exception(ConnectionError(f"{self.nick} was disconnected: {error}"))


@contextlib.asynccontextmanager
async def network(folder: Path) -> AsyncIterator[tuple[ClusterKey, list[Process]]]:
    """Three nodes that run."""
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(NODES)]
    key = ClusterKey.new([Peer("127.0.0.1", probe.getsockname()[1]) for probe in probes])
    for probe in probes:
        probe.close()
    file = folder / "net.key"
    file.touch(mode=0o600)
    file.write_text(key_text(key))
    (folder / "config.toml").write_text(CONFIG)
    nodes = [Process(folder, file, number) for number in range(1, NODES + 1)]
    try:
        await asyncio.gather(*(node.start() for node in nodes))
        yield key, nodes
    finally:
        await asyncio.gather(*(node.kill() for node in nodes))


async def people(nodes: list[Process], count: int = _PEOPLE) -> list[Person]:
    """As many on each node, three of different nodes in each channel, with new nicknames."""
    prefix = f"p{next(_groups)}x"

    async def enter(each: int) -> Person:
        channel = f"#{prefix}{each // NODES}"
        return await Person.enter(nodes[each % NODES], f"{prefix}{each}", channel)

    entered: list[Person] = []
    for first in range(0, count, _PEOPLE):
        entered += await asyncio.gather(*map(enter, range(first, min(first + _PEOPLE, count))))
    return entered


class Echoes(NamedTuple):
    """Milliseconds from a word to its echo, and what nodes and engines did meanwhile."""

    p50: float
    p99: float
    entries: float
    """Of the log, a second."""
    cost: float
    """Microseconds of processor time of a node and its engine for each entry."""


async def echoes(key: ClusterKey, nodes: list[Process], rate: int, seconds: float) -> Echoes:
    """With `rate` words a second in all."""
    talkers = await people(nodes)
    entries, cpu = await _last_entry(key, nodes[0]), sum(node.cpu for node in nodes)
    began, said = time.perf_counter(), 0
    while (now := time.perf_counter() - began) < seconds:
        while said < now * rate:
            talkers[said % len(talkers)].say()
            said += 1
        await asyncio.sleep(0.001)
    await _all_returned(talkers)
    took, cpu = time.perf_counter() - began, sum(node.cpu for node in nodes) - cpu
    entries = await _last_entry(key, nodes[0]) - entries
    for one in talkers:
        one.transport.close()
    waits = sorted(1000 * wait for one in talkers for wait in one.waits)
    return Echoes(
        *(statistics.median(waits), waits[int(len(waits) * 0.99)]),
        *(entries / took, 1e6 * cpu / len(nodes) / entries),
    )


async def _last_entry(key: ClusterKey, node: Process) -> int:
    """The sequence of the log's last entry."""
    connection = await nats.connect(**connect_options(key, port_of(node.state)))
    state = await StreamLog(connection, key.network).state()
    await connection.close()
    return state.last


async def words(
    nodes: list[Process],
    seconds: float,
    window: int,
    count: int = _PEOPLE,
    *,
    is_single: bool = False,
) -> float:
    """Words a second that all nodes take when each person always has `window` on the way.

    Words of a person that are read together are one event of the log. Each word is one with a
    `window` of 1, or where it `is_single`: then words go to two channels in turn.
    """
    talkers = await people(nodes, count)
    began = time.perf_counter()
    for one in talkers:
        one.window, one.is_single = window, is_single
        one.say(window)
    await asyncio.sleep(seconds)
    rate = sum(len(one.waits) for one in talkers) / (time.perf_counter() - began)
    for one in talkers:
        one.window = 0
    await _all_returned(talkers)
    for one in talkers:
        one.transport.close()
    return rate


async def _all_returned(talkers: list[Person]) -> None:
    async with asyncio.timeout(_PATIENCE):
        for one in talkers:
            if one.sent:
                await one.returned.wait()


async def until_they_leave(here: Process, killed: Process) -> float:
    """Seconds from the kill of a node and its engine until its people have left, as told `here`."""
    stays = await Person.enter(here, "stays", "#kill")
    await Person.enter(killed, "goes", "#kill")
    await killed.kill()
    began = time.perf_counter()
    await stays.until(b" QUIT ")
    took = time.perf_counter() - began
    stays.transport.close()
    return took


async def until_words_go_on(key: ClusterKey, nodes: list[Process]) -> float:
    """Seconds from the kill of the leading engine until a word said after it is at another node.

    Neither the speaker nor the other is at the node of that engine.
    """
    leading = await _leading(key, nodes)
    here, there = (one for one in nodes if one is not leading)
    speaker = await Person.enter(here, "speaks", "#lead")
    hearer = await Person.enter(there, "hears", "#lead")
    leading.kill_engine()
    began = time.perf_counter()
    speaker.say()
    await hearer.until(b" PRIVMSG ")
    took = time.perf_counter() - began
    for one in (speaker, hearer):
        one.transport.close()
    await _leader(key, here)  # the killed one is back: what is measured next needs it
    return took


async def _leader(key: ClusterKey, node: Process) -> str:
    """The name of the engine that leads the stream, as soon as all others follow it."""
    connection = await cluster_status.connect(key, port_of(node.state))
    try:
        async with asyncio.timeout(_PATIENCE):
            while True:
                log = (await cluster_status.look(connection, key.network)).log
                group = log.cluster if log is not None else None
                if group and group.leader and all(one.current for one in group.replicas):
                    return group.leader
    finally:
        await connection.close()


class _NoLog(StreamLog):
    """A log to which nothing is sent."""

    def __init__(self) -> None:
        self.epoch = 1


class EventCosts(NamedTuple):
    """Microseconds of processor time of a node for what comes from another."""

    word: float
    """Of 200 in an entry, kept in SQLite."""
    entry: float
    """With one word, without the connection to the engine."""
    login: float
    join: float


def event_costs(folder: Path) -> EventCosts:
    """What each node has to do for each event of all others."""
    history = PlacedHistory(SqliteHistory(folder), LogPlace())
    ticks: list[Callable[[], None]] = []
    node = Node(Settings(auto_join=()), ticks.append, history)
    backplane = JetStreamBackplane(node, lambda: node.network.nodes, ticks.append)
    backplane.log = _NoLog()
    backplane.on_event = lambda sequence, number: history.begin(LogPlace(1, sequence, number))
    sequence = itertools.count(1)
    at, other = node.now(), 5
    node.apply(NodeJoined(ClientId(0), at, "other", "", "token", other))

    def took(events: list[Event], batches: int) -> float:
        raw = event_batch_codec.encode_events(events)
        entries = [
            Entry(next(sequence), at, event_batch_codec.encode(1, other, number, raw))
            for number in range(sequence_of_batches[0], sequence_of_batches[0] + batches)
        ]
        sequence_of_batches[0] += batches
        began = time.process_time()
        for entry in entries:
            backplane.take(entry)
            node.expect_work()
            while ticks:
                ticks.pop()()
        history.commit()
        return 1e6 * (time.process_time() - began) / (batches * len(events))

    sequence_of_batches = [1]
    people = [ClientId((other << 24) + number) for number in range(1, 1001)]
    login = took([_entered(client, f"u{client}", at) for client in people], 1)
    channels = [f"#c{number}" for number in range(100)]
    joins: list[Event] = [
        Received(client, at, Message("JOIN", (channels[client % 100],)), "") for client in people
    ]
    join = took(joins, 1)
    words: list[Event] = [
        Received(client, at, Message("PRIVMSG", (channels[client % 100], "words " * 10)), "")
        for client in people[:200]
    ]
    word = min(took(words, 20) for _ in range(5))
    entry = min(took(words[:1], 500) for _ in range(5))
    history.close()
    return EventCosts(word, entry, login, join)


def _entered(client: ClientId, nick: str, at: Millis) -> Entered:
    return Entered(client, at, nick, nick, nick, "127.0.0.1", "127.0.0.1")


class LargeState(NamedTuple):
    """That of 10,000 users in 1,000 channels, each in five."""

    network: Network
    dump: bytes
    took: float
    """Milliseconds of processor time for the dump."""
    memory: float
    """Bytes of memory for each user."""


def large_state() -> LargeState:
    """Make it."""
    gc.collect()
    before = memory_kb(os.getpid())
    node = Node(Settings(auto_join=()), lambda _: None)
    at = Millis(node.now())
    for number in range(1, USERS + 1):
        client, nick = ClientId((1 << 24) + number), f"u{number}"
        node.apply(_entered(client, nick, at))
        for each in range(MEMBERSHIPS):
            name = f"#c{(number * 7 + each * 131) % CHANNELS}"
            node.apply(Received(client, at, Message("JOIN", (name,)), ""))
    memory = 1024 * (memory_kb(os.getpid()) - before) / USERS
    gc.collect()
    gc.freeze()
    began = time.process_time()
    data = dump(node.network)
    return LargeState(node.network, data, 1000 * (time.process_time() - began), memory)


async def standstill(network: Network) -> float:
    """Milliseconds that the loop waits while a snapshot is taken: a median of several."""
    waits = []
    for _ in range(9):
        began = time.perf_counter()
        taking = asyncio.create_task(in_copy_of_process(partial(dump, network)))
        await asyncio.sleep(0)
        waits.append(1000 * (time.perf_counter() - began))
        await taking
    return statistics.median(waits)


async def joining(key: ClusterKey, nodes: list[Process], state_dump: bytes) -> float:
    """Seconds from the start of a node until it listens, on a network with this state."""
    node = nodes[2]
    connection = await nats.connect(**connect_options(key, port_of(nodes[0].state)))
    log, snapshots = StreamLog(connection, key.network), Snapshots(connection, key.network)
    state = await log.state()
    await snapshots.put(Snapshot(state.epoch, state.last, state_dump, (), has_history=False))
    await node.kill()
    async with asyncio.timeout(_PATIENCE):
        while True:  # its engine may have led: an election is not what is measured
            with contextlib.suppress(NatsError, TimeoutError):
                await log.state()
                await snapshots.is_empty()
                break
            await asyncio.sleep(0.1)
    await connection.close()
    return await node.start()


async def starts(nodes: list[Process], count: int) -> list[float]:
    """Seconds from the start of all nodes, killed at once while people talk, until people can talk.

    That is when a word said at each node has come back. One of `count` numbers for each start.
    """
    found = []
    for _ in range(count):
        for one in await people(nodes):
            one.window = 1
            one.say()
        await asyncio.sleep(1)
        await asyncio.gather(*(node.kill() for node in nodes))
        began = time.perf_counter()
        await asyncio.gather(*(node.start() for node in nodes))
        for one in await people(nodes, NODES):
            one.say()
            async with asyncio.timeout(_PATIENCE):
                await one.returned.wait()
            one.transport.close()
        found.append(time.perf_counter() - began)
        sys.stderr.write(f"all killed and started: {found[-1]:.1f} s\n")
    return sorted(found)


class Rows(list[tuple[str, str]]):
    """The rows of the table, each told as soon as it is there."""

    def append(self, row: tuple[str, str]) -> None:
        """Add a row."""
        super().append(row)
        sys.stderr.write(f"{row[0]}: {row[1]}\n")


async def measure_starts(count: int) -> Rows:
    """The rows about starts of all nodes."""
    rows = Rows()
    with tempfile.TemporaryDirectory() as scratch:
        async with network(Path(scratch)) as (_, nodes):
            found = await starts(nodes, count)
    median = f"{statistics.median(found):.1f}"
    rows.append(("all killed at once, s from their start until people can talk, median", median))
    rows.append((f"each of these {count} starts", " ".join(f"{one:.1f}" for one in found)))
    return rows


async def measure(seconds: float) -> Rows:
    """The rows of the table, but for those about starts of all nodes."""
    rows = Rows()
    with tempfile.TemporaryDirectory() as scratch:
        costs, large = event_costs(Path(scratch)), large_state()
        rows.append(("a word of another node, us of processor time", f"{costs.word:.1f}"))
        rows.append(("an entry of another node with one word, the same", f"{costs.entry:.1f}"))
        rows.append(("a log-in at another node, the same", f"{costs.login:.1f}"))
        rows.append(("a JOIN at another node, the same", f"{costs.join:.1f}"))
        users = f"{USERS:,} users in {CHANNELS:,} channels"
        rows.append((f"a dump with {users}, ms of processor time", f"{large.took:.0f}"))
        waits = await standstill(large.network)
        rows.append(("the loop waits for it in a snapshot, ms", f"{waits:.1f}"))
        rows.append(("memory for each of them, kB", f"{large.memory / 1000:.1f}"))
        async with network(Path(scratch)) as (key, nodes):
            sys.stderr.write("three nodes run\n")
            await echoes(key, nodes, 1000, 1)  # to warm up
            echo = await echoes(key, nodes, 1000, seconds)
            rows.append(("echo at 1,000 words a second, ms p50", f"{echo.p50:.1f}"))
            rows.append(("echo at 1,000 words a second, ms p99", f"{echo.p99:.1f}"))
            rows.append(("entries of the log a second meanwhile", f"{echo.entries:.0f}"))
            whose = "a node and its engine for each entry, us of processor time"
            rows.append((whose, f"{echo.cost:.0f}"))
            rate = await words(nodes, seconds, 50)
            rows.append(("words a second, 30 people with 50 on the way each", f"{rate:,.0f}"))
            rate = await words(nodes, seconds, 400)
            rows.append(("words a second, 30 people with 400 on the way each", f"{rate:,.0f}"))
            rate = await words(nodes, seconds, 50, is_single=True)
            rows.append(
                ("events of the log a second, 30 people, 50 on the way each", f"{rate:,.0f}")
            )
            rows.append(await _events_row(nodes, seconds))
            rows.append(await _leader_row(key, nodes))
            rows += await _killed_node_rows(key, nodes)
            took = await joining(key, nodes, large.dump)
            rows.append((f"start of a node with {users}, s", f"{took:.1f}"))
    return rows


async def _events_row(nodes: list[Process], seconds: float) -> tuple[str, str]:
    rate = await words(nodes, seconds, 1, _MANY)
    return f"events of the log a second, one word each, of {_MANY} people", f"{rate:,.0f}"


async def _killed_node_rows(key: ClusterKey, nodes: list[Process]) -> Rows:
    rows = Rows()
    leading = await _leading(key, nodes)
    follower, other = (one for one in nodes if one is not leading)
    gone = await until_they_leave(other, follower)
    rows.append(("a node killed, s until its people have left", f"{gone:.1f}"))
    rows.append(("its start right after that, s", f"{await follower.start():.1f}"))
    leading = await _leading(key, nodes)
    gone = await until_they_leave(next(one for one in nodes if one is not leading), leading)
    rows.append(("a node killed whose engine leads, the same", f"{gone:.1f}"))
    await leading.start()
    await _leading(key, nodes)
    return rows


async def _leading(key: ClusterKey, nodes: list[Process]) -> Process:
    return nodes[int((await _leader(key, nodes[0])).rsplit("-", 1)[1]) - 1]


async def _leader_row(key: ClusterKey, nodes: list[Process]) -> tuple[str, str]:
    pause = await until_words_go_on(key, nodes)
    return "the leading engine killed, s until words go on", f"{pause:.1f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.cluster", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--starts", type=int, default=12)
    options = parser.parse_args()
    began, cpu = time.perf_counter(), os.getloadavg()[0]
    rows = asyncio.run(measure(options.seconds)) if options.seconds else Rows()
    rows += asyncio.run(measure_starts(options.starts))
    took = time.perf_counter() - began
    lines = ["| three nodes and the load on one machine | |", "| --- | ---: |"]
    lines += [f"| {what} | {value} |" for what, value in rows]
    sys.stdout.write("\n".join(lines))
    sys.stdout.write(
        f"\n\n{circumstances.date()}, {circumstances.commit()}, {circumstances.machine()}; "
        f"{took:.0f} s, load before {cpu:.1f}\n"
    )


if __name__ == "__main__":
    main()
