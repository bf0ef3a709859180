"""The log on a real engine: nothing is missing, whatever did not come by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.cluster.engines import needs_engine
from tests.server.cluster.loopback_engines import Engine, running_engines

nats = pytest.importorskip("nats")
from nats.aio.client import Client  # noqa: E402
from nats.aio.msg import Msg  # noqa: E402

from tui_chat.server.cluster import ClusterError  # noqa: E402
from tui_chat.server.cluster.nats.connection_options import reconnect_options  # noqa: E402
from tui_chat.server.cluster.stream_log import Entry, StreamGone, StreamLog  # noqa: E402

pytestmark = needs_engine
EPOCH = 1_700_000_000_000


class Lossy:
    """A connection on which nothing that is sent to all gets through while it is `deaf`."""

    def __init__(self, connection: Client) -> None:
        self._connection = connection
        self.deaf = False

    async def subscribe(self, subject: str, cb: Any = None, **options: Any) -> Any:
        async def hear(message: Msg) -> None:
            if not (self.deaf and subject.endswith(".live")):
                await cb(message)

        return await self._connection.subscribe(subject, cb=hear if cb else None, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


class Reader:
    """Somebody who reads a log."""

    def __init__(self, connection: Client | Lossy) -> None:
        self.entries: list[Entry] = []
        self.lost = asyncio.Event()
        self._came = asyncio.Event()
        self.log = StreamLog(connection, "net", self._take, lost=self.lost.set)  # type: ignore[arg-type]

    def _take(self, entry: Entry) -> None:
        self.entries.append(entry)
        self._came.set()

    async def reads(self, count: int) -> list[str]:
        async with asyncio.timeout(30):
            while len(self.entries) < count:
                self._came.clear()
                await self._came.wait()
        assert [one.sequence for one in self.entries] == sorted(
            one.sequence for one in self.entries
        )
        return [one.data.decode() for one in self.entries]


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Engine]:
    with running_engines(tmp_path, 1) as (engine,):
        await engine.answers()
        yield engine


@pytest.fixture
async def connection(engine: Engine) -> AsyncIterator[Client]:
    connection = await nats.connect(engine.url, **reconnect_options("n1", lambda: None))
    yield connection
    await connection.close()


async def test_entries_come_in_order_those_of_before_and_those_of_now(connection: Client) -> None:
    writer, reader = Reader(connection), Reader(connection)
    with pytest.raises(StreamGone):
        await writer.log.state()
    await writer.log.make(EPOCH, 1)
    await reader.log.make(EPOCH + 1, 1)  # somebody was faster
    assert (await reader.log.state()).epoch == EPOCH
    await writer.log.follow(EPOCH, 0)
    for text in ("one", "two", "two", "three"):
        await writer.log.put(text, text.encode())
    assert await writer.reads(3) == ["one", "two", "three"]
    # Who comes later, or only heard a part of it, or nothing, reads the rest.
    await reader.log.follow(EPOCH, 1)
    assert await reader.reads(2) == ["two", "three"]
    assert writer.entries[1:] == reader.entries
    for one in (writer, reader):
        await one.log.close()


async def test_a_gap_is_filled_from_the_stream(connection: Client) -> None:
    lossy = Lossy(connection)
    writer, reader = Reader(connection), Reader(lossy)
    await writer.log.make(EPOCH, 1)
    await writer.log.follow(EPOCH, 0)
    await reader.log.follow(EPOCH, 0)
    lossy.deaf = True
    for text in ("one", "two"):
        await writer.log.put(text, text.encode())
    await writer.reads(2)
    lossy.deaf = False
    await writer.log.put("three", b"three")
    assert await reader.reads(3) == ["one", "two", "three"]
    # And the end of the log, behind which nothing comes that would show the gap.
    lossy.deaf = True
    await writer.log.put("four", b"four")
    await writer.reads(4)
    await reader.log.look()
    assert await reader.reads(4) == ["one", "two", "three", "four"]
    for one in (writer, reader):
        await one.log.close()


async def test_who_was_away_for_too_long_is_told_that_entries_are_gone(connection: Client) -> None:
    writer, reader = Reader(connection), Reader(connection)
    await writer.log.make(EPOCH, 1)
    await writer.log.follow(EPOCH, 0)
    for text in ("one", "two", "three"):
        await writer.log.put(text, text.encode())
    await writer.reads(3)
    await connection.request("$JS.API.STREAM.PURGE.TC_net_LOG", b'{"seq":3}')
    await reader.log.follow(EPOCH, 0)
    async with asyncio.timeout(30):
        await reader.lost.wait()
    assert not reader.entries
    for one in (writer, reader):
        await one.log.close()


async def test_a_stream_of_somebody_else_is_left_alone(connection: Client) -> None:
    await connection.request(
        "$JS.API.STREAM.CREATE.TC_net_LOG", b'{"name":"TC_net_LOG","subjects":["theirs"]}'
    )
    with pytest.raises(ClusterError, match="TC_net_LOG"):
        await Reader(connection).log.state()
