"""Rounds of faults on three nodes: `python -m tests.durability.cluster --rounds 20`.

In each, people talk on three nodes while nodes or engines are killed or stopped, cut off from the
others, or have a full disk, for some seconds. Whoever is at a node that is cut off must be told and
then disconnected, operators must be told of full disks, and all other nodes must go on. Afterwards,
all nodes must agree: in channels and in private, nothing that anybody saw is missing, nothing is
there twice, all saw one order, and the digests of the nodes' states are equal. All the while, the
clocks of the nodes are an hour apart, and operators must be told so.
"""

import argparse
import asyncio
import contextlib
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

from msgspec import structs
from nats.errors import Error as NatsError

from tests.durability.cluster_faults import (
    DISK_FULL,
    FAULTS,
    MACHINE_FAULTS,
    ClusterProcess,
    Fault,
)
from tests.durability.machines import IsolatedMachine, Machine, enter, unmount
from tests.durability.sightings import Sighting, differences
from tests.durability.talkers import Line, Talker
from tests.server.cluster.engines import free_ports
from tui_chat.server.cluster import ClusterError, cluster_status
from tui_chat.server.cluster.cluster_status import Status, problems
from tui_chat.server.cluster.key_file import ClusterKey, Peer, key_text
from tui_chat.server.cluster.nats.server_config import port_of
from tui_chat.server.cluster.peer_requests import Standing
from tui_chat.server.cluster.timing import TIMING
from tui_chat.wire.errors import ProtocolError

NODES: Final = 3
CLOCKS: Final = (0, -3600, 3600)
"""Seconds by which the clocks of the nodes are ahead."""
_WRONG_CLOCKS: Final = (
    "The clock of node2 is 60 minutes behind that of node1: set both right.",
    "The clock of node3 is 60 minutes ahead of that of node1: set both right.",
)
TALKERS: Final = 2
"""For each node."""
_PATIENCE: Final = 90.0
_SHORT: Final = 8.0
"""Seconds that half of the faults last at most."""
_SLACK: Final = 8.0
"""Seconds by which a busy machine may be late."""
_TOLD_AFTER: Final = TIMING.tell + _SLACK
_CLOSED_AFTER: Final = TIMING.close + _SLACK
_ELECTION: Final = 14.0
"""Seconds after which the others have chosen a leader, even on a busy machine."""
_ROOM_NOTICED: Final = 5.0
"""Seconds in which it is seen that a disk has room."""


@dataclass
class Tally:
    """What came of all rounds."""

    faults: Counter[str] = field(default_factory=Counter)
    seen: int = 0
    kept: int = 0
    wrong: list[str] = field(default_factory=list)


