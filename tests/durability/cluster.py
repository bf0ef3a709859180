"""Rounds of faults on three nodes: `python -m tests.durability.cluster --rounds 20`.

In each, people talk on three nodes while a node or an engine is killed or stopped for some seconds.
Then all nodes must agree: nothing that anybody saw is missing, nothing is there twice, all saw one
order, and the digests of their states are equal.
"""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

import nats
from nats.errors import Error as NatsError

from tests.durability.process import CONFIG, Process
from tests.durability.sightings import Sighting, differences
from tests.durability.talkers import Line, Talker
from tests.server.cluster.engines import free_ports
from tui_chat.server.cluster.key_file import ClusterKey, Peer, key_text
from tui_chat.server.cluster.nats_server_config import FOLDER, PID_FILE, port_of
from tui_chat.server.cluster.nats_server_process import connect_options
from tui_chat.server.cluster.peer_requests import Standing, standings
from tui_chat.wire.errors import ProtocolError

NODES: Final = 3
TALKERS: Final = 2
"""For each node."""
_PATIENCE: Final = 90.0
FAULTS: Final = (
    *("kill node", "stop node", "restart node", "stop two nodes"),
    *("kill engine", "stop engine", "kill all engines", "stop two engines"),
)


class ClusterProcess(Process):
    """One of the nodes."""

    def __init__(self, folder: Path, key: Path, number: int) -> None:
        super().__init__(folder, CONFIG)
        self.options = ("--cluster", str(key), "--node", str(number))

    @property
    def engine(self) -> int:
        """The number of its engine's process."""
        return int((self.state / FOLDER / PID_FILE).read_text())

    def signal(self, number: signal.Signals, *, engine: bool) -> None:
        """Send the node or its engine a signal."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.engine if engine else self.pid, number)


@dataclass
class Tally:
    """What came of all rounds."""

    faults: Counter[str] = field(default_factory=Counter)
    seen: int = 0
    kept: int = 0
    wrong: list[str] = field(default_factory=list)


class ClusterRounds:
    """Three nodes, and rounds of faults on them."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._random = Random(seed)
        peers = [Peer("127.0.0.1", port) for port in free_ports(NODES)]
        self._key = ClusterKey.new(peers)
        file = folder / "net.key"
        file.touch(mode=0o600)
        file.write_text(key_text(self._key))
        self.nodes = [
            ClusterProcess(folder / f"n{number}", file, number) for number in range(1, NODES + 1)
        ]
        self._names = {f"node{number}" for number in range(1, NODES + 1)}
        self.tally = Tally()

    async def start(self) -> None:
        """Start all nodes: one waits for another, for a lone engine decides nothing."""
        await asyncio.gather(*(node.start() for node in self.nodes))

    async def stop(self) -> None:
        """End all nodes."""
        await asyncio.gather(*(node.kill() for node in self.nodes))

    async def play(self, number: int) -> str:
        """One round; gives what happened in it."""
        random = self._random
        channels = (f"#a{number}", f"#b{number}")
        nicks = [f"t{number}x{each}" for each in range(NODES * TALKERS)]
        talkers = [
            Talker(random, channels, tuple(other for other in nicks if other != nick))
            for nick in nicks
        ]
        places = [self.nodes[each % NODES] for each in range(len(talkers))]
        for talker, node, nick in zip(talkers, places, nicks, strict=True):
            await talker.connect(node.port, nick)
            await talker.make_account()
        talking = [asyncio.create_task(_talk(talker)) for talker in talkers]
        async with asyncio.timeout(_PATIENCE):
            enough = random.randrange(20, 300)
            while sum(talker.count for talker in talkers) < enough:
                await talkers[0].noted.wait()
                talkers[0].noted.clear()
        fault = random.choice(FAULTS)
        victim = random.choice(self.nodes)
        pause = random.uniform(0.5, 8)
        await self._strike(fault, victim, pause)
        await asyncio.sleep(random.uniform(0, 3))
        for talker in talkers:
            await talker.quit()
        await asyncio.gather(*talking)
        if fault in {"kill node", "restart node"}:
            await victim.start()
        await self._agree(number)
        await self._compare(talkers)
        self.tally.faults[fault] += 1
        return f"{fault} {victim.folder.name} ({pause:.1f} s)"

    async def _strike(self, fault: str, victim: ClusterProcess, pause: float) -> None:
        what, _, which = fault.partition(" ")
        engine = "engine" in which
        victims = [victim]
        if "all" in which:
            victims = self.nodes
        elif "two" in which:
            victims = [node for node in self.nodes if node is not victim]
        if what == "restart":
            await victim.stop()
        elif fault == "kill node":
            await victim.kill()
        elif what == "kill":
            for one in victims:
                one.signal(signal.SIGKILL, engine=engine)
        else:
            for one in victims:
                one.signal(signal.SIGSTOP, engine=engine)
            await asyncio.sleep(pause)
            for one in victims:
                one.signal(signal.SIGCONT, engine=engine)

    async def _agree(self, number: int) -> None:
        """Wait until all nodes are there and are equally far; their states must be equal."""
        deadline = time.monotonic() + _PATIENCE
        found: list[Standing] = []
        while time.monotonic() < deadline:
            # Twice the same, and nobody connected: then nothing waits to be handled either.
            before, found = found, await self._standings()
            level = len({one.sequence for one in found}) == 1
            quiet = found == before and not any(one.connections for one in found)
            if level and quiet and {one.name for one in found} == self._names:
                if len({one.digest for one in found}) > 1:
                    self.tally.wrong.append(f"round {number}: states differ: {found}")
                return
        self.tally.wrong.append(f"round {number}: the nodes do not come together: {found}")

    async def _standings(self) -> list[Standing]:
        for node in self.nodes:
            port = port_of(node.state)
            try:
                options = connect_options(self._key, port)
                connection = await nats.connect(**options, allow_reconnect=False, connect_timeout=1)
            except (NatsError, OSError, TimeoutError):
                continue
            try:
                return await standings(connection, self._key.network, 0.5)
            except NatsError:
                continue
            finally:
                await connection.close()
        await asyncio.sleep(0.5)
        return []

    async def _compare(self, talkers: list[Talker]) -> None:
        seen: dict[str, dict[str, list[Sighting]]] = defaultdict(dict)
        for talker in talkers:
            for place, sightings in talker.seen.items():
                seen[place][talker.nick] = sightings
        taken_back = set().union(*(talker.taken_back for talker in talkers))
        gone = set().union(*(talker.gone for talker in talkers))
        for place, by_nick in seen.items():
            if not place.startswith("#"):
                continue  # private talk goes the same way
            histories = [await self._history(node, place) for node in self.nodes]
            kept, *others = histories
            self.tally.wrong += [
                f"{place}: {node.folder.name} has another history than n1"
                for node, other in zip(self.nodes[1:], others, strict=True)
                if other != kept
            ]
            self.tally.wrong += [
                f"{place}: {one}"
                for one in differences(kept, by_nick, taken_back=taken_back, gone=gone)
            ]
            self.tally.seen += sum(map(len, by_nick.values()))
            self.tally.kept += len(kept)

    async def _history(self, node: ClusterProcess, place: str) -> list[Sighting]:
        reader = Line()
        nick = f"reader{self._random.randrange(1 << 40):x}"
        await reader.connect(node.port, nick)
        reader.send(f"JOIN {place}")
        await reader.until("366")
        kept = await reader.history(place)
        await reader.quit()
        return [one for one in kept if not one.source.startswith("reader")]


