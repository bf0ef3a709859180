"""How soon it is known whether a server answers a TLS handshake."""

import asyncio
import ssl
from pathlib import Path

import pytest

from tests.client.peers import certificate, peer
from tui_chat.client.connect.tls import tls_handshake_progress
from tui_chat.client.connect.tls.tls_handshake_progress import HandshakeProgress, watch_handshakes

HOST = "127.0.0.1"


def anybody() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


async def is_silent(port: int) -> tuple[bool, HandshakeProgress]:
    context, progress = anybody(), HandshakeProgress()
    watch_handshakes(context, progress.note)
    connecting = asyncio.create_task(asyncio.open_connection(HOST, port, ssl=context))
    silent = await progress.is_silent(connecting)
    connecting.cancel()
    await asyncio.gather(connecting, return_exceptions=True)
    return silent, progress


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_a_server_that_encrypts_has_answered(
    tmp_path: Path, version: ssl.TLSVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tls_handshake_progress, "SOON", 30.0)
    server = certificate(tmp_path)
    server.minimum_version = server.maximum_version = version
    async with peer(tls=server) as port:
        silent, progress = await is_silent(port)
    assert (silent, progress.is_answered) == (False, True)


async def test_a_server_that_waits_for_a_line_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tls_handshake_progress, "SOON", 0.01)
    async with peer(ignores_tls=True) as port:
        silent, progress = await is_silent(port)
    assert (silent, progress.is_answered) == (True, False)


@pytest.mark.parametrize("greeting", ["", ":irc NOTICE AUTH :*** Looking up your hostname"])
async def test_a_server_that_hangs_up_or_speaks_first_is_not_waited_for(
    greeting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tls_handshake_progress, "SOON", 30.0)
    async with peer(greeting=greeting, ignores_tls=bool(greeting)) as port:
        silent, progress = await is_silent(port)
    assert (silent, progress.is_answered) == (False, False)


async def test_a_connection_that_took_long_is_waited_for_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tls_handshake_progress, "SOON", 0.0)
    waited: list[object] = []
    clock = iter([100.0, 104.0])
    progress = HandshakeProgress(lambda: next(clock))

    async def wait(_futures: object, **how: object) -> None:
        waited.append(how.get("timeout"))

    monkeypatch.setattr(asyncio, "wait", wait)
    never: asyncio.Future[None] = asyncio.Future()
    await progress.is_silent(never)  # type: ignore[arg-type]
    monkeypatch.undo()
    assert waited == [None, 8.0]