class ClusterRounds:
    """Three nodes, and rounds of `faults` on them; with machines of their own if `is_isolated`.

    Each fault lasts `pause` seconds; if that is 0, a random time.
    """

    def __init__(
        self, folder: Path, seed: int, faults: Sequence[Fault], pause: float, *, is_isolated: bool
    ) -> None:
        self._random = Random(seed)
        self._faults = faults
        self._pause = pause
        machines = [
            IsolatedMachine(number) if is_isolated else Machine() for number in range(1, NODES + 1)
        ]
        ports = free_ports(NODES)
        self._key = ClusterKey.new(
            [Peer(one.address, port) for one, port in zip(machines, ports, strict=True)]
        )
        file = folder / "net.key"
        file.touch(mode=0o600)
        file.write_text(key_text(self._key))
        self.nodes = [
            ClusterProcess(folder / f"n{number}", file, number, machine)
            for number, machine in enumerate(machines, 1)
        ]
        for node, ahead in zip(self.nodes, CLOCKS, strict=True):
            node.clock = ahead
        self._names = {f"node{number}" for number in range(1, NODES + 1)}
        self.tally = Tally()

    async def start(self) -> None:
        """Start all nodes: one waits for another, for a lone engine decides nothing."""
        await asyncio.gather(*(node.start() for node in self.nodes))
        async with asyncio.timeout(_PATIENCE):
            for node in self.nodes:
                while sum("the clock of node" in line for line in node.said) < NODES - 1:  # noqa: ASYNC110 - see `Process.said`
                    await asyncio.sleep(0.1)

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
            await talker.connect(node.port, nick, machine=node.machine)
            await talker.make_account()
        talking = [asyncio.create_task(_talk(talker)) for talker in talkers]
        async with asyncio.timeout(_PATIENCE):
            enough = random.randrange(20, 300)
            while sum(talker.count for talker in talkers) < enough:
                await talkers[0].noted.wait()
                talkers[0].noted.clear()
        fault = random.choice(self._faults)
        victims = random.sample(self.nodes, fault.victims)
        pause = random.choice((random.uniform(0.5, _SHORT), random.uniform(_SHORT, fault.longest)))
        pause = self._pause or pause
        at = {
            node: [one for one, its in zip(talkers, places, strict=True) if its is node]
            for node in self.nodes
        }
        what = f"{fault.name}: {' '.join(node.folder.name for node in victims)} ({pause:.1f} s)"
        wrong = await self._strike(fault, victims, pause, at)
        await asyncio.sleep(random.uniform(0, 3))
        for talker in talkers:
            await talker.quit()
        await asyncio.gather(*talking)
        await asyncio.gather(*map(fault.after, victims))  # alone, one of three decides nothing
        wrong += await self._agree()
        wrong += await self._compare(talkers)
        self.tally.wrong += [f"round {number}, {what}: {one}" for one in wrong]
        self.tally.faults[fault.name] += 1
        return what

    async def _strike(
        self,
        fault: Fault,
        victims: list[ClusterProcess],
        pause: float,
        at: Mapping[ClusterProcess, list[Talker]],
    ) -> list[str]:
        """Let it happen for that many seconds; `at` says who talks where. Gives what is wrong."""
        said = {node: len(node.said) for node in victims}
        others = [node for node in self.nodes if node not in victims]
        for node in victims:
            await fault.begin(node)
        await asyncio.sleep(pause / 2)
        heard = {node: sum(one.count for one in at[node]) for node in others}
        await asyncio.sleep(pause / 2)
        wrong = []
        fenced = {0: [], NODES: self.nodes}.get(fault.fenced, victims)
        for node in fenced:
            name = node.folder.name
            for one in at[node]:
                if pause > _TOLD_AFTER and not one.told_cut_off:
                    wrong.append(f"{one.nick} is not told that {name} is cut off")
                if pause > _CLOSED_AFTER and not one.is_lost:
                    wrong.append(f"{one.nick} is still connected to {name}, which is cut off")
        if pause / 2 > _ELECTION:
            wrong += [
                f"{node.folder.name} stands still"
                for node in others
                if node not in fenced and sum(one.count for one in at[node]) == heard[node]
            ]
        if pause > _TOLD_AFTER:
            wrong += self._untold(victims, said, fault.operator_told)
        for node in victims:
            await fault.heal(node)
        if pause > _TOLD_AFTER and fault.operator_told_end:
            await asyncio.sleep(_ROOM_NOTICED)
            wrong += self._untold(victims, said, fault.operator_told_end)
        return wrong

    def _untold(
        self, victims: list[ClusterProcess], said: Mapping[ClusterProcess, int], words: str
    ) -> list[str]:
        """Victims whose operator was not told this since they had said so many lines."""
        return [
            f"{node.folder.name} does not tell its operator: {words}"
            for node in victims
            # An engine repeats itself only after minutes.
            if not any(words in line for line in node.said[said[node] * (words != DISK_FULL) :])
        ]

    async def _agree(self) -> list[str]:
        """Wait until all is well and all nodes are equally far; their states must be equal."""
        deadline = time.monotonic() + _PATIENCE
        status = Status(None, ())
        found: tuple[Standing, ...] = ()
        while time.monotonic() < deadline:
            # Twice the same, and nobody connected: then nothing waits to be handled either.
            before, status = found, await self._status()
            found = tuple(structs.replace(one, clock=0) for one in status.nodes)
            level = len({one.sequence for one in found}) == 1
            quiet = found == before and not any(one.connections for one in found)
            if level and quiet and {one.name for one in found} == self._names:
                if len({one.digest for one in found}) > 1:
                    return [f"states differ: {found}"]
                if problems(self._key, status) == _WRONG_CLOCKS:
                    return []
        return [f"the nodes do not come together: {status} {problems(self._key, status)}"]

    async def _status(self) -> Status:
        async def ask(port: int) -> Status:
            connection = await cluster_status.connect(self._key, port)
            try:
                return await cluster_status.look(connection, self._key.network)
            finally:
                await connection.close()

        for node in self.nodes:
            port = port_of(node.state)
            with contextlib.suppress(ClusterError, NatsError):
                return await node.machine.run(partial(ask, port))
        await asyncio.sleep(0.5)
        return Status(None, ())

    async def _compare(self, talkers: list[Talker]) -> list[str]:
        """Compare what all have seen with the histories of all nodes; gives what is wrong."""
        seen: dict[str, dict[str, list[Sighting]]] = defaultdict(dict)
        for talker in talkers:
            for place, sightings in talker.seen.items():
                seen[place][talker.nick] = sightings
        taken_back = set().union(*(talker.taken_back for talker in talkers))
        gone = set().union(*(talker.gone for talker in talkers))
        kept: dict[str, dict[str, list[Sighting]]] = defaultdict(dict)
        for node in self.nodes:
            for place in seen:
                if place.startswith("#"):
                    kept[place][node.folder.name] = await self._history(node, place)
            own = [self._private_histories(node, one.nick, seen) for one in talkers]
            for nick, histories in zip(talkers, await asyncio.gather(*own), strict=True):
                for place, history in histories.items():
                    kept[place][f"{node.folder.name} for {nick.nick}"] = history
            await self._all_gone(node, [one.nick for one in talkers])
        wrong = []
        for place, by_nick in seen.items():
            (first, history), *others = kept[place].items()
            wrong += [
                f"{place}: {one} has not what {first} has" for one, its in others if its != history
            ]
            wrong += [
                f"{place}: {one}"
                for one in differences(history, by_nick, taken_back=taken_back, gone=gone)
            ]
            self.tally.seen += sum(map(len, by_nick.values()))
            self.tally.kept += len(history)
        return wrong

    async def _history(self, node: ClusterProcess, place: str) -> list[Sighting]:
        reader = Line()
        nick = f"reader{self._random.randrange(1 << 40):x}"
        await reader.connect(node.port, nick, machine=node.machine)
        reader.send(f"JOIN {place}")
        await reader.until("366")
        kept = await reader.history(place)
        await reader.quit()
        # People who were lost with their node leave for good when it is our turn to read.
        return [
            one for one in kept if not (one.source.startswith("reader") or one.command == "QUIT")
        ]

    async def _private_histories(
        self, node: ClusterProcess, nick: str, places: Iterable[str]
    ) -> dict[str, list[Sighting]]:
        """What a node gives somebody of each of their private conversations."""
        reader = Line()
        await reader.connect(node.port, nick, account=nick, machine=node.machine)
        found = {}
        for place in places:
            people = place.split(" ")
            if len(people) == 2 and nick in people:
                other = people[people[0] == nick]
                found[place] = await reader.history(other)
        await reader.quit()
        return found

    async def _all_gone(self, node: ClusterProcess, nicks: list[str]) -> None:
        """Wait until these nicknames are free."""
        asker = Line()
        nick = f"reader{self._random.randrange(1 << 40):x}"
        await asker.connect(node.port, nick, machine=node.machine)
        there = nicks
        while there:
            asker.send(f"ISON {' '.join(nicks)}")
            there = (await asker.until("303"))[-1].params[-1].split()
        await asker.quit()