async def _talk(talker: Talker) -> None:
    with contextlib.suppress(ProtocolError, ConnectionError):
        await talker.talk()


async def run(rounds: int, seed: int, folder: Path) -> Tally:
    """Play that many rounds on one network."""
    played = ClusterRounds(folder, seed)
    try:
        await played.start()
        for number in range(rounds):
            began = time.monotonic()
            what = await played.play(number)
            sys.stdout.write(f"round {number}: {what}, {time.monotonic() - began:.0f} s\n")
            sys.stdout.flush()
            if played.tally.wrong:
                break
    finally:
        await played.stop()
    if played.tally.wrong:
        for node in played.nodes:
            sys.stdout.write("".join(f"{node.folder.name}: {line}" for line in node.said[-15:]))
    return played.tally


def main() -> None:
    """Say what came of it; the exit status tells whether all was well."""
    parser = argparse.ArgumentParser(prog="python -m tests.durability.cluster", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder for the nodes' files, to be kept")
    options = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        tally = asyncio.run(run(options.rounds, options.seed, folder))
    for sentence in tally.wrong[:20]:
        sys.stdout.write(f"{sentence}\n")
    faults = ", ".join(f"{count} x {fault}" for fault, count in sorted(tally.faults.items()))
    sys.stdout.write(
        f"{tally.faults.total()} rounds in {time.monotonic() - began:.0f} s ({faults}): "
        f"{tally.seen} messages seen, {tally.kept} in the history, {len(tally.wrong)} wrong\n"
    )
    sys.exit(bool(tally.wrong))


if __name__ == "__main__":
    main()
