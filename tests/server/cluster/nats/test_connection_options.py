"""The connection is made again when the engine comes back."""

import asyncio
import ssl
from pathlib import Path

import msgspec
import pytest

from tests.server.cluster.engines import needs_engine
from tests.server.cluster.loopback_engines import running_engines

nats = pytest.importorskip("nats")
from tui_chat.server.cluster import ClusterError  # noqa: E402
from tui_chat.server.cluster.key_file import ClusterKey  # noqa: E402
from tui_chat.server.cluster.nats.connection_options import (  # noqa: E402
    connect_options,
    reconnect_options,
)


@needs_engine
async def test_a_lost_connection_is_made_again_and_that_is_told(tmp_path: Path) -> None:
    again = asyncio.Event()
    with running_engines(tmp_path, 1) as (engine,):
        await engine.answers()
        connection = await nats.connect(engine.url, **reconnect_options("n1", again.set))
        try:
            engine.kill()
            engine.start()
            async with asyncio.timeout(30):
                await again.wait()
            assert connection.is_connected
        finally:
            await connection.close()


def test_a_nats_of_the_operator_is_reached_as_the_key_says(tmp_path: Path) -> None:
    key = ClusterKey.new((), ["tls://user:secret@nats.example:4222"])
    options = connect_options(key, 0)
    assert options["servers"] == ["tls://user:secret@nats.example:4222"]
    assert options["tls"].verify_mode is ssl.CERT_REQUIRED
    here = ClusterKey.new((), ["nats://127.0.0.1:4222"])
    assert connect_options(here, 0) == {"servers": ["nats://127.0.0.1:4222"]}


def test_trusted_certificates_that_are_not_there_are_told() -> None:
    key = ClusterKey.new((), ["tls://nats.example:4222"])
    for path in ("/nonexistent.pem", __file__):
        with pytest.raises(ClusterError, match=r"Cannot use the certificates in .*nats_trust"):
            connect_options(msgspec.structs.replace(key, nats_trust=path), 0)
