"""Refusals of JetStream are errors; a stream is read in its order. Questions are repeated."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.server.cluster.engines import needs_engine

pytest.importorskip("nats")
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from tui_chat.server.cluster.nats import jetstream_requests
from tui_chat.server.cluster.nats.jetstream_requests import (
    NO_STREAM,
    make_stream,
    manage,
    publish,
    read,
)

Answer = Callable[[Msg], Awaitable[None]]


class Leaderless:
    """A connection to an engine that drops so many questions, and then answers the next."""

    def __init__(self, dropped: int, status: str = "") -> None:
        self.asked: list[str] = []
        self.subscribed = 0
        self._dropped = dropped
        self._status = {"Status": status} if status else None
        self._answers: dict[str, Answer] = {}

    def new_inbox(self) -> str:
        return f"inbox{len(self._answers)}"

    async def subscribe(self, inbox: str, cb: Answer) -> "Leaderless":
        self._answers[inbox] = cb
        self.subscribed += 1
        return self

    async def unsubscribe(self) -> None:
        self.subscribed -= 1

    async def publish(self, subject: str, _data: bytes, reply: str) -> None:
        self.asked.append(subject)
        if len(self.asked) > self._dropped:
            answer = b"" if self._status else b'{"state":{"last_seq":7}}'
            client: Any = self
            await self._answers[reply](Msg(client, reply, "", answer, self._status))


async def test_a_question_is_repeated_until_there_is_a_leader(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jetstream_requests, "ASK_AGAIN", 0.0)
    engine: Any = Leaderless(dropped=3)
    assert (await manage(engine, "INFO", "LOG", {})).state.last_seq == 7
    assert engine.asked == 4 * ["$JS.API.STREAM.INFO.LOG"]
    assert not engine.subscribed


async def test_nobody_is_asked_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jetstream_requests, "ASK_AGAIN", 0.0)
    engine: Any = Leaderless(0, status="503")
    with pytest.raises(NatsError):  # no engine has JetStream
        await manage(engine, "INFO", "LOG", {})
    monkeypatch.setattr(jetstream_requests, "PATIENCE", 0.01)
    with pytest.raises(TimeoutError):
        await manage(engine := Leaderless(1 << 30), "INFO", "LOG", {})  # type: ignore[arg-type]
    assert len(engine.asked) > 1
    assert not engine.subscribed


@needs_engine
async def test_a_refusal_is_an_error_unless_it_was_expected(connection: Client) -> None:
    with pytest.raises(NatsError, match="not found"):
        await manage(connection, "INFO", "NOWHERE", {})
    answer = await manage(connection, "INFO", "NOWHERE", {}, NO_STREAM)
    assert answer.error is not None
    with pytest.raises(NatsError):
        await publish(connection, "nowhere", b"")


@needs_engine
async def test_what_was_put_in_a_stream_is_read_in_its_order(connection: Client) -> None:
    config = {"name": "READ", "subjects": ["read.>"], "allow_direct": True, "num_replicas": 3}
    await make_stream(connection, config)  # of one engine, so once
    await make_stream(connection, config)
    for number in range(3):
        await publish(connection, f"read.{number}", str(number).encode(), Why="test")
    request = {"seq": 2, "batch": 10, "next_by_subj": "read.>"}
    assert [one.data async for one in read(connection, "READ", request)] == [b"1", b"2"]
    beyond = {"seq": 4, "batch": 10, "next_by_subj": "read.>"}
    assert [one async for one in read(connection, "READ", beyond)] == []
