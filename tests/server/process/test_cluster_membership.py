"""Servers that are nodes of one network."""

import hashlib
import ssl
from pathlib import Path
from typing import Final

import pytest

from tests.server.cluster.engines import answers, needs_engine, new_key, running
from tests.server.sockets import Client, fast_config
from tui_chat.server.cluster.key_file import ClusterKey, key_text
from tui_chat.server.cluster.nats.server_config import USER, client_password, port_of
from tui_chat.server.config.config_schema import Cluster, Config, Listen
from tui_chat.server.process.server import Server, ServerError
from tui_chat.server.process.state_folder.creation_and_lock import prepare_state

LOOPBACK: Final = "127.0.0.1"


def key_file(folder: Path, key: ClusterKey) -> str:
    file = folder / "net.key"
    file.touch(mode=0o600)
    file.write_text(key_text(key))
    return str(file)


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
async def test_people_of_two_nodes_talk_and_one_stops_and_comes_back(tmp_path: Path) -> None:
    """On an existing NATS; `tests/durability/cluster.py` has three nodes with their engines."""
    engine_key = new_key(1)
    with running(engine_key, tmp_path / "engine") as engine:
        login = f"{USER}:{client_password(engine_key)}"
        nats = (f"nats://{login}@127.0.0.1:{engine.port}",)
        file = key_file(tmp_path, ClusterKey.new(new_key(2).peers, nats))

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
