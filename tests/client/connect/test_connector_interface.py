"""Connections as a link gets them, and the connector that only does as it is told."""

import asyncio
from typing import cast

import pytest

from tests.client.peers import peer
from tui_chat.client.connect.connector_interface import DirectConnector, Opened, give_up, settled
from tui_chat.client.connection_security import Recognised, Security
from tui_chat.client.session.model.sts_policy_and_cleartext_passwords import StsPolicy

HOST = "127.0.0.1"


class Writer:
    """The part of a StreamWriter by which a connection is dropped."""

    def __init__(self) -> None:
        self.transport = self
        self.dropped = False

    def abort(self) -> None:
        self.dropped = True


def opened(writer: Writer, upgrade: "asyncio.Task[Opened | None] | None" = None) -> Opened:
    stream = cast("asyncio.StreamWriter", writer)
    return Opened(asyncio.StreamReader(), stream, Security(Recognised.NEW), 1, upgrade)


async def answer(found: Opened | None) -> Opened | None:
    return found


async def fail() -> Opened | None:
    raise OSError("gone")


async def test_a_direct_connector_remembers_nothing() -> None:
    async with peer() as port:
        connector = DirectConnector(HOST, port, None)
        found = await connector.open()
        connector.keep(StsPolicy(1, 2.0))
        found.writer.transport.abort()
    assert (found.security.encrypted, connector.policy) == (False, None)


async def test_a_connection_that_is_certain_is_used_as_it_is() -> None:
    certain = opened(Writer())
    assert await settled(certain) is certain


async def test_an_encrypted_connection_takes_the_place_of_the_one_in_the_clear() -> None:
    plain, encrypted = Writer(), opened(Writer())
    upgrade = asyncio.create_task(answer(encrypted))
    assert await settled(opened(plain, upgrade)) is encrypted
    assert plain.dropped


async def test_where_none_comes_the_one_in_the_clear_is_used() -> None:
    plain = Writer()
    found = await settled(opened(plain, asyncio.create_task(answer(None))))
    assert found == opened(plain)._replace(reader=found.reader)
    assert not plain.dropped


async def test_a_failure_of_the_encrypted_one_ends_both() -> None:
    plain = Writer()
    with pytest.raises(OSError, match=r"^gone$"):
        await settled(opened(plain, asyncio.create_task(fail())))
    assert plain.dropped


async def test_an_attempt_that_is_given_up_leaves_no_connection() -> None:
    late = Writer()
    done = asyncio.create_task(answer(opened(late)))
    failed, nothing = asyncio.create_task(fail()), asyncio.create_task(answer(None))
    await asyncio.wait({done, failed, nothing})
    for attempt in (done, failed, nothing):
        give_up(attempt)
    under_way = asyncio.create_task(answer(None))
    give_up(under_way)
    await asyncio.wait({under_way})
    assert late.dropped
    assert under_way.cancelled()
