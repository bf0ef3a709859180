"""Who is let in: the known, the certified, the new; never the false."""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from tests.client.peers import (
    Delayed,
    certificate,
    delaying_tls,
    peer,
    personal,
    serving,
    welcoming,
)
from tui_chat.client.connect.connector_interface import Opened, connect_streams, give_up, settled
from tui_chat.client.connect.known_servers import (
    KnownServer,
    KnownServers,
    Standing,
    TrustError,
    UntrustedError,
)
from tui_chat.client.connect.reconnecting_link import Link
from tui_chat.client.connect.tls import tls_handshake_progress, tofu_tls_connector
from tui_chat.client.connect.tls.tofu_tls_connector import EncryptionChoice, TrustingConnector
from tui_chat.client.connection_security import Recognised
from tui_chat.client.events import CertificateRefused, Connected, Event, Registered
from tui_chat.client.session import Profile, Session
from tui_chat.client.session.model.sts_policy_and_cleartext_passwords import StsPolicy

HOST = "127.0.0.1"
PATIENCE = 30.0


@pytest.fixture
def known() -> KnownServers:
    return KnownServers(None)


@pytest.fixture
async def encrypted(tmp_path: Path) -> AsyncIterator[int]:
    async with peer(tls=certificate(tmp_path / "server")) as port:
        yield port


async def opened(port: int, known: KnownServers, **options: object) -> Recognised:
    """How somebody who opens a connector there is recognised."""
    return (await _open(TrustingConnector(HOST, port, known, **options))).security.recognised  # type: ignore[arg-type]


async def _open(connector: TrustingConnector) -> Opened:
    """What it opens, closed again, as is by then whatever else it has connected to."""
    writers: set[asyncio.StreamWriter] = set()

    async def noted(*where: Any) -> Any:
        reader, writer = await connect_streams(*where)
        writers.add(writer)
        return reader, writer

    found = None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tofu_tls_connector, "connect_streams", noted)
        try:
            found = await connector.open()
        finally:
            opened = {found.writer} if found is not None else set()
            assert {writer for writer in writers if not writer.is_closing()} == opened
    found.writer.transport.abort()
    return found


async def test_a_new_server_is_pinned_and_then_recognised(
    encrypted: int, known: KnownServers
) -> None:
    assert await opened(encrypted, known) is Recognised.NEW
    assert await opened(encrypted, known) is Recognised.SAME


async def test_a_server_that_cannot_be_remembered_is_not_gone_on_with(
    encrypted: int, known: KnownServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known, "put", Mock(side_effect=TrustError("Cannot write it.")))
    with pytest.raises(TrustError):
        await opened(encrypted, known)


async def test_a_server_that_changed_is_refused_until_it_is_accepted(
    encrypted: int, known: KnownServers
) -> None:
    known.put(HOST, encrypted, KnownServer(Standing.PINNED, 1.0, 2.0, "ab" * 32))
    connector = TrustingConnector(HOST, encrypted, known)
    with pytest.raises(UntrustedError, match="THIS SERVER CHANGED") as refused:
        await _open(connector)
    connector.accept()
    assert (await _open(connector)).security.recognised is Recognised.ACCEPTED
    now = known.get(HOST, encrypted)
    assert now is not None
    assert now.fingerprint == refused.value.fingerprint


async def test_accepting_on_the_command_line_counts_once(
    encrypted: int, known: KnownServers
) -> None:
    known.put(HOST, encrypted, KnownServer(Standing.PINNED, 1.0, 2.0, "ab" * 32))
    connector = TrustingConnector(HOST, encrypted, known, accept=True)
    assert (await _open(connector)).security.recognised is Recognised.ACCEPTED
    known.put(HOST, encrypted, KnownServer(Standing.PINNED, 1.0, 2.0, "cd" * 32))
    with pytest.raises(UntrustedError):
        await _open(connector)


