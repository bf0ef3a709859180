"""Two servers and a witness, as an operator sets them up, each of which is killed once.

Run `python -m tests.durability.two_servers_and_witness`. While one is away, the others must go on,
and `cluster status` must say what is the matter. In the end, all that was said must be in the
history of both servers, once and in one order. It takes half a minute, mostly of elections.
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from tests.durability.cluster_faults import ClusterProcess
from tests.durability.machines import Machine
from tests.durability.process import Process
from tests.durability.talkers import Line
from tests.server.cluster.engines import free_ports

_PLACE: Final = "#tea"
WELL: Final = "No problems found."
AWAY: Final = "The engine of node{} is away: if one more goes, nobody can write."
_PATIENCE: Final = 30.0
"""Seconds for a line to arrive: elections take some."""


class Witness(Process):
    """`tui-chat cluster witness`."""

    def __init__(self, folder: Path, key: Path) -> None:
        super().__init__(folder)
        self.command = ("cluster", "witness", str(key), "--node", "3", "--state", str(self.state))
        self.ready = rb"Node (3) \(.*\) is a witness\."


class TwoServersAndWitness:
    """The network, with its files in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._key = folder / "net.key"
        self.nodes = [
            ClusterProcess(folder / f"n{number}", self._key, number, Machine()) for number in (1, 2)
        ]
        self.witness = Witness(folder / "n3", self._key)
        self.people = [Line(), Line()]
        self._said = 0

    async def found(self) -> None:
        """Make the key, start all three, and have a person on each of the servers."""
        peers = ",".join(f"127.0.0.1:{port}" for port in free_ports(3))
        status, text = await _run("new", "--peers", peers)
        assert status == 0, text
        self._key.touch(mode=0o600)
        self._key.write_text(text)
        await asyncio.gather(*(one.start() for one in (*self.nodes, self.witness)))
        for number in (0, 1):
            await self.enter(number)

    async def stop(self) -> None:
        """End all three."""
        await asyncio.gather(*(one.kill() for one in (*self.nodes, self.witness)))

    async def enter(self, number: int) -> None:
        """Have somebody on this server."""
        line = self.people[number] = Line()
        await line.connect(self.nodes[number].port, f"person{number}")
        line.send(f"JOIN {_PLACE}")
        await line.until("366")

    async def talk(self, *speakers: int) -> None:
        """Have these people say something, which all of them must hear, once and in one order."""
        heard: dict[int, list[str]] = {number: [] for number in speakers}
        said = [f"{self._said + n} of {number}" for n in range(20) for number in speakers]
        self._said += len(said)
        for text in said:
            self.people[int(text[-1])].send(f"PRIVMSG {_PLACE} :{text}")
        async with asyncio.timeout(_PATIENCE):
            for number in speakers:
                while len(heard[number]) < len(said):
                    (message,) = (await self.people[number].until("PRIVMSG"))[-1:]
                    heard[number].append(message.params[1])
        first, *others = heard.values()
        assert sorted(first) == sorted(said), first
        assert all(other == first for other in others), heard

    async def histories(self) -> list[list[str]]:
        """What each of the servers has kept of what was said."""
        kept = [await person.history(_PLACE) for person in self.people]
        return [[one.params[1] for one in each if one.command == "PRIVMSG"] for each in kept]

    async def status(self, number: int, last: str) -> list[str]:
        """What `cluster status` says on that machine, from 1, once its last line is this one.

        An engine counts as away after seconds, and one that has come back has to catch up.
        """
        state = (*self.nodes, self.witness)[number - 1].state
        lines: list[str] = []
        try:
            async with asyncio.timeout(_PATIENCE):
                while lines[-1:] != [last]:
                    status, text = await _run("status", str(self._key), "--state", str(state))
                    lines = text.splitlines()
        except TimeoutError as error:
            raise AssertionError(lines) from error
        assert (status == 0) == (last == WELL), status
        return lines


async def play(folder: Path) -> None:
    """Let each die once. Raises AssertionError or TimeoutError."""
    net = TwoServersAndWitness(folder)
    try:
        await net.found()
        await net.talk(0, 1)
        first, *_, third, _last = await net.status(1, WELL)
        assert "; 2 people are there." in first, first
        assert "): a witness; its engine " in third, third
        # A server: rather the one whose engine leads.
        dead = 0 if "the engine of node1 leads" in first else 1
        alive = 1 - dead
        await net.nodes[dead].kill()
        (told,) = (await net.people[alive].until("QUIT"))[-1:]
        assert str(told.source).startswith(f"person{dead}!"), told
        await net.talk(alive)
        lines = await net.status(alive + 1, AWAY.format(dead + 1))
        assert lines[dead + 1].startswith(f"node{dead + 1} ("), lines
        assert "): no server answers; its engine is away" in lines[dead + 1], lines
        assert "): a witness; its engine " in lines[3], lines
        # It comes back and has all that was said meanwhile.
        await net.nodes[dead].start()
        await net.enter(dead)
        await net.talk(0, 1)
        await net.status(3, WELL)
        # The witness.
        await net.witness.kill()
        await net.talk(0, 1)
        await net.status(1, AWAY.format(3))
        await net.witness.start()
        await net.status(2, WELL)
        one, two = await net.histories()
        assert one == two, (one, two)
        assert len(one) == len(set(one)) == 20 * (2 + 1 + 2 + 2), one
    except BaseException:
        for process in (*net.nodes, net.witness):
            said = "".join(f"{process.folder.name}: {line}" for line in process.said[-15:])
            sys.stdout.write(said)
        raise
    finally:
        await net.stop()


async def _run(*words: str) -> tuple[int, str]:
    """Exit status and standard output of `tui-chat cluster` with these words."""
    done = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tui_chat", "cluster", *words),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    text, _ = await done.communicate()
    return done.returncode or 0, text.decode()


def main() -> None:
    """Say that all was well; else it ends with a traceback."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play(Path(folder)))
    sys.stdout.write(
        f"two servers and a witness: each died once, nothing was lost, "
        f"{time.monotonic() - began:.0f} s\n"
    )


if __name__ == "__main__":
    main()