async def _talk(talker: Talker) -> None:
    with contextlib.suppress(ProtocolError, ConnectionError):
        await talker.talk()


async def run(played: ClusterRounds, rounds: int) -> Tally:
    """Play that many rounds."""
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
            said = [line for line in node.said if "connected" not in line and "logged" not in line]
            sys.stdout.write("".join(f"{node.folder.name}: {line}" for line in said[-30:]))
    return played.tally


def main() -> None:
    """Say what came of it; the exit status tells whether all was well."""
    parser = argparse.ArgumentParser(prog="python -m tests.durability.cluster", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--only", action="append", help="only faults with this in their names; repeatable"
    )
    parser.add_argument("--pause", type=float, default=0.0, help="seconds that each fault lasts")
    parser.add_argument("--keep", type=Path, help="folder for the nodes' files, to be kept")
    options = parser.parse_args()
    reason = "such disks cannot be kept" if options.keep else enter()
    if reason:
        names = ", ".join(fault.name for fault in MACHINE_FAULTS)
        sys.stdout.write(f"Skipped, since {reason}: {names}.\n")
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        faults = FAULTS if reason else FAULTS + MACHINE_FAULTS
        played = ClusterRounds(
            folder,
            options.seed,
            [one for one in faults if any(part in one.name for part in options.only or [""])],
            options.pause,
            is_isolated=not reason,
        )
        try:
            tally = asyncio.run(run(played, options.rounds))
        finally:
            if not reason:
                unmount(folder)
    for sentence in tally.wrong[:20]:
        sys.stdout.write(f"{sentence}\n")
    counts = ", ".join(f"{count} x {fault}" for fault, count in sorted(tally.faults.items()))
    sys.stdout.write(
        f"{tally.faults.total()} rounds in {time.monotonic() - began:.0f} s ({counts}): "
        f"{tally.seen} messages seen, {tally.kept} in the history, {len(tally.wrong)} wrong\n"
    )
    sys.exit(bool(tally.wrong))


if __name__ == "__main__":
    main()
