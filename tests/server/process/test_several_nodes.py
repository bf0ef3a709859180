"""Whatever operators and visitors use works on any node of a network, and says which it was."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest
import pytest_asyncio
from click.testing import CliRunner

pytest.importorskip("asyncssh")
pytest.importorskip("nats")

from tests.server.cluster.engines import needs_engine, new_key, running
from tests.server.doors.ssh_visitors import SSH, visiting
from tests.server.doors.web_visitors import WEB, chatting
from tests.server.sockets import PATIENCE, Client, fast_config
from tui_chat.cli.main import main
from tui_chat.server.cluster.key_file import ClusterKey, key_text
from tui_chat.server.cluster.nats.server_config import USER, client_password
from tui_chat.server.config.config_schema import Cluster, Listen
from tui_chat.server.core.settings import AccountPolicy, Operator
from tui_chat.server.process.server import Server
from tui_chat.server.process.state_folder import prepare_state
from tui_chat.server.workers.password_hashing import Passwords

pytestmark = [needs_engine, pytest.mark.asyncio(loop_scope="module")]
_NETCAT: Final = Listen(port=0, lines="ask", tls=False, plain=True)
_PASSWORD: Final = "correct-horse-battery"


class Nodes(NamedTuple):
    """Two running nodes, and their folders."""

    one: Server
    two: Server
    folders: tuple[Path, Path]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def nodes(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Nodes]:
    """On an existing NATS; whoever comes by ssh, browser or netcat comes to node2."""
    scratch = tmp_path_factory.mktemp("nodes")
    engine_key = new_key(1)
    with running(engine_key, scratch / "engine") as engine:
        nats = f"nats://{USER}:{client_password(engine_key)}@127.0.0.1:{engine.port}"
        file = scratch / "net.key"
        file.touch(mode=0o600)
        file.write_text(key_text(ClusterKey.new(new_key(2).peers, (nats,))))
        folders = scratch / "n1", scratch / "n2"
        operators = (Operator("root", Passwords(cost=0).secrets(_PASSWORD).hash),)

        def node(number: int, *places: Listen) -> Server:
            prepare_state(folders[number - 1])
            config = fast_config(
                cluster=Cluster(str(file), number),
                accounts=AccountPolicy(hash_cost=0),
                operators=operators,
                also_listen=places,
            )
            return Server(config, folders[number - 1])

        async with node(1) as one, node(2, SSH, WEB, _NETCAT) as two:
            yield Nodes(one, two, folders)


async def say(*words: str | Path, typed: str = "") -> tuple[str, str]:
    """What `tui-chat` with these words prints: results, and remarks."""
    done = await asyncio.to_thread(
        CliRunner().invoke, main, list(map(str, words)), input=typed, catch_exceptions=False
    )
    assert done.exit_code == 0, done.output
    return done.stdout, done.stderr


async def operator(server: Server, nick: str) -> Client:
    client = await Client.named(server, nick)
    client.says(f"OPER root {_PASSWORD}")
    await client.hears(" 381 ")
    return client


async def test_operators_of_any_node_reach_whom_they_mean_on_the_other(nodes: Nodes) -> None:
    for here, there, name in ((nodes.one, nodes.two, "node2"), (nodes.two, nodes.one, "node1")):
        root, bob = await operator(here, "root"), await Client.named(there, "bob")
        bob.says("MODE bob +w")
        await bob.hears("MODE bob +w")
        root.says("WALLOPS :tea is ready", "CHGHOST bob b tea.example", "WHOIS bob")
        await bob.hears(":root!root@127.0.0.1 WALLOPS :tea is ready")
        await root.hears(f"Changed the host of bob, connected to {name}")
        await root.hears(f" 312 root bob {name} ")
        root.says("KILL bob :out")
        assert "KILL bob out" in await bob.hears(" KILL ")
        await bob.hears("ERROR")
        await root.hears(f"Killed bob, connected to {name}")
        bob = await Client.named(there, "bob")
        root.says("UBAN ADD bob!*@* :stay out")
        await root.hears(f"Put off the network: 1 on {name}")
        assert "stay out" in await bob.hears("ERROR")
        for server in (nodes.one, nodes.two):
            bob = await Client.to(server)
            bob.says("NICK bob", "USER bob 0 * :bob")
            assert "stay out" in await bob.hears("ERROR")
        root.says("UBAN DEL bob!*@*")
        await root.hears("No longer banned on any node: bob!*@*")
        root.says("INVITATION ADD")
        invitation = (await root.hears(" CREATED ")).split()[4]
        other = await operator(there, "other")
        other.says(f"INVITATION DEL {invitation}")
        await other.hears(f" REVOKED {invitation} ")
        other.says("REHASH")
        await other.hears(f"The configuration was read again by {name}.")
        for client in (root, other):
            client.says("QUIT")
            await client.hears("ERROR")


async def test_the_command_line_works_on_any_node_and_says_which(
    nodes: Nodes, tmp_path: Path
) -> None:
    first, second = nodes.folders
    config, secret = tmp_path / "config.toml", f"{_PASSWORD}\n"
    config.write_text("[accounts]\nhash_cost = 0\n")
    cheap = ("--config", config)
    told, _ = await say("account", "add", "eva", "--state", first, *cheap, typed=secret)
    assert told == "The account eva was created on all nodes, through node1.\n"
    told, _ = await say("account", "password", "eva", "--state", second, *cheap, typed=secret)
    assert told == "The password of eva was changed on all nodes, through node2.\n"
    assert (await say("account", "list", "--state", first))[0] == "eva\n"
    eva = await Client.named(nodes.one, "adam")
    eva.says(f"NICKSERV IDENTIFY eva {_PASSWORD}", "PRIVMSG #lobby :kept on both")
    await eva.hears(" 900 ")
    _, told = await say("invite", "--state", second)
    assert "It counts on all nodes; node2 has taken the order." in told
    invitation = told.split()[1].rstrip(":")
    told, _ = await say("invite", "--revoke", invitation, "--state", first)
    assert told == (
        f"The invitation {invitation} was revoked. "
        "It counts on all nodes; node1 has taken the order.\n"
    )
    for name, folder in (("node1", first), ("node2", second)):
        said, remark = await say("history", "export", "#lobby", "--state", folder)
        assert "kept on both" in said
        assert remark.rstrip().endswith(f"This is the history of {name}.")
        told, _ = await say("backup", tmp_path / name, "--state", folder)
        assert told.endswith(f" of {name} to {tmp_path / name}.\n")
        said, _ = await say("history", "export", "#lobby", "--state", tmp_path / name)
        assert "kept on both" in said
    told, _ = await say("account", "drop", "eva", "--state", second)
    assert told == "The account eva was deleted on all nodes, through node2.\n"
    eva.leave()


async def test_visitors_of_a_node_are_on_the_network(nodes: Nodes) -> None:
    ana = await Client.named(nodes.one, "ana")
    async with visiting(nodes.two, "sue") as sue, chatting(nodes.two, "web") as web:
        sue.type("by ssh\r")
        await ana.hears("PRIVMSG #lobby :by ssh")
        await web.types("in a browser\r")
        await ana.hears("PRIVMSG #lobby :in a browser")
        ana.says("PRIVMSG #lobby :from node1", "WHOIS sue", "WHOIS web")
        await sue.shows("from node1")
        await web.shows("from node1")
        await ana.hears(" 312 ana sue node2 ")
        await ana.hears(" 312 ana web node2 ")
    port = next(one.port for one in nodes.two.endpoints.listeners if one.place.lines)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"ned\nwith netcat\n")
    await ana.hears("PRIVMSG #lobby :with netcat")
    ana.says("PRIVMSG #lobby :hello ned", "WHOIS ned")
    await ana.hears(" 312 ana ned node2 ")
    async with asyncio.timeout(PATIENCE):
        await reader.readuntil(b"hello ned")
    writer.close()
    ana.leave()
