"""What may happen to the nodes of a network: kills, stops, unplugged networks and full disks."""

import contextlib
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final, NamedTuple

from tests.durability.machines import Disk, IsolatedMachine, Machine
from tests.durability.process import CONFIG, Process
from tui_chat.server.cluster.nats.server_config import FOLDER, PID_FILE

ALL: Final = 3


class ClusterProcess(Process):
    """One of the nodes; on a machine of its own, it has a disk and one more for its engine."""

    def __init__(self, folder: Path, key: Path, number: int, machine: Machine) -> None:
        super().__init__(folder, CONFIG)
        self.number = number
        self.options = ("--cluster", str(key), "--node", str(number))
        self.machine = machine
        self.prefix = machine.prefix
        if isinstance(machine, IsolatedMachine):
            self.disk = Disk(self.state)
            self.engine_disk = Disk(self.state / FOLDER)

    def signal(self, number: signal.Signals, *, engine: bool) -> None:
        """Send the node or its engine a signal."""
        with contextlib.suppress(ProcessLookupError):
            engine_pid = self.state / FOLDER / PID_FILE
            os.kill(int(engine_pid.read_text()) if engine else self.pid, number)

    @property
    def network(self) -> IsolatedMachine:
        """Its machine, where that can be unplugged."""
        assert isinstance(self.machine, IsolatedMachine)
        return self.machine


Act = Callable[[ClusterProcess], Awaitable[object]]


async def _nothing(_node: ClusterProcess) -> None:
    pass


def _signal(number: signal.Signals, *, engine: bool) -> Act:
    async def send(node: ClusterProcess) -> None:
        node.signal(number, engine=engine)

    return send


async def _unplug(node: ClusterProcess) -> None:
    node.network.unplug()


async def _plug_in(node: ClusterProcess) -> None:
    node.network.plug_in()


async def _fill_disk(node: ClusterProcess) -> None:
    node.disk.fill()


async def _empty_disk(node: ClusterProcess) -> None:
    node.disk.make_room()


async def _fill_engine_disk(node: ClusterProcess) -> None:
    node.engine_disk.fill()


async def _empty_engine_disk(node: ClusterProcess) -> None:
    node.engine_disk.make_room()


class Fault(NamedTuple):
    """Something that happens to some nodes."""

    name: str
    victims: int
    begin: Act
    heal: Act = _nothing
    after: Act = _nothing
    """Done once nobody talks any more."""
    longest: float = 8.0
    """Seconds that it lasts at most."""
    operator_told: str = ""
    """What a victim writes to standard error soon after it has begun,"""
    operator_told_end: str = ""
    """and when it has ended."""
    fenced: int = 0
    """How many of the nodes cannot take anything meanwhile: the victims, or all."""


_STOP = {engine: _signal(signal.SIGSTOP, engine=engine) for engine in (False, True)}
_GO_ON = {engine: _signal(signal.SIGCONT, engine=engine) for engine in (False, True)}
_KILL_ENGINE = _signal(signal.SIGKILL, engine=True)
DISK_FULL: Final = "disk is full"
_ROOM: Final = "disk has room again"

_LONG: Final = 32.0
"""Seconds: after 20 without the others, a node closes its connections."""

FAULTS: Final = (
    Fault("kill node", 1, ClusterProcess.kill, after=ClusterProcess.start),
    Fault("kill all nodes", ALL, ClusterProcess.kill, after=ClusterProcess.start),
    Fault("restart node", 1, ClusterProcess.stop, after=ClusterProcess.start),
    Fault("stop node", 1, _STOP[False], _GO_ON[False]),
    Fault("stop two nodes", 2, _STOP[False], _GO_ON[False]),
    Fault("kill engine", 1, _KILL_ENGINE),
    Fault("kill all engines", ALL, _KILL_ENGINE),
    Fault("stop engine", 1, _STOP[True], _GO_ON[True]),
    Fault("stop two engines", 2, _STOP[True], _GO_ON[True], longest=_LONG, fenced=ALL),
)
"""Those that need nothing but processes."""

MACHINE_FAULTS: Final = (
    Fault("unplug node", 1, _unplug, _plug_in, longest=_LONG, fenced=1),
    Fault("unplug two nodes", 2, _unplug, _plug_in, longest=_LONG, fenced=ALL),
    Fault(
        *("fill disk", 1, _fill_disk, _empty_disk, _nothing, _LONG),
        *("cannot be written to", "can be written to again"),
    ),
    Fault(
        *("fill engine disk", 1, _fill_engine_disk, _empty_engine_disk, _nothing, _LONG),
        *(DISK_FULL, _ROOM),
    ),
    Fault(
        *("fill two engine disks", 2, _fill_engine_disk, _empty_engine_disk, _nothing, _LONG),
        *(DISK_FULL, _ROOM, ALL),
    ),
)
"""Those that need machines of their own."""
