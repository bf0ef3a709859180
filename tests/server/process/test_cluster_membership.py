"""Servers that are nodes of one network."""

import asyncio
import hashlib
import ssl
from pathlib import Path
from typing import Final

import pytest

pytest.importorskip("nats")
from tests.server.cluster.engines import RunningEngine, answers, needs_engine, new_key, running
from tests.server.sockets import Client, fast_config
from tui_chat.server.cluster import initial_snapshot_and_stream
from tui_chat.server.cluster.key_file import ClusterKey, key_text
from tui_chat.server.cluster.nats import jetstream_requests
from tui_chat.server.cluster.nats.connection_options import connect_options, import_nats
from tui_chat.server.cluster.nats.server_config import USER, client_password, port_of
from tui_chat.server.config.config_schema import Cluster, Config, Listen
from tui_chat.server.process.config_trial_start import problems
from tui_chat.server.process.server import Server, ServerError
from tui_chat.server.process.state_folder.creation_and_lock import prepare_state
from tui_chat.server.process.state_folder.node_name_file import note_node

LOOPBACK: Final = "127.0.0.1"


def key_file(folder: Path, key: ClusterKey) -> str:
    file = folder / "net.key"
    file.touch(mode=0o600)
    file.write_text(key_text(key))
    return str(file)


def nats_of(engine: RunningEngine) -> tuple[str, ...]:
    """The engine as a NATS that was there before."""
    return (f"nats://{USER}:{client_password(engine.key)}@{LOOPBACK}:{engine.port}",)


async def refusal(folder: Path, key: ClusterKey) -> str:
    """Why a server with this key does not start on this folder."""
    prepare_state(folder / "state")
    config = Config(listen=Listen(port=0), cluster=Cluster(key_file(folder, key), 1))
    with pytest.raises(ServerError) as refused:
        async with Server(config, folder / "state"):
            pass
    return str(refused.value)


@needs_engine
async def test_a_node_of_a_network_shows_the_certificate_and_the_cloaks_of_the_network(
    tmp_path: Path,
) -> None:
    key = new_key(1)
    state = tmp_path / "state"
    prepare_state(state)
    config = Config(listen=Listen(port=0), cluster=Cluster(key_file(tmp_path, key), 1))
    async with Server(config, state) as server:
        assert server.cluster is not None
        assert server.cluster.name == "node1"
        der = ssl.PEM_cert_to_DER_cert(key.certificate)
        assert server.endpoints.certificate is not None
        assert server.endpoints.certificate.fingerprint == hashlib.sha256(der).hexdigest()
        assert not (state / "cloak.key").exists()
        port = port_of(state)
        assert answers(port)
    assert not answers(port)


@needs_engine
async def test_people_of_two_nodes_talk_and_one_stops_and_comes_back(
    engine: RunningEngine, tmp_path: Path
) -> None:
    """On an existing NATS; `tests/durability/cluster.py` has three nodes with their engines."""
    file = key_file(tmp_path, ClusterKey.new(new_key(2).peers, nats_of(engine)))

    def node(number: int) -> Server:
        state = tmp_path / f"n{number}"
        prepare_state(state)
        return Server(fast_config(cluster=Cluster(file, number)), state)

    async with node(1) as one:
        async with node(2) as two:
            ana, bob = await Client.named(one, "ana"), await Client.named(two, "bob")
            assert await ana.hears("bob") == f":bob!bob@{LOOPBACK} JOIN #lobby"
            ana.says("PRIVMSG #lobby :across")
            heard = await bob.hears("PRIVMSG")
            assert heard == f":ana!ana@{LOOPBACK} PRIVMSG #lobby :across"
        await bob.hears("ERROR")
        assert await ana.hears("QUIT") == f":bob!bob@{LOOPBACK} QUIT :Server stopped"
        async with node(2) as two:
            bob = await Client.named(two, "bob")
            bob.says("CAP REQ :draft/chathistory", "CHATHISTORY LATEST #lobby * 10")
            assert "across" in await bob.hears("across")
        for client in (ana, bob):
            client.leave()


async def test_a_key_that_cannot_be_read_keeps_the_server_from_starting(tmp_path: Path) -> None:
    config = Config(listen=Listen(port=0), cluster=Cluster(str(tmp_path / "net.key"), 1))
    with pytest.raises(ServerError, match=r"Cannot read the key file .*net\.key: No such file"):
        async with Server(config, tmp_path):
            pass
    with pytest.raises(ServerError, match="needs a state folder"):
        async with Server(config):
            pass


async def test_the_folder_of_another_network_keeps_the_server_from_starting(
    tmp_path: Path,
) -> None:
    key = new_key(3)
    prepare_state(tmp_path / "state")
    note_node(tmp_path / "state", "node1", "home")
    told = f"belongs to the network home, and the key file is that of the network {key.network}"
    assert told in await refusal(tmp_path, key)
    assert not (tmp_path / "state" / "engine").exists()
    config = Config(listen=Listen(port=0), cluster=Cluster(key_file(tmp_path, key), 1))
    (problem,) = await asyncio.to_thread(problems, config, tmp_path / "state")
    assert told in problem


@needs_engine
async def test_a_stream_of_somebody_else_keeps_the_server_from_starting(
    engine: RunningEngine, tmp_path: Path
) -> None:
    key = ClusterKey.new((), nats_of(engine))
    connection = await import_nats().connect(**connect_options(engine.key, engine.port))
    name = f"TC_{key.network}_LOG"
    await connection.jetstream().add_stream(name=name, subjects=[f"tc.{key.network}.log"])
    await connection.close()
    told = f"The stream {name} of this NATS is none that tui-chat made."
    assert await refusal(tmp_path, key) == told


@needs_engine
async def test_the_password_of_another_nats_keeps_the_server_from_starting(
    engine: RunningEngine, tmp_path: Path
) -> None:
    nats = f"nats://{USER}:guessed@{LOOPBACK}:{engine.port}"
    told = await refusal(tmp_path, ClusterKey.new((), [nats]))
    assert told == "The NATS at 127.0.0.1 refuses the user or password in the key file."


@needs_engine
async def test_a_server_with_the_key_of_another_network_says_so_and_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It has the addresses of the other network, whose engines refuse its own."""
    monkeypatch.setattr(initial_snapshot_and_stream, "_PATIENCE", 0.3)
    monkeypatch.setattr(jetstream_requests, "PATIENCE", 0.2)
    theirs = new_key(3)
    with running(theirs, tmp_path / "engine", 2):
        key = ClusterKey.new(theirs.peers)
        config = Config(listen=Listen(port=0), cluster=Cluster(key_file(tmp_path, key), 1))
        prepare_state(tmp_path / "state")
        starting = asyncio.create_task(Server(config, tmp_path / "state").__aenter__())
        wanted = {
            f"engine: {theirs.peers[1]} does not have this network's key: refused",
            "more than half of all must run, with the same key file",
        }
        async with asyncio.timeout(30):
            while not all(any(one in said for said in caplog.messages) for one in wanted):
                assert not starting.done()
                await asyncio.sleep(0.01)  # it only writes in its log
        starting.cancel()
        await asyncio.wait([starting])
