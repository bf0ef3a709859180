import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.client.peers import serving
from tests.server.cluster.engines import (
    RunningEngine,
    answers,
    free_ports,
    needs_engine,
    new_key,
    until_it_answers,
)
from tui_chat.server.cluster import ClusterError
from tui_chat.server.cluster.key_file import ClusterKey
from tui_chat.server.cluster.nats.connection_options import connect_options, import_nats
from tui_chat.server.cluster.nats.existing_nats_check import check_nats
from tui_chat.server.cluster.nats.server_config import USER, client_password, find_program
from tui_chat.server.cluster.network_certificates import issued
from tui_chat.server.cluster.stream_log import StreamLog

pytestmark = needs_engine


@contextmanager
def nats(folder: Path, **values: Any) -> Iterator[int]:
    """A NATS server of an operator, with this configuration; gives its port."""
    (port,) = free_ports(1)
    config = folder / "nats.conf"
    config.write_bytes(msgspec.json.encode({"host": "127.0.0.1", "port": port} | values))
    with subprocess.Popen(
        [find_program(), "-c", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            until_it_answers(process, port)
            yield port
        finally:
            process.kill()


@asynccontextmanager
async def old_nats() -> AsyncIterator[int]:
    """Something that speaks as a NATS server of years ago."""

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b'INFO {"version":"2.9.10","max_payload":1048576,"headers":true}\r\n')
        while line := await reader.readline():
            if line.startswith(b"PING"):
                writer.write(b"PONG\r\n")
        writer.close()

    async with serving(greet) as port:
        yield port


async def refusal(url: str, trust: str = "") -> str:
    key = msgspec.structs.replace(new_key(), nats=(url,), nats_trust=trust)
    with pytest.raises(ClusterError) as refused:
        await check_nats(key)
    return str(refused.value)


async def test_one_that_has_all_is_taken(engine: RunningEngine) -> None:
    password = client_password(engine.key)
    await check_nats(ClusterKey.new((), [f"nats://{USER}:{password}@127.0.0.1:{engine.port}"]))


async def test_a_wrong_password_is_told(engine: RunningEngine) -> None:
    told = await refusal(f"nats://{USER}:wrong@127.0.0.1:{engine.port}")
    assert told == "The NATS at 127.0.0.1 refuses the user or password in the key file."


async def test_one_that_is_not_there_is_told() -> None:
    (port,) = free_ports(1)
    assert not answers(port)
    told = await refusal(f"nats://127.0.0.1:{port}")
    assert told == "The NATS at 127.0.0.1 does not answer."


async def test_one_without_jetstream_is_told(tmp_path: Path) -> None:
    with nats(tmp_path) as port:
        assert "runs without JetStream: add" in await refusal(f"nats://127.0.0.1:{port}")


async def test_one_that_is_too_old_is_told() -> None:
    async with old_nats() as port:
        told = await refusal(f"nats://127.0.0.1:{port}")
    assert told.startswith("The NATS at 127.0.0.1 is nats-server 2.9.10, which is too old")


async def test_one_is_trusted_only_as_the_key_says(tmp_path: Path) -> None:
    key = new_key()
    certificate, secret = issued(key.certificate, key.key, ["127.0.0.1"])
    for name, text in (("ca", key.certificate), ("cert", certificate), ("key", secret)):
        (tmp_path / f"{name}.pem").write_text(text)
    tls = {"cert_file": str(tmp_path / "cert.pem"), "key_file": str(tmp_path / "key.pem")}
    store = {"store_dir": str(tmp_path / "store")}
    with nats(tmp_path, tls=tls, jetstream=store) as port:
        url = f"tls://127.0.0.1:{port}"
        assert "has a certificate that is not trusted: name the file" in await refusal(url)
        trust = str(tmp_path / "ca.pem")
        await check_nats(msgspec.structs.replace(key, nats=(url,), nats_trust=trust))


async def test_a_stream_of_somebody_else_is_left_alone(engine: RunningEngine) -> None:
    client = await import_nats().connect(**connect_options(engine.key, engine.port))
    try:
        await client.jetstream().add_stream(name="TC_foreign_LOG", subjects=["tc.foreign.log"])
        with pytest.raises(ClusterError, match="TC_foreign_LOG of this NATS is none that tui-chat"):
            await StreamLog(client, "foreign").state()
    finally:
        await client.close()
