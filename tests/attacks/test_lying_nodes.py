"""One node of a network tells the others lies, or floods them: they go on, and nothing grows."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

pytest.importorskip("nats")
from tui_chat.server.cluster import cluster_status, heartbeat_liveness, stream_log
from tui_chat.server.cluster.digests import Digests
from tui_chat.server.cluster.heartbeat_liveness import MOST_HEARD, Beat, Liveness
from tui_chat.server.cluster.peer_requests import PeerRequests, Standing
from tui_chat.server.cluster.stream_log import StreamLog, StreamState
from tui_chat.server.cluster.timing import TIMING
from tui_chat.server.store.sqlite_history import SqliteHistory

OWN, HONEST, LIAR = 1, 2, 3
NONSENSE = (
    b"",
    b"\xff",
    b"{}",
    b"[]",
    b'["a",0]',
    b'["\xff",0]',
    b'["history.db",-5]',
    b"[1e999,-1]",
    b"[" * 100_000,
    b'["node1",1,1,0,"",' + b"[" * 100_000,
)


class Wire:
    """A connection to an engine on which others ask what they like."""

    def __init__(self) -> None:
        self.answers: list[bytes] = []
        self._heard_by: dict[str, Callable[[Any], Awaitable[None]]] = {}

    async def subscribe(
        self, subject: str, cb: Callable[[Any], Awaitable[None]], **_options: int
    ) -> "Wire":
        self._heard_by[subject] = cb
        return self

    async def unsubscribe(self) -> None: ...

    def new_inbox(self) -> str:
        return "inbox"

    async def publish(self, _subject: str, _data: bytes, **_options: str) -> None: ...

    async def says(self, subject: str, data: bytes) -> None:
        message = SimpleNamespace(data=data, respond=self._respond, headers=None)
        await self._heard_by[subject](message)

    async def _respond(self, data: bytes) -> None:
        self.answers.append(data)


async def test_a_sequence_that_does_not_exist_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stream_log, "_LOOK", 0.001)
    looked, last = asyncio.Event(), [7]

    async def state(_log: StreamLog) -> StreamState:
        looked.set()
        return StreamState(5, 1, last[0], 1)

    monkeypatch.setattr(StreamLog, "state", state)
    log = StreamLog(Wire(), "net")  # type: ignore[arg-type]
    await log.follow(5, 7)
    looked.clear()
    log.hint(2**62)
    async with asyncio.timeout(30):
        await looked.wait()
    assert log.is_level
    looked.clear()
    last[0] = 9
    log.hint(9)
    async with asyncio.timeout(30):
        await looked.wait()
    assert (log.is_level, log.known) == (False, 9)
    await log.close()


def test_false_digests_push_out_no_true_ones_and_do_not_grow() -> None:
    digests = Digests()
    digests.add(100, "a")
    for one in (HONEST, HONEST + 10):
        digests.hear(one, 100, "b")
    for number in range(5000):
        digests.hear(LIAR, 2**62 + number, "x")
        digests.hear(1000 + number, 100, "x")
    assert digests.size < 200
    assert digests.diverged_after(OWN, {OWN, HONEST, HONEST + 10}) == 100
    assert digests.size < 10


def test_nodes_that_do_not_exist_fill_no_memory() -> None:
    liveness = Liveness(TIMING, 0.0)
    for number in range(5000):
        liveness.hear(number, 1.0)
    assert len(liveness.heard) == MOST_HEARD
    liveness.silent({OWN, HONEST}, 1.0)
    liveness.hear(HONEST, 2.0)
    assert liveness.heard == {OWN: 1.0, HONEST: 2.0}


@pytest.mark.parametrize("data", [*NONSENSE, msgspec.json.encode(Beat("n" * 2000, 1, 1))])
def test_what_is_no_heartbeat_is_none(data: bytes) -> None:
    assert heartbeat_liveness.decode(data) is None


def copies(folder: Path) -> int:
    return len([*folder.glob("*.copy-*")])


async def test_copies_of_the_history_are_few_and_nonsense_is_passed_over(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    wire = Wire()
    SqliteHistory(tmp_path).close()
    standing = Standing("node1", 1, 1, "", 1, 1)
    peers = PeerRequests(wire, "net", tmp_path, lambda _, tell: tell(True), lambda: standing)  # type: ignore[arg-type]
    await peers.answer_as(1)
    with caplog.at_level(logging.DEBUG):
        for _ in range(6):
            await wire.says("tc.net.ask.1.copy", b"")
        assert len(wire.answers) == 6
        assert copies(tmp_path) == 4
        newest = msgspec.json.decode(wire.answers[-1])[0]
        wire.answers.clear()
        for subject in ("history", "1.part", "1.alive"):
            for data in (*NONSENSE, msgspec.json.encode([newest, -5])):
                await wire.says(f"tc.net.ask.{subject}", data)
        assert set(wire.answers) <= {b"true", b"[1,[0,0,0]]"}  # to questions about nothing
        wire.answers.clear()
        await wire.says("tc.net.ask.1.part", msgspec.json.encode([newest, 0]))
        assert wire.answers[0].startswith(b"SQLite format 3")
    assert not caplog.records
    await peers.close()
    assert not copies(tmp_path)


async def test_the_status_tells_of_nothing_that_is_no_node(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cluster_status, "PATIENCE", 0)
    names = ["node1\nNo problems found.", "node2\x1b[2J", "n" * 9999, "node2"]
    wire = Wire()

    async def publish(_subject: str, _data: bytes, reply: str) -> None:
        for name in names:
            await wire.says(reply, msgspec.json.encode(Standing(name, 1, 1, "", 1, 1)))
        for data in NONSENSE:
            await wire.says(reply, data)

    monkeypatch.setattr(wire, "publish", publish)
    found = await cluster_status._standings(wire, "net")  # type: ignore[arg-type]
    assert [one.name for one in found] == ["node2"]
