"""Whatever operators and visitors use works on any node of a network, and says which it was."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from time import time
from typing import Final

import pytest
import pytest_asyncio
from click.testing import CliRunner

pytest.importorskip("asyncssh")
pytest.importorskip("nats")

from tests.client.cutting import Person
from tests.server.cluster.engines import needs_engine, new_key, running
from tests.server.doors.ssh_visitors import SSH, visiting
from tests.server.doors.web_visitors import WEB, chatting
from tests.server.sockets import PATIENCE, Client, fast_config
from tui_chat.cli.main import main
from tui_chat.client.config.connection_and_ui_options import ClientOptions, Encryption
from tui_chat.client.connect import retry_policy
from tui_chat.client.connect.known_servers import KnownServers
from tui_chat.server.cluster.key_file import ClusterKey, key_text
from tui_chat.server.cluster.nats.server_config import USER, client_password
from tui_chat.server.config.config_schema import Cluster, Listen
from tui_chat.server.core.settings import AccountPolicy, Operator
from tui_chat.server.process.server import Server
from tui_chat.server.process.state_folder.creation_and_lock import prepare_state
from tui_chat.server.workers.password_hashing import Passwords

pytestmark = [needs_engine, pytest.mark.asyncio(loop_scope="module")]
_NETCAT: Final = Listen(port=0, lines="ask", tls=False, plain=True)
_PASSWORD: Final = "correct-horse-battery"


class Nodes:
    """Two nodes, and their folders; whoever comes by ssh, browser or netcat comes to node2."""

    def __init__(self, key: Path, folders: tuple[Path, Path]) -> None:
        self._key = key
        self.folders = folders
        self._running: dict[int, Server] = {}
        self._ports = {1: 0, 2: 0}

    async def start(self, number: int) -> None:
        """Start a node, at the same port as before."""
        folder = self.folders[number - 1]
        prepare_state(folder)
        config = fast_config(
            listen=Listen(port=self._ports[number]),
            cluster=Cluster(str(self._key), number),
            accounts=AccountPolicy(hash_cost=0),
            operators=(Operator("root", Passwords(cost=0).secrets(_PASSWORD).hash),),
            also_listen=(SSH, WEB, _NETCAT) if number == 2 else (),
        )
        server = Server(config, folder)
        await server.__aenter__()
        self._running[number], self._ports[number] = server, server.port

    async def stop(self, number: int) -> None:
        """Stop a node as an operator would."""
        await self._running.pop(number).__aexit__()

    @property
    def one(self) -> Server:
        return self._running[1]

    @property
    def two(self) -> Server:
        return self._running[2]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def nodes(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Nodes]:
    """On an existing NATS."""
    scratch = tmp_path_factory.mktemp("nodes")
    engine_key = new_key(1)
    with running(engine_key, scratch / "engine") as engine:
        nats = f"nats://{USER}:{client_password(engine_key)}@127.0.0.1:{engine.port}"
        file = scratch / "net.key"
        file.touch(mode=0o600)
        file.write_text(key_text(ClusterKey.new(new_key(2).peers, (nats,))))
        both = Nodes(file, (scratch / "n1", scratch / "n2"))
        await both.start(1)
        await both.start(2)
        yield both
        await both.stop(2)
        await both.stop(1)


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
        assert "KILL bob :out" in await bob.hears(" KILL ")
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


async def all_is_written(nodes: Nodes) -> None:
    """Have all that was said so far in the histories of both nodes.

    Once a node tells what was said on the other, it knows of all before it.
    """
    ends = [await Client.named(node, f"end{node.port}") for node in (nodes.one, nodes.two)]
    for one, other in (ends, ends[::-1]):
        other.says("PRIVMSG #lobby :the end")
        await one.hears("PRIVMSG #lobby :the end")
    for end in ends:
        end.leave()
    for node in (nodes.one, nodes.two):
        node.node.history.commit()  # it would do so within 50 ms


async def test_people_stay_while_one_node_after_the_other_is_restarted(
    nodes: Nodes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the links of our client: they go to the other node by themselves."""
    monkeypatch.setattr(retry_policy, "backoff", lambda _attempt: 0.0)
    monkeypatch.setattr(retry_policy, "_SPREAD", 0.0)
    people = [talker("pia", nodes.one), talker("max", nodes.two)]
    links = [asyncio.create_task(one.link.run()) for one in people]
    for one in people:
        await one.is_in()
    texts: list[str] = []

    def all_say(what: str) -> None:
        for one in people:
            texts.append(f"{one.session.nick} {what}")
            one.session.say(one.tea, texts[-1], time())

    for number, left in (1, nodes.two), (2, nodes.one):
        all_say(f"before {number}")  # on the way while the node stops
        await nodes.stop(number)
        all_say(f"without {number}")
        for one in people:
            await one.has_said_all()
            assert one.link.place[1] == left.port
        await nodes.start(number)
        all_say(f"after {number}")
    for one in people:
        await one.has_said_all()
        await one.has_heard(len(texts))
        assert sorted(one.said()) == sorted(texts)
    await all_is_written(nodes)
    orders = []
    for folder in nodes.folders:  # one order for all, and of each as they said it
        told, _ = await say("history", "export", "#tea", "--state", folder)
        kept = [text for line in told.splitlines() for text in texts if line.endswith(text)]
        assert sorted(kept) == sorted(texts)
        orders.append(kept)
        for one in people:
            mine = [text for text in texts if text.startswith(one.session.nick)]
            assert [text for text in kept if text in mine] == mine
    assert orders[0] == orders[1]
    for task in links:
        task.cancel()
    await asyncio.wait(links)


def talker(nick: str, server: Server) -> Person:
    """Somebody with our client at a node."""
    options = ClientOptions(
        "127.0.0.1", server.port, encryption=Encryption(known=KnownServers(None))
    )
    return Person(nick, server.port, options.connector())
