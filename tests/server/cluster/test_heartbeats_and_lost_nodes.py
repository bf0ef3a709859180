"""Nodes hear each other's heartbeats: a silent one is lost, and a state that differs is seen."""

from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest

from tests.server.world import World

pytest.importorskip("nats")
from tui_chat.server.cluster import heartbeats_and_lost_nodes
from tui_chat.server.cluster.heartbeats_and_lost_nodes import Heartbeats, MissingPeople
from tui_chat.server.cluster.timing import Timing
from tui_chat.server.core import state_dump
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.nodes import Member
from tui_chat.server.core.users.node_joins_and_losses import GRACE
from tui_chat.wire.names import Folded

AT_ONCE = Timing(beat=60, silence=0, digest_entries=10)
"""Whoever was not heard since the last look is lost."""


class Wire:
    """What all nodes of a network hear."""

    def __init__(self) -> None:
        self.is_connected = True
        self._heard_by: list[Callable[[Any], Awaitable[None]]] = []

    async def subscribe(self, _subject: str, cb: Callable[[Any], Awaitable[None]]) -> None:
        self._heard_by.append(cb)

    async def publish(self, _subject: str, data: bytes) -> None:
        for hear in self._heard_by:
            await hear(SimpleNamespace(data=data))


def network(count: int) -> Network:
    """A network of so many nodes: n1 with incarnation 1, and so on."""
    made = World(settings=Settings(auto_join=()), tick_per_line=True).node.network
    for number in range(1, count + 1):
        made.nodes.join(f"n{number}", Member(number, f"t{number}", ""))
    return made


async def node(wire: Any, number: int, timing: Timing, heard: list[int]) -> Heartbeats:
    made = Heartbeats(wire, "net", f"n{number}", timing)
    await made.listen(heard.append)
    return made


async def test_others_learn_how_far_a_node_is() -> None:
    wire, heard = Wire(), list[int]()
    one = await node(wire, 1, AT_ONCE, heard)
    await one.send(1, 42)
    await one.send(0, 43)  # it has not joined
    wire.is_connected = False
    await one.send(1, 44)
    await wire.publish("", b"no heartbeat")
    assert heard == [42]


async def test_a_node_that_was_not_heard_is_lost_but_we_ourselves_never() -> None:
    nodes = network(2).nodes
    one = await node(Wire(), 1, AT_ONCE, [])
    assert [name for name, _member in one.lost(nodes, 1)] == ["n2"]
    patient = await node(Wire(), 1, AT_ONCE._replace(silence=60), [])
    assert patient.lost(nodes, 1) == []


async def test_the_node_whose_state_is_another_notices() -> None:
    wire, shared, astray = Wire(), network(3), network(3)
    astray.most_users += 1
    beats = [await node(wire, number, AT_ONCE, []) for number in (1, 2, 3)]
    for sequence in (9, 10):  # a digest is made at every tenth
        for one, its in zip(beats, (shared, astray, shared), strict=True):
            one.note_entry(sequence, its)
    for number, one in enumerate(beats, 1):
        await one.send(number, 10)
    assert [one.differs_at(shared.nodes, number) for number, one in enumerate(beats, 1)] == [
        *(0, 10, 0)
    ]
    beats[1].clear_digests()
    assert beats[1].differs_at(shared.nodes, 2) == 0


async def test_large_states_are_compared_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (state_dump, heartbeats_and_lost_nodes):
        monkeypatch.setattr(module, "PART", 2)

    def lobby(topic: str) -> Network:
        net = World(settings=Settings(auto_join=()), tick_per_line=True)
        members = net.join("#lobby", *"abcdefg")
        members[0].says(f"TOPIC #lobby :{topic}")
        for number in range(1, 3):
            net.node.network.nodes.join(f"n{number}", Member(number, f"t{number}", ""))
        return net.node.network

    wire, shared, astray = Wire(), lobby("tea"), lobby("tea")
    astray.users[Folded("e")].realname = "Other"
    beats = [await node(wire, number, AT_ONCE, []) for number in (1, 2)]
    found = []
    for sequence in range(1, 2 * 4 + 1):  # every second entry, each time another of four parts
        for number, (one, its) in enumerate(zip(beats, (shared, astray), strict=True), 1):
            one.note_entry(sequence, its)
            await one.send(number, sequence)
        found.append(beats[1].differs_at(shared.nodes, 2))
    assert found == [0, 0, 0, 4, 4, 4, 4, 4], "the part with c... e and f is the second"


def test_the_time_of_missing_people_ends_once_whatever_our_clock_says() -> None:
    """It did so every second on a node whose clock was ahead, each time in the log."""
    lost_at, seconds = 7_000_000, GRACE / 1000
    log: Any = SimpleNamespace(missing={}, stamps=SimpleNamespace(last=lost_at))
    missing, now = MissingPeople(), 50.0  # the loop's time has nothing to do with that of the log
    assert not missing.are_late(log, now)
    log.missing["ana"] = lost_at
    late = [look / 4 for look in range(200) if missing.are_late(log, now + look / 4)]
    assert late[0] == seconds
    assert late[1] == seconds + 1  # it was not done
    log.missing = {"bob": lost_at + 20_000}
    log.stamps.last = lost_at + GRACE
    now += seconds
    assert [late for late in (0, 19, 20) if missing.are_late(log, now + late)] == [20]


def test_a_node_that_starts_later_counts_from_the_loss() -> None:
    log: Any = SimpleNamespace(missing={"ana": 1000}, stamps=SimpleNamespace(last=1000 + GRACE))
    assert MissingPeople().are_late(log, 0.0)
