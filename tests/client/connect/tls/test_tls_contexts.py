"""With what the client connects: minimum version, authorities, sessions, a certificate of ours."""

import asyncio
import ssl
from pathlib import Path

import pytest

from tests.client.peers import certificate, peer, personal
from tests.client.shell import a_server
from tui_chat.client.connect.connector_interface import Opened
from tui_chat.client.connect.known_servers import KnownServers, TrustError, UntrustedError
from tui_chat.client.connect.tls.tls_contexts import TlsContexts, resume_sessions
from tui_chat.client.connect.tls.tofu_tls_connector import TrustingConnector
from tui_chat.client.connection_security import Recognised


def ignore(_connection: ssl.SSLObject) -> None:
    """No handshake here."""


@pytest.mark.parametrize("certified", [True, False])
def test_a_context_is_made_once_for_its_sessions(certified: bool) -> None:
    contexts = TlsContexts(None, ignore)
    made = contexts.get(certified=certified)
    assert contexts.get(certified=certified) is made
    assert made.minimum_version is ssl.TLSVersion.TLSv1_2
    assert made.check_hostname is certified
    assert (made.verify_mode is ssl.CERT_REQUIRED) is certified


def test_a_certificate_of_ours_is_read_for_every_connection(tmp_path: Path) -> None:
    file = tmp_path / "ours.pem"
    personal(file)
    contexts = TlsContexts(file, ignore)
    assert contexts.get(certified=False) is not contexts.get(certified=False)
    file.write_text("none any more")
    with pytest.raises(TrustError, match="is not a certificate with its key"):
        contexts.get(certified=False)


async def _opened(connector: TrustingConnector) -> Opened:
    """A connection on which something was said, so that the tickets have come."""
    opened = await connector.open()
    opened.writer.write(b"PING x\r\n")
    async with asyncio.timeout(30):
        await opened.reader.readline()
    return opened


def _is_resumed(opened: Opened) -> bool:
    return bool(opened.writer.get_extra_info("ssl_object").session_reused)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_who_comes_back_resumes_its_session_and_recognises_the_server(
    tmp_path: Path, version: ssl.TLSVersion
) -> None:
    server = certificate(tmp_path)
    server.minimum_version = server.maximum_version = version
    async with peer(tls=server) as port:
        connector = TrustingConnector("127.0.0.1", port, KnownServers(None))
        seen = []
        for _ in range(3):
            opened = await _opened(connector)
            seen.append((_is_resumed(opened), opened.security.recognised))
            opened.writer.transport.abort()
    assert seen == [(False, Recognised.NEW), (True, Recognised.SAME), (True, Recognised.SAME)]


async def test_a_session_with_our_own_server_is_resumed(tmp_path: Path) -> None:
    with a_server(tmp_path) as port:
        connector = TrustingConnector("127.0.0.1", port, KnownServers(None))
        seen = []
        for _ in range(3):
            opened = await _opened(connector)
            seen.append(_is_resumed(opened))
            opened.writer.transport.abort()
    assert seen == [False, True, True]


async def test_a_server_with_another_certificate_resumes_nothing_and_is_refused(
    tmp_path: Path,
) -> None:
    known = KnownServers(None)
    async with peer(tls=certificate(tmp_path / "one")) as port:
        connector = TrustingConnector("127.0.0.1", port, known)
        (await _opened(connector)).writer.transport.abort()
    server = await asyncio.start_server(
        lambda _reader, writer: writer.close(),
        "127.0.0.1",
        port,
        ssl=certificate(tmp_path / "two"),
        reuse_address=True,
    )
    async with server:
        with pytest.raises(UntrustedError):
            await connector.open()


async def test_who_shows_a_certificate_shows_it_each_time(tmp_path: Path) -> None:
    mine = tmp_path / "mine.pem"
    personal(mine)
    async with peer(tls=certificate(tmp_path / "server")) as port:
        connector = TrustingConnector("127.0.0.1", port, KnownServers(None), certificate=mine)
        for _ in range(2):
            opened = await _opened(connector)
            assert not _is_resumed(opened)
            opened.writer.transport.abort()


async def test_a_connection_that_was_refused_leaves_nothing_to_resume(tmp_path: Path) -> None:
    context = resume_sessions(ssl.create_default_context())
    async with peer(tls=certificate(tmp_path)) as port:
        for _ in range(2):
            with pytest.raises(ssl.SSLCertVerificationError):
                await asyncio.open_connection("127.0.0.1", port, ssl=context)
