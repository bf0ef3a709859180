"""A network on several machines, of which one is lost: fake servers at the other end."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from unittest.mock import Mock

import pytest

from tests.client.connect.test_reconnecting_link import FakeConnection, FakeServer, Watched
from tests.client.peers import certificate, peer
from tui_chat.client.config.connection_and_ui_options import ClientOptions, Encryption
from tui_chat.client.connect import retry_policy
from tui_chat.client.connect.connector_interface import DirectConnector
from tui_chat.client.connect.known_servers import KnownNodes, KnownServers
from tui_chat.client.connect.node_connector import NodeConnector
from tui_chat.client.connection_security import Recognised
from tui_chat.client.events import ConnectionStarted, Disconnected, Registered
from tui_chat.wire.nodes_capability import CUT_OFF, Address

HOST = "127.0.0.1"


async def serving() -> AsyncIterator[FakeServer]:
    fake = FakeServer()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await fake.connections.put(FakeConnection(reader, writer))

    listener = await asyncio.start_server(serve, HOST, 0)
    fake.port = listener.sockets[0].getsockname()[1]
    yield fake
    listener.close()


@pytest.fixture
async def one() -> AsyncIterator[FakeServer]:
    async for fake in serving():
        yield fake


@pytest.fixture
async def two() -> AsyncIterator[FakeServer]:
    async for fake in serving():
        yield fake


@pytest.fixture(autouse=True)
def never_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits between attempts waits for ever."""
    monkeypatch.setattr(retry_policy, "backoff", lambda _attempt: 3600.0)
    monkeypatch.setattr(retry_policy, "_SPREAD", 0.0)


def plain(port: int, known: KnownServers) -> NodeConnector:
    """A connector without encryption, to a server of this machine."""

    def never(_host: str, _port: int, _shown: frozenset[str]) -> DirectConnector:
        raise AssertionError("it is encrypted")

    return NodeConnector(DirectConnector(HOST, port, None), HOST, port, known, never)


async def welcomed(client: FakeConnection, *nodes: FakeServer) -> None:
    """Take a client in that is told of these nodes."""
    await client.hears("CAP LS")
    told = ",".join(f"{HOST}:{one.port}" for one in nodes)
    client.says(f":irc CAP * LS :cap-notify tui-chat/nodes={told}")
    await client.hears("CAP REQ")
    client.says(":irc CAP * ACK :cap-notify")
    await client.hears("CAP END")
    client.says(":irc 001 ana :Welcome", ":irc 422 ana :No message of the day")


async def test_another_node_is_gone_to_at_once_when_one_is_lost(
    one: FakeServer, two: FakeServer
) -> None:
    known = KnownServers(None)
    watched = Watched(one.port, connector=plain(one.port, known))
    running = asyncio.create_task(watched.link.run())
    first = await one.accept()
    await welcomed(first, one, two)
    await watched.until(Registered)
    first.closes()
    assert (await watched.until(Disconnected)).retry_in == 0.0
    started = await watched.until(ConnectionStarted)
    assert (started.host, started.port) == (HOST, two.port)
    second = await two.accept()
    await welcomed(second, one, two)
    await watched.until(Registered)
    # The second puts us out, soon after: back to the first, and then it is time to wait.
    second.says("ERROR :Closing link: no")
    second.closes()
    assert (await watched.until(Disconnected)).retry_in == 3600.0
    assert known.nodes(HOST, one.port).addresses == ((HOST, one.port), (HOST, two.port))
    running.cancel()
    await asyncio.wait([running])


def soon() -> object:
    """A wait of some seconds."""
    return pytest.approx(retry_policy.LONGEST_ROUND_WAIT, rel=0.25)


async def test_a_server_that_is_cut_off_from_its_network_is_soon_come_back_to(
    one: FakeServer,
) -> None:
    watched = Watched(one.port)
    running = asyncio.create_task(watched.link.run())
    for _newcomer in range(3):
        peer = await one.accept()
        peer.says(f"ERROR :Closing link: {CUT_OFF}")
        peer.closes()
        assert (await watched.until(Disconnected)).retry_in == soon()
        watched.link.retry_now()
    peer = await one.accept()
    await peer.welcomes()
    peer.says(f"ERROR :Closing link: {CUT_OFF}")
    peer.closes()
    assert (await watched.until(Disconnected)).retry_in == soon()
    watched.link.retry_now()
    (await one.accept()).closes()
    assert (await watched.until(Disconnected)).retry_in == soon()
    running.cancel()
    await asyncio.wait([running])


