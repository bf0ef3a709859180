"""A link to a new server that answers no handshake soon: in the clear meanwhile, then as it is."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast
from unittest.mock import Mock

import pytest

from tests.client.connect.test_reconnecting_link import Watched
from tests.client.peers import Delayed, certificate, delaying_tls, peer, welcoming
from tui_chat.client.connect import reconnecting_link as link_module
from tui_chat.client.connect import retry_policy
from tui_chat.client.connect.connector_interface import Opened
from tui_chat.client.connect.known_servers import KnownServers, TrustError
from tui_chat.client.connect.tls import tls_handshake_progress
from tui_chat.client.connect.tls import tofu_tls_connector as connector_module
from tui_chat.client.connect.tls.tls_attempt_beside_plaintext import LateEncryption
from tui_chat.client.connect.tls.tofu_tls_connector import TrustingConnector
from tui_chat.client.events import Connected, Disconnected, Registered

HOST = "127.0.0.1"
PATIENCE = 30.0


@pytest.fixture(autouse=True)
def times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tls_handshake_progress, "SOON", 0.01)
    monkeypatch.setattr(connector_module, "FIRST_HANDSHAKE", 3600.0)
    monkeypatch.setattr(retry_policy, "backoff", lambda _attempt: 0.0)
    monkeypatch.setattr(link_module, "_GOODBYE", 0.01)


@pytest.fixture
def known() -> KnownServers:
    return KnownServers(None)


@asynccontextmanager
async def linked(
    port: int, known: KnownServers, nick: str = "ana", *, waits: bool = False
) -> AsyncIterator[Watched]:
    connector = TrustingConnector(HOST, port, known)
    watched = Watched(port, nick, connector=connector, waits=waits)
    running = asyncio.create_task(watched.link.run())
    try:
        yield watched
    finally:
        running.cancel()
        await asyncio.wait([running])


@pytest.fixture
async def late(tmp_path: Path) -> AsyncIterator[Delayed]:
    async with (
        peer(tls=certificate(tmp_path)) as encrypted,
        peer() as plain,
        delaying_tls(plain, encrypted) as place,
    ):
        yield place


async def test_a_server_that_answers_no_handshake_is_usable_before_that_is_certain(
    known: KnownServers,
) -> None:
    async with peer(ignores_tls=True) as port, linked(port, known) as watched:
        await watched.until(Registered)
        assert not watched.link.secured
        assert known.get(HOST, port) is None


async def test_once_it_is_certain_the_connection_stays_and_passwords_may_be_said(
    known: KnownServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    has_said = asyncio.Event()

    def listening(line: str) -> list[str]:
        if line.startswith("PRIVMSG NickServ"):
            said.append(line)
            has_said.set()
        return welcoming(line)

    async with (
        peer(listening) as plain,
        delaying_tls(plain, plain) as place,
        linked(place.port, known) as watched,
    ):
        await watched.until(Registered)
        trusted, certain = watched.session.trust, asyncio.Event()

        def trust() -> None:
            trusted()
            certain.set()

        monkeypatch.setattr(watched.session, "trust", trust)
        watched.session.log_in("ana", "tulip")
        place.is_passing.set()
        async with asyncio.timeout(PATIENCE):
            await certain.wait()
        watched.session.log_in("ana", "rose")
        async with asyncio.timeout(PATIENCE):
            await has_said.wait()
        assert known.get(HOST, place.port) is not None
        assert not [event for event in watched.told if isinstance(event, Disconnected)]
    assert said == ["PRIVMSG NickServ :IDENTIFY ana rose"]


async def test_a_late_answer_takes_the_person_over_to_the_encrypted_connection(
    known: KnownServers, late: Delayed
) -> None:
    async with linked(late.port, known) as watched:
        assert not (await watched.until(Connected)).secured
        await watched.until(Registered)
        late.is_passing.set()
        lost = await watched.until(Disconnected)
        assert lost.reason == "The server answers encrypted after all: connecting again."
        assert lost.retry_in == 0.0
        assert (await watched.until(Registered)).again
        assert watched.link.secured
    assert late.read.endswith(b"QUIT\r\n")


async def test_a_late_answer_before_the_welcome_is_no_loss_that_is_told(
    known: KnownServers, late: Delayed
) -> None:
    async with linked(late.port, known, nick="") as watched:
        assert not (await watched.until(Connected)).secured
        late.is_passing.set()
        assert (await watched.until(Connected)).secured
        watched.session.change_nick("ana")
        await watched.until(Registered)
        assert not [event for event in watched.told if isinstance(event, Disconnected)]


async def test_a_server_that_hangs_up_in_the_clear_may_answer_encrypted_yet(
    known: KnownServers, tmp_path: Path
) -> None:
    def refusing(line: str) -> list[str]:
        return ["ERROR :Closing Link: encrypted only"] if line.startswith("USER") else []

    async with (
        peer(tls=certificate(tmp_path)) as encrypted,
        peer(refusing) as plain,
        delaying_tls(plain, encrypted) as place,
        linked(place.port, known) as watched,
    ):
        async with asyncio.timeout(PATIENCE):
            await place.came_in_the_clear.wait()
        place.is_passing.set()
        await watched.until(Registered)
        assert watched.link.secured


async def test_whoever_waits_says_nothing_before_it_is_certain(
    known: KnownServers, late: Delayed
) -> None:
    async with linked(late.port, known, waits=True) as watched:
        late.is_passing.set()
        assert (await watched.until(Connected)).secured
        await watched.until(Registered)
    assert not late.read


async def test_a_late_answer_that_cannot_be_gone_on_with_ends_the_connection_in_the_clear(
    known: KnownServers, late: Delayed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(*_: object) -> None:
        raise TrustError("Cannot read it.")

    async with linked(late.port, known) as watched:
        await watched.until(Registered)
        monkeypatch.setattr(known, "put", unreadable)
        late.is_passing.set()
        assert (await watched.until(Disconnected)).reason.startswith("The server answers")
        last = await watched.until(Disconnected)
        assert (last.reason, last.retry_in) == ("Cannot read it.", None)
        async with asyncio.timeout(PATIENCE):
            await late.all_ended.wait()  # the encrypted one, too


async def test_whoever_leaves_or_tries_anew_does_not_wait_for_the_answer(
    known: KnownServers, late: Delayed
) -> None:
    async with linked(late.port, known) as watched:
        await watched.until(Registered)
        watched.link.retry_now()
        assert (await watched.until(Registered)).again
        async with asyncio.timeout(PATIENCE):
            await watched.link.close()
        assert (await watched.until(Disconnected)).asked


# The attempt by itself


async def attempt(found: Opened | None, until: asyncio.Event) -> Opened | None:
    await until.wait()
    return found


class Late:
    """An attempt that ends when it is told to, and what was told of it."""

    def __init__(self, found: Opened | None) -> None:
        self.end = asyncio.Event()
        self.task = asyncio.create_task(attempt(found, self.end))
        self.told: list[bool] = []
        self.owner = LateEncryption()
        self.owner.expect(self.task)
        self.owner.when_certain(self.told.append)

    async def ends(self) -> None:
        self.end.set()
        await asyncio.wait({self.task})
        await asyncio.sleep(0)


def encrypted() -> Opened:
    return cast("Opened", Mock())


async def test_whoever_expects_nothing_is_certain() -> None:
    owner = LateEncryption()
    owner.when_certain(lambda _: pytest.fail("there is nothing to tell"))
    assert (owner.is_possible, await owner.wait_until_possible(), await owner.take()) == (
        False,
        False,
        None,
    )


@pytest.mark.parametrize("answers", [True, False])
async def test_it_is_told_once_it_is_certain(answers: bool) -> None:
    late = Late(encrypted() if answers else None)
    assert late.owner.is_possible
    await late.ends()
    assert late.told == [answers]
    assert late.owner.is_possible is answers
    assert await late.owner.wait_until_possible() is answers
    assert (await late.owner.take() is not None) is answers
    assert not late.owner.is_possible


async def test_an_attempt_that_is_given_up_is_ended_and_nothing_is_told() -> None:
    late = Late(encrypted())
    late.owner.give_up()
    await late.ends()
    assert late.task.cancelled()
    assert late.told == []
    assert not late.owner.is_possible


async def test_a_connection_that_comes_after_all_is_dropped_when_it_is_given_up() -> None:
    found = Mock()
    late = Late(found)
    await late.ends()
    late.owner.give_up()
    found.writer.transport.abort.assert_called_once()
    assert await late.owner.take() is None
