"""Refusals of JetStream are errors; a stream is read in its order."""

import pytest

from tests.server.cluster.engines import needs_engine

pytest.importorskip("nats")
from nats.aio.client import Client
from nats.errors import Error as NatsError

from tui_chat.server.cluster.nats.jetstream_requests import (
    NO_STREAM,
    make_stream,
    manage,
    publish,
    read,
)

pytestmark = needs_engine


async def test_a_refusal_is_an_error_unless_it_was_expected(connection: Client) -> None:
    with pytest.raises(NatsError, match="not found"):
        await manage(connection, "INFO", "NOWHERE", {})
    answer = await manage(connection, "INFO", "NOWHERE", {}, NO_STREAM)
    assert answer.error is not None
    with pytest.raises(NatsError):
        await publish(connection, "nowhere", b"")


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