async def test_an_authority_vouches_for_a_server(
    encrypted: int, known: KnownServers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server" / "cert.pem"))
    assert await opened(encrypted, known) is Recognised.CERTIFIED
    seen = known.get(HOST, encrypted)
    assert seen is not None
    assert seen.standing is Standing.CERTIFIED


async def test_a_server_at_home_that_signs_for_itself_is_gone_to_once(
    tmp_path: Path, known: KnownServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with peer(tls=certificate(tmp_path / "server")) as port:
        connect, times = asyncio.open_connection, []

        async def counted(*where: Any, **how: Any) -> Any:
            times.append(where)
            return await connect(*where, **how)

        monkeypatch.setattr(asyncio, "open_connection", counted)
        assert await opened(port, known) is Recognised.NEW
        assert times == [(HOST, port)]


async def test_a_pinned_server_may_get_an_authority(
    encrypted: int, known: KnownServers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known.put(HOST, encrypted, KnownServer(Standing.PINNED, 1.0, 2.0, "ab" * 32))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server" / "cert.pem"))
    assert await opened(encrypted, known) is Recognised.CERTIFIED


async def test_a_certified_server_may_not_lose_its_authority(
    encrypted: int, known: KnownServers
) -> None:
    known.put(HOST, encrypted, KnownServer(Standing.CERTIFIED, 1.0, 2.0, "ab" * 32))
    with pytest.raises(UntrustedError, match="had a trusted certificate before, but has none now"):
        await opened(encrypted, known)


async def test_a_stranger_that_does_not_encrypt_is_spoken_to_in_the_clear(
    known: KnownServers,
) -> None:
    async with peer() as port:
        assert await opened(port, known) is Recognised.NOTHING
        seen = known.get(HOST, port)
    assert seen is not None
    assert not seen.encrypted


async def test_a_stranger_that_says_nothing_is_not_waited_for(
    known: KnownServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tls_handshake_progress, "SOON", 0.01)
    monkeypatch.setattr(tofu_tls_connector, "FIRST_HANDSHAKE", 3600.0)
    async with peer(ignores_tls=True) as port:
        connector = TrustingConnector(HOST, port, known)
        found = await _open(connector)
        assert found.security.recognised is Recognised.NOTHING
        assert known.get(HOST, port) is None, "it may answer yet"
        assert found.upgrade is not None
        give_up(found.upgrade)
        found.writer.transport.abort()
    await asyncio.wait([found.upgrade])
    assert known.get(HOST, port) is None


async def test_a_stranger_that_never_answers_encrypted_is_remembered_as_a_plain_one(
    known: KnownServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tls_handshake_progress, "SOON", 0.01)
    monkeypatch.setattr(tofu_tls_connector, "FIRST_HANDSHAKE", 0.5)
    async with peer(ignores_tls=True) as port:
        for is_known in (False, True):
            found = await TrustingConnector(HOST, port, known).open()
            assert (found.upgrade is None) == is_known
            assert (await settled(found)).writer is found.writer
            found.writer.transport.abort()
        seen = known.get(HOST, port)
    assert seen is not None
    assert not seen.encrypted


async def test_a_stranger_that_speaks_first_in_the_clear_needs_no_waiting(
    known: KnownServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tls_handshake_progress, "SOON", 3600.0)
    monkeypatch.setattr(tofu_tls_connector, "FIRST_HANDSHAKE", 3600.0)
    async with peer(greeting=":irc NOTICE AUTH :*** Looking up", ignores_tls=True) as port:
        found = await TrustingConnector(HOST, port, known).open()
        found.writer.transport.abort()
        assert (found.security.recognised, found.upgrade) == (Recognised.NOTHING, None)
        assert known.get(HOST, port) is not None


@pytest.fixture
async def late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Delayed]:
    """A server that encrypts, and answers late."""
    monkeypatch.setattr(tls_handshake_progress, "SOON", 0.01)
    monkeypatch.setattr(tofu_tls_connector, "FIRST_HANDSHAKE", 3600.0)
    async with (
        peer(tls=certificate(tmp_path / "server")) as encrypted,
        peer() as plain,
        delaying_tls(plain, encrypted) as place,
    ):
        yield place


async def test_a_late_answer_is_gone_on_with_and_remembered(
    late: Delayed, known: KnownServers
) -> None:
    found = await TrustingConnector(HOST, late.port, known).open()
    assert found.security.recognised is Recognised.NOTHING
    late.is_passing.set()
    better = await settled(found)
    assert better.security.recognised is Recognised.NEW
    assert found.writer.is_closing()
    better.writer.transport.abort()
    with pytest.raises(UntrustedError, match="must stay so"):
        await opened(late.port, known, choice=EncryptionChoice.NEVER)


async def test_where_nobody_answers_in_the_clear_a_late_answer_is_waited_for(
    tmp_path: Path, known: KnownServers, late: Delayed, monkeypatch: pytest.MonkeyPatch
) -> None:
    connector = TrustingConnector(HOST, late.port, known)

    async def refused(_port: int) -> Opened:
        late.is_passing.set()
        raise ConnectionRefusedError

    monkeypatch.setattr(connector, "_in_the_clear", refused)
    assert (await _open(connector)).security.recognised is Recognised.NEW


async def test_a_server_whose_encrypted_answer_is_cut_short_is_not_spoken_to_in_the_clear(
    tmp_path: Path, known: KnownServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tls_handshake_progress, "SOON", 3600.0)
    came: list[bytes] = []
    async with peer(tls=certificate(tmp_path / "server")) as encrypted:

        async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            came.append(await reader.read(4096))
            there = await asyncio.open_connection(HOST, encrypted)
            there[1].write(came[-1])
            writer.write((await there[0].read(4096))[:200])
            await writer.drain()
            for each in (writer, there[1]):
                each.close()

        async with serving(cut) as port:
            with pytest.raises(OSError) as trouble:  # noqa: PT011 - of the kinds below
                await opened(port, known)
    assert isinstance(trouble.value, (ssl.SSLError, ConnectionError))
    assert [first[:1] for first in came] == [b"\x16"]
    assert known.get(HOST, port) is None


async def test_a_plain_server_is_not_asked_again_the_same_day(known: KnownServers) -> None:
    heard: list[str] = []
    async with peer(heard=heard) as port:
        known.put(HOST, port, KnownServer(Standing.PLAIN, 1.0, time.time()))
        assert await opened(port, known) is Recognised.NOTHING
    assert heard == []


async def test_a_plain_server_that_learnt_to_encrypt_is_noticed(
    encrypted: int, known: KnownServers
) -> None:
    known.put(HOST, encrypted, KnownServer(Standing.PLAIN, 1.0, 2.0))
    assert await opened(encrypted, known) is Recognised.NEW


async def test_once_encrypted_never_in_the_clear(known: KnownServers) -> None:
    async with peer() as port:
        known.put(HOST, port, KnownServer(Standing.PINNED, 1.0, 2.0, "ab" * 32))
        with pytest.raises((ssl.SSLError, OSError)):
            await opened(port, known)
        with pytest.raises(UntrustedError, match="must stay so"):
            await opened(port, known, choice=EncryptionChoice.NEVER)


async def test_whoever_wants_none_is_encrypted_where_a_server_sends_them(
    encrypted: int, known: KnownServers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server" / "cert.pem"))
    async with peer() as port:
        connector = TrustingConnector(HOST, port, known, choice=EncryptionChoice.NEVER)
        assert (await _open(connector)).security.recognised is Recognised.NOTHING
        connector.demand(encrypted)
        assert (await _open(connector)).security.recognised is Recognised.CERTIFIED
        connector.keep(StsPolicy(encrypted, time.time() + 1000))
        assert await opened(port, known, choice=EncryptionChoice.NEVER) is Recognised.CERTIFIED


@pytest.fixture
async def shown(encrypted: int) -> str:
    """The fingerprint of the server."""
    return (
        await _open(TrustingConnector(HOST, encrypted, KnownServers(None)))
    ).security.fingerprint


async def test_a_configured_fingerprint_is_all_that_counts(
    encrypted: int,
    shown: str,
    known: KnownServers,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known.put(HOST, encrypted, KnownServer(Standing.CERTIFIED, 1.0, 2.0, "ab" * 32))
    right, wrong = frozenset({shown, "cd" * 32}), frozenset({"ab" * 32})
    assert await opened(encrypted, known, fingerprints=right) is Recognised.SAME
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server" / "cert.pem"))  # nor an authority
    for accept in (False, True):
        with pytest.raises(TrustError, match=r"is not in the configuration: [0-9a-f]{64}\."):
            await opened(encrypted, known, fingerprints=wrong, accept=accept)


async def test_whoever_configures_a_fingerprint_wants_encryption(known: KnownServers) -> None:
    async with peer() as port:
        with pytest.raises(UntrustedError, match="offers no encryption, which is required"):
            await opened(port, known, fingerprints=frozenset({"ab" * 32}))
        wanted = frozenset({"ab" * 32})
        assert (
            await opened(port, known, fingerprints=wanted, choice=EncryptionChoice.NEVER)
            is Recognised.NOTHING
        )


async def test_a_server_of_a_configured_fingerprint_may_send_us_on(
    encrypted: int, shown: str, known: KnownServers
) -> None:
    async with peer() as port:
        connector = TrustingConnector(
            HOST, port, known, choice=EncryptionChoice.NEVER, fingerprints=frozenset({shown})
        )
        connector.demand(encrypted)
        assert (await _open(connector)).security.recognised is Recognised.SAME
        connector.keep(StsPolicy(encrypted, time.time() + 1000))
        assert known.policy(HOST, time.time()) is not None
        other = TrustingConnector(HOST, port, known, fingerprints=frozenset({"ab" * 32}))
        with pytest.raises(TrustError, match="is not in the configuration"):
            await other.open()


async def test_encryption_can_be_insisted_on(known: KnownServers) -> None:
    async with peer() as port:
        with pytest.raises(UntrustedError, match="offers no encryption, which is required"):
            await opened(port, known, choice=EncryptionChoice.REQUIRED)
        assert known.get(HOST, port) is None


async def test_encryption_can_be_done_without(encrypted: int, known: KnownServers) -> None:
    assert await opened(encrypted, known, choice=EncryptionChoice.NEVER) is Recognised.NOTHING


async def test_a_password_may_be_shown_on_this_machine_and_where_the_person_wants_it_so(
    known: KnownServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with peer() as port:
        connector = TrustingConnector(HOST, port, known)
        assert (await _open(connector)).security.trusted
        monkeypatch.setattr(tofu_tls_connector, "_is_this_machine", lambda _writer: False)
        assert not (await _open(connector)).security.trusted
        known = KnownServers(None)
        assert (
            await _open(TrustingConnector(HOST, port, known, choice=EncryptionChoice.NEVER))
        ).security.trusted


async def test_nobody_there_is_not_taken_for_a_plain_server(known: KnownServers) -> None:
    with pytest.raises(ConnectionRefusedError):
        await opened(1, known)
    assert known.get(HOST, 1) is None


async def test_a_certificate_of_ours_is_shown(known: KnownServers, tmp_path: Path) -> None:
    asking = certificate(tmp_path / "server")
    mine = tmp_path / "mine.pem"
    personal(mine)
    asking.verify_mode = ssl.CERT_REQUIRED
    asking.load_verify_locations(mine)
    async with peer(tls=asking) as port:
        session = Session(Profile("ana"), "tea")
        told = Told()
        connector = TrustingConnector(
            HOST, port, known, choice=EncryptionChoice.REQUIRED, certificate=mine
        )
        link = Link(session, HOST, port, on_events=told.take, connector=connector)
        running = asyncio.create_task(link.run())
        await told.until(Registered)
        await link.close()
        await running


async def test_a_certificate_of_ours_that_cannot_be_read_is_told(
    encrypted: int, known: KnownServers, tmp_path: Path
) -> None:
    file = tmp_path / "mine.pem"
    file.write_text("nothing")
    with pytest.raises(TrustError, match="is not a certificate with its key"):
        await opened(encrypted, known, certificate=file)


# With a link


class Told:
    def __init__(self) -> None:
        self.events: list[Event] = []
        self._news = asyncio.Event()

    def take(self, events: list[Event]) -> None:
        self.events += events
        self._news.set()

    async def until(self, kind: type[Event]) -> Event:
        async with asyncio.timeout(PATIENCE):
            while True:
                for event in self.events:
                    if isinstance(event, kind):
                        return event
                self._news.clear()
                await self._news.wait()


async def test_a_link_follows_where_it_is_sent_and_remembers_it(
    known: KnownServers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "safe" / "cert.pem"))

    def sending_on(line: str) -> list[str]:
        return [f":irc CAP * LS :sts=port={safe}"] if line.startswith("CAP LS") else []

    def keeping(line: str) -> list[str]:
        if line.startswith("CAP LS"):
            return [":irc CAP * LS :sts=duration=1000"]
        return welcoming(line)

    async with (
        peer(keeping, certificate(tmp_path / "safe")) as safe,
        peer(sending_on) as plain,
    ):
        told = Told()
        session = Session(Profile("ana"), "tea")
        connector = TrustingConnector(HOST, plain, known)
        link = Link(session, HOST, plain, on_events=told.take, connector=connector)
        running = asyncio.create_task(link.run())
        await told.until(Registered)
        policy = known.policy(HOST, time.time())
        await link.close()
        running.cancel()
    secured = [event.secured for event in told.events if isinstance(event, Connected)]
    assert secured == [False, True]
    assert policy is not None
    assert policy.port == safe


async def test_nothing_is_said_to_a_server_that_changed(
    encrypted: int, known: KnownServers
) -> None:
    known.put(HOST, encrypted, KnownServer(Standing.PINNED, 1.0, 2.0, "ab" * 32))
    told = Told()
    link = Link(
        Session(Profile("ana"), "tea"),
        HOST,
        encrypted,
        on_events=told.take,
        connector=TrustingConnector(HOST, encrypted, known),
    )
    async with asyncio.timeout(PATIENCE):
        await link.run()
    refused = await told.until(CertificateRefused)
    assert isinstance(refused, CertificateRefused)
    assert "THIS SERVER CHANGED" in refused.reason
    assert not [event for event in told.events if isinstance(event, Connected)]
    link.accept_certificate()
    running = asyncio.create_task(link.run())
    await told.until(Registered)
    await link.close()
    await running


async def test_an_invitation_names_the_server(
    encrypted: int, shown: str, known: KnownServers
) -> None:
    known.pin(HOST, encrypted, shown)
    assert await opened(encrypted, known) is Recognised.INVITED
    assert await opened(encrypted, known) is Recognised.SAME


async def test_a_server_that_the_invitation_does_not_mean_is_refused(
    encrypted: int, known: KnownServers
) -> None:
    known.pin(HOST, encrypted, "ab" * 32)
    with pytest.raises(UntrustedError, match="NOT THE SERVER OF YOUR INVITATION"):
        await opened(encrypted, known)
    assert await opened(encrypted, known, accept=True) is Recognised.ACCEPTED
