"""Requests to JetStream's API: making streams, asking about them, and reading them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import msgspec
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.errors import NoRespondersError

PATIENCE: Final = 5.0
"""Seconds for the engine to answer."""
ASK_AGAIN: Final = 0.5
"""Seconds after which a question is repeated: while a stream has no leader, engines drop questions
about it, and nobody answers them later."""
NO_STREAM: Final = 10059
STREAM_EXISTS: Final = 10058
NO_REPLICAS: Final = 10074
"""Error codes of JetStream."""


class StreamConfig(msgspec.Struct):
    """The part of a stream's configuration that we use."""

    num_replicas: int = 1
    metadata: dict[str, str] = {}


class StreamCounts(msgspec.Struct):
    """The first and last sequence in a stream; 0 and 0 if it never had a message."""

    first_seq: int = 0
    last_seq: int = 0
    subjects: dict[str, int] | None = None
    """How many messages there are of each subject, where the request asks for it."""


class ApiError(msgspec.Struct):
    """Why a request was refused."""

    code: int = 0
    err_code: int = 0
    description: str = ""


class ApiAnswer(msgspec.Struct):
    """The answer to a request about a stream."""

    config: StreamConfig = msgspec.field(default_factory=StreamConfig)
    state: StreamCounts = msgspec.field(default_factory=StreamCounts)
    error: ApiError | None = None


class PublishAck(msgspec.Struct):
    """The answer to a message that was published to a stream."""

    seq: int = 0
    error: ApiError | None = None


async def manage(
    connection: Client, verb: str, stream: str, request: dict[str, Any], *but: int
) -> ApiAnswer:
    """Send the request CREATE, INFO, PURGE or DELETE about a stream; none does more if repeated.

    Raises TimeoutError if the engine does not answer, or NatsError if it is not ready or refuses
    with an error code that is not among `but`.
    """
    data = msgspec.json.encode(request)
    answer = _ANSWER.decode(await _asked(connection, f"$JS.API.STREAM.{verb}.{stream}", data))
    if answer.error is not None and answer.error.err_code not in but:
        raise NatsError(answer.error.description)
    return answer


async def make_stream(connection: Client, config: dict[str, Any]) -> None:
    """Make a stream, unless there is one of its name. Raises NatsError.

    A NATS that is a single server keeps only one replica, however many are wanted.
    """
    but = STREAM_EXISTS, NO_REPLICAS
    answer = await manage(connection, "CREATE", config["name"], config, *but)
    if answer.error is not None and answer.error.err_code == NO_REPLICAS:
        await manage(
            connection, "CREATE", config["name"], config | {"num_replicas": 1}, STREAM_EXISTS
        )


async def publish(connection: Client, subject: str, data: bytes, **headers: str) -> None:
    """Publish a message and wait until a stream has stored it. Raises NatsError."""
    answer = await connection.request(subject, data, timeout=PATIENCE, headers=headers or None)
    ack = _ACK.decode(answer.data)
    if ack.error is not None:
        raise NatsError(ack.error.description)


async def read(connection: Client, stream: str, request: dict[str, Any]) -> AsyncIterator[Msg]:
    """The messages of a stream that answer a batched direct request, in their order.

    An engine that lags may give fewer than exist. Raises NatsError or TimeoutError.
    """
    async with _inbox(connection) as (inbox, answers):
        data = msgspec.json.encode(request)
        await connection.publish(f"$JS.API.DIRECT.GET.{stream}", data, reply=inbox)
        while True:
            async with asyncio.timeout(PATIENCE):
                message = await answers.get()
            if "Nats-Sequence" not in (message.headers or {}):
                return  # this one says that there are no more
            yield message


async def _asked(connection: Client, subject: str, data: bytes) -> bytes:
    """The first answer to a question, which is repeated until then."""
    async with asyncio.timeout(PATIENCE), _inbox(connection) as (inbox, answers):
        while True:
            await connection.publish(subject, data, reply=inbox)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(ASK_AGAIN):
                    message = await answers.get()
                if "Status" in (message.headers or {}):
                    raise NoRespondersError
                return message.data


@asynccontextmanager
async def _inbox(connection: Client) -> AsyncIterator[tuple[str, asyncio.Queue[Msg]]]:
    """A subject for answers, and what comes there."""
    inbox = connection.new_inbox()
    answers: asyncio.Queue[Msg] = asyncio.Queue()
    # Not the subscription's own iterator, which takes our cancellation for its own end.
    subscription = await connection.subscribe(inbox, cb=answers.put)
    try:
        yield inbox, answers
    finally:
        with contextlib.suppress(NatsError):
            await subscription.unsubscribe()


_ANSWER: Final = msgspec.json.Decoder(ApiAnswer)
_ACK: Final = msgspec.json.Decoder(PublishAck)