async def test_each_connection_tells_which_nodes_there_are(
    one: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    connector, learned = plain(one.port, KnownServers(None)), list[object]()
    monkeypatch.setattr(connector, "learn", learned.append)
    watched = Watched(one.port, connector=connector)
    running = asyncio.create_task(watched.link.run())
    for _connection in range(2):
        peer = await one.accept()
        await welcomed(peer, one)
        await watched.until(Registered)
        peer.closes()
        await watched.until(Disconnected)
        watched.link.retry_now()
    running.cancel()
    await asyncio.wait([running])
    assert learned == [((HOST, one.port),)] * 2


async def test_while_all_nodes_are_away_the_rounds_over_them_stay_close(
    one: FakeServer, two: FakeServer
) -> None:
    watched = Watched(one.port, connector=plain(one.port, KnownServers(None)))
    running = asyncio.create_task(watched.link.run())
    first = await one.accept()
    await welcomed(first, one, two)
    await watched.until(Registered)
    first.closes()
    (await two.accept()).closes()
    assert [(await watched.until(Disconnected)).retry_in for _each in range(2)] == [0.0, soon()]
    for _round in range(2):
        watched.link.retry_now()
        for node in (one, two):
            (await node.accept()).closes()
        assert [(await watched.until(Disconnected)).retry_in for _each in range(2)] == [0.0, soon()]
    running.cancel()
    await asyncio.wait([running])


async def test_a_client_that_starts_while_its_server_is_away_goes_to_another(
    two: FakeServer,
) -> None:
    async for gone in serving():
        away = gone.port
    known = KnownServers(None)
    known.put_nodes(
        HOST, away, KnownNodes(((HOST, away), (HOST, two.port)), "", is_encrypted=False)
    )
    watched = Watched(away, connector=plain(away, known))
    running = asyncio.create_task(watched.link.run())
    await welcomed(await two.accept(), two)
    await watched.until(Registered)
    running.cancel()
    await asyncio.wait([running])


async def test_a_server_that_sends_people_away_is_not_left_for_another(
    one: FakeServer, two: FakeServer
) -> None:
    known = KnownServers(None)
    known.put_nodes(HOST, one.port, KnownNodes(((HOST, two.port),), "", is_encrypted=False))
    watched = Watched(one.port, connector=plain(one.port, known))
    running = asyncio.create_task(watched.link.run())
    banning = await one.accept()
    await banning.hears("NICK")
    banning.says(":irc 465 ana :You are banned", "ERROR :Banned")
    banning.closes()
    await running
    assert two.connections.empty()


def moves(connector: NodeConnector, *, afresh: bool = False) -> list[Address]:
    """Where it goes, until it is time to wait."""
    places: list[Address] = []
    while connector.move_on(afresh=afresh and not places):
        places.append(connector.place)
    return places


def test_every_node_is_tried_once_before_it_is_time_to_wait() -> None:
    known = KnownServers(None)
    nodes = ((HOST, 1), (HOST, 2), (HOST, 3))
    known.put_nodes(HOST, 1, KnownNodes(nodes, "", is_encrypted=False))
    connector = plain(1, known)
    assert moves(connector) == [(HOST, 2), (HOST, 3)]
    assert connector.place == (HOST, 1)
    assert moves(connector) == [(HOST, 2), (HOST, 3)]
    assert connector.move_on(afresh=True)
    assert moves(connector, afresh=True) == [(HOST, 3), (HOST, 1)]


def test_a_server_alone_is_waited_for() -> None:
    assert moves(plain(1, KnownServers(None))) == []


def test_servers_elsewhere_are_never_gone_to_unencrypted() -> None:
    known = KnownServers(None)
    known.put_nodes(HOST, 1, KnownNodes((("evil.example", 1), (HOST, 2)), "", is_encrypted=False))
    assert moves(plain(1, known)) == [(HOST, 2)]


def encrypting(port: int, known: KnownServers) -> NodeConnector:
    options = ClientOptions(HOST, port, encryption=Encryption(known=known))
    connector = options.connector()
    assert isinstance(connector, NodeConnector)
    return connector


def test_what_a_server_says_of_encryption_is_kept_for_that_node() -> None:
    known = KnownServers(None)
    known.put_nodes("tea.example", 1, KnownNodes((("tea.example", 2),), "ab", is_encrypted=True))
    named, other = Mock(), Mock()
    connector = NodeConnector(named, "tea.example", 1, known, lambda *_node: other)
    for present in (named, other):
        connector.demand(6697)
        present.demand.assert_called_once_with(6697)
        connector.keep(None)
        present.keep.assert_called_once_with(None)
        assert (connector.port, connector.policy) == (present.port, present.policy)
        assert connector.move_on(afresh=False) is (present is named)
    connector.accept()
    named.accept.assert_called_once()


async def test_nodes_are_known_by_the_certificate_of_the_network(tmp_path: Path) -> None:
    known = KnownServers(tmp_path / "known.json")
    shared, other = certificate(tmp_path / "shared"), certificate(tmp_path / "other")
    async with peer(tls=shared) as first, peer(tls=shared) as second, peer(tls=other) as stranger:
        connector = encrypting(first, known)
        (await connector.open()).writer.close()
        connector.learn([(HOST, first), (HOST, stranger), (HOST, second)])
        assert connector.move_on(afresh=True)
        with pytest.raises(OSError, match="certificate of the network"):
            await connector.open()
        assert connector.move_on(afresh=False)
        opened = await connector.open()
        assert (opened.port, opened.security.recognised) == (second, Recognised.SAME)
        opened.writer.close()
        # Another run knows it, too.
        again = encrypting(first, known)
        assert [again.move_on(afresh=False), again.place] == [True, (HOST, stranger)]


async def test_what_is_said_unencrypted_from_elsewhere_is_not_believed(one: FakeServer) -> None:
    known = KnownServers(None)
    connector = plain(one.port, known)
    connector.learn([(HOST, 5)])  # nothing is connected
    assert known.nodes(HOST, one.port) == KnownNodes()
    (await connector.open()).writer.close()
    connector.learn([(HOST, 5)])
    assert known.nodes(HOST, one.port).addresses == ((HOST, 5),)
    connector.learn([])
    assert known.nodes(HOST, one.port) == KnownNodes()
