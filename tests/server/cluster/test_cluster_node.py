"""Nodes of one network, on a real engine."""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from time import time_ns
from typing import Any

import pytest

from tests.server.cluster.engines import (
    RunningEngine,
    freeze,
    needs_engine,
    new_key,
    running,
    thaw,
)

pytest.importorskip("nats")
import nats

from tests.server.cluster.network_cable import Cable
from tests.server.cluster.nodes_in_process import QUICK, ClusterMember, Member
from tests.server.world import World
from tui_chat.server.cluster import (
    ClusterError,
    cluster_node,
    heartbeats_and_lost_nodes,
    initial_snapshot_and_stream,
    joining_rules,
    stream_log,
)
from tui_chat.server.cluster.nats.connection_options import connect_options
from tui_chat.server.cluster.nats.jetstream_requests import manage
from tui_chat.server.cluster.stream_log import Entry
from tui_chat.server.cluster.timing import Timing
from tui_chat.server.core.events import UNSTAMPED, GraceEnded, NodeLost
from tui_chat.server.core.messages.history_request_types import Reading
from tui_chat.server.core.settings import Limits, Settings
from tui_chat.server.core.state_dump import dump
from tui_chat.server.core.users import node_joins_and_losses
from tui_chat.server.engine.clock import SYSTEM_CLOCK, Clock
from tui_chat.server.store import sqlite_writer
from tui_chat.server.store.history_log_place import log_place
from tui_chat.server.store.sqlite_history import SqliteHistory
from tui_chat.server.store.sqlite_record_store import SqliteRecords

pytestmark = needs_engine
_numbers = itertools.count()


class Network:
    """A network whose nodes a test starts."""

    def __init__(self, name: str, folder: Path, options: dict[str, Any]) -> None:
        self.name = name
        self.folder = folder
        self.options = options
        self.running: list[ClusterMember] = []

    async def start(
        self,
        name: str,
        settings: Settings | None = None,
        timing: Timing = QUICK,
        clock: Clock = SYSTEM_CLOCK,
        port: int = 0,
    ) -> ClusterMember:
        """Start a node of this name, which reaches the engine at another port if one is given."""
        options = self.options | ({"servers": [f"nats://127.0.0.1:{port}"]} if port else {})
        folder = self.folder / name
        member = ClusterMember(name, folder, options, self.name, settings, timing, clock)
        try:
            await member.start()
        except BaseException:
            await member.cluster.close()
            raise
        self.running.append(member)
        return member

    async def lose_log(self) -> None:
        """As if the engine had lost it."""
        await self._manage("DELETE", {})

    async def purge_before(self, sequence: int) -> None:
        """As if the log were old."""
        await self._manage("PURGE", {"seq": sequence + 1})

    async def takes_entries(self, *, well: bool) -> None:
        """Whether the engine writes what it is given, or only answers, as with a full disk."""
        connection = await nats.connect(**self.options)
        name = f"TC_{self.name}_LOG"
        info = await connection.request(f"$JS.API.STREAM.INFO.{name}", b"")
        config = json.loads(info.data)["config"]
        config |= {"max_msgs": -1, "discard": "old"} if well else {"max_msgs": 1, "discard": "new"}
        await manage(connection, "UPDATE", name, config)
        await connection.close()

    async def _manage(self, verb: str, request: dict[str, Any]) -> None:
        connection = await nats.connect(**self.options)
        await manage(connection, verb, f"TC_{self.name}_LOG", request)
        await connection.close()

    async def die(self, member: ClusterMember) -> None:
        self.running.remove(member)
        await member.die()

    async def stop(self, member: ClusterMember) -> None:
        self.running.remove(member)
        await member.stop()


@pytest.fixture
async def net(engine: RunningEngine, tmp_path: Path) -> AsyncIterator[Network]:
    """Each test has a network of its own."""
    options = connect_options(engine.key, engine.port)
    network = Network(f"net{next(_numbers)}", tmp_path, options)
    yield network
    for member in network.running:
        await member.die()


async def until(condition: Callable[[], object]) -> None:
    """Wait for something that nobody tells."""
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.005)


async def same_state(*members: ClusterMember) -> None:
    """Wait until all have applied as much; then they must have the same state."""
    await until(lambda: len({dump(one.node.network) for one in members}) == 1)


def history(member: ClusterMember, channel: str = "#tea") -> list[str]:
    """What was said, as a node has kept it."""
    member.node.history.commit()
    found: Any = member.node.history.answer(Reading(channel, 1000))
    return [entry.message.params[1] for entry in found]


def kept_messages(member: ClusterMember) -> list[tuple[int, str, str]]:
    """The same with times and msgids."""
    member.node.history.commit()
    found: Any = member.node.history.answer(Reading("#tea", 1000))
    texts = [(one.at, one.message.tags["msgid"], one.message.params[-1]) for one in found]
    return [one for one in texts if " of " in one[2]]


async def kept(member: ClusterMember, text: str) -> None:
    """Wait until this is the last that a node has kept."""
    await until(lambda: history(member)[-1:] == [text])


async def tea(*people: Member) -> None:
    """All of them join #tea, one after the other."""
    for person in people:
        person.says("JOIN #tea")
        await person.hears_of(" 366 ")


async def test_people_on_different_nodes_are_on_one_network(net: Network) -> None:
    one, two = await net.start("n1"), await net.start("n2")
    ana, bob = await one.enter("ana"), await two.enter("bob")
    await tea(ana, bob)
    await ana.hears_of(":bob!bob@host JOIN #tea")
    ana.says("PRIVMSG #tea :hello")
    await bob.hears_of(":ana!ana@host PRIVMSG #tea hello")
    bob.says("PRIVMSG ana :psst")
    await ana.hears_of(":bob!bob@host PRIVMSG ana psst")
    # One nickname space: whoever comes second is told.
    other = two.connect()
    other.says("NICK ana")
    other.says("USER other 0 * :Other")
    await other.hears_of(" 433 ")
    await same_state(one, two)
    assert history(one) == history(two) == ["hello"]


async def test_what_is_noted_at_one_node_is_told_at_the_other(net: Network) -> None:
    one, two = await net.start("n1"), await net.start("n2")
    watcher = await one.enter("eva", "extended-monitor", "away-notify", "draft/metadata-2", "batch")
    watcher.says("MONITOR + bob,ghost")
    await watcher.hears_of(" 731 eva bob,ghost")
    watcher.says("METADATA * SUB status")
    await watcher.hears_of(" 770 eva status")
    bob = await two.enter("bob", "draft/metadata-2", "draft/read-marker")
    await watcher.hears_of(" 730 * bob!bob@host")
    bob.says("AWAY :lunch")
    await watcher.hears_of(":bob!bob@host AWAY lunch")
    bob.says("METADATA * SET status :tired")
    await watcher.hears_of("METADATA bob status * tired")
    watcher.says("METADATA bob GET status")
    await watcher.hears_of(" 761 eva bob status * tired")
    # How far somebody has read is told to their own devices alone.
    bob.says("NICKSERV REGISTER sesame-seed")
    await bob.hears_of(" 900 ")
    await same_state(one, two)  # or the other node does not know of the account yet
    device = await one.come_back("bob", "draft/read-marker")
    bob.says("MARKREAD #tea timestamp=2021-01-01T00:00:00.000Z")
    await bob.hears_of("MARKREAD #tea timestamp=2021-01-01T00:00:00.000Z")
    await device.hears_of("MARKREAD #tea timestamp=2021-01-01T00:00:00.000Z")
    watcher.says("MARKREAD #tea")
    await watcher.hears_of("MARKREAD #tea *")
    device.says("QUIT")
    bob.says("QUIT")
    await watcher.hears_of(" 731 * bob")
    await same_state(one, two)


async def test_nodes_that_start_at_once_found_one_network(net: Network) -> None:
    nodes = await asyncio.gather(*(net.start(f"n{number}") for number in range(4)))
    ana, bob = await nodes[0].enter("ana"), await nodes[3].enter("bob")
    await tea(ana, bob)
    bob.says("PRIVMSG #tea :hello")
    await ana.hears_of("PRIVMSG #tea hello")
    await same_state(*nodes)


async def test_a_node_without_people_keeps_what_others_say(net: Network) -> None:
    one, two = await net.start("n1"), await net.start("n2")
    ana = await one.enter("ana")
    await tea(ana)
    ana.says("PRIVMSG #tea :hello")
    await kept(two, "hello")


async def test_the_people_of_a_dead_node_leave(net: Network) -> None:
    one, two = await net.start("n1"), await net.start("n2")
    ana, bob = await one.enter("ana"), await two.enter("bob")
    await tea(ana, bob)
    await net.die(two)
    await ana.hears_of(":bob!bob@host QUIT :Connection lost")
    assert [*one.node.network.nodes.by_name] == ["n1"]


async def test_whoever_is_logged_in_moves_to_another_node_without_a_word(net: Network) -> None:
    one, two = await net.start("n1"), await net.start("n2")
    bob, ana = await one.enter("bob"), await two.enter("ana")
    ana.says("NICKSERV REGISTER sesame-seed")
    await ana.hears_of(" 900 ")
    await tea(bob, ana)
    await net.stop(two)
    await until(lambda: not one.node.network.sessions.keys() - {bob.id})
    back = await one.come_back("ana")
    back.says("PRIVMSG #tea :back")
    await bob.hears_of("PRIVMSG #tea back")
    assert not [line for line in bob.heard if "QUIT" in line]
    # A restarted node has it all again.
    again = await net.start("n2")
    await same_state(one, again)
    assert history(again) == history(one) == ["back"]


async def test_what_comes_too_late_for_the_log_is_not_acknowledged(net: Network) -> None:
    """Else the client, which would have said it again at another node, takes it for said."""
    one, two = await net.start("n1"), await net.start("n2")
    ana, bob = await one.enter("ana", "labeled-response", "batch"), await two.enter("bob")
    await tea(ana, bob)
    ana.says("@label=early PRIVMSG #tea :early")
    await ana.hears_of("@label=early :tui-chat.local ACK")
    stopping = asyncio.create_task(net.stop(one))
    await asyncio.sleep(0)  # its last event is on the way to the log
    ana.says("@label=late PRIVMSG #tea :late")
    await stopping
    await bob.hears_of(":ana!ana@host QUIT :Server stopped")
    assert not [line for line in ana.heard if "label=late" in line]
    assert history(two) == ["early"]


async def test_a_node_that_was_taken_for_dead_closes_its_connections_and_is_back(
    net: Network,
) -> None:
    one, two = await net.start("n1"), await net.start("n2")
    ana, bob = await one.enter("ana"), await two.enter("bob")
    await tea(ana, bob)
    await same_state(one, two)  # a node that said more than its judge has seen is not lost
    member = one.node.network.nodes.by_name["n2"]
    one.cluster.backplane.submit(NodeLost(one.node.id, UNSTAMPED, member.incarnation, member.batch))
    await bob.hears_of("ERROR")
    await bob.is_closed()
    await ana.hears_of(":bob!bob@host QUIT")
    # Until it has read that itself, it closes the connections that are made.
    await until(lambda: two.cluster.backplane.incarnation)
    bob = await two.enter("bob")
    await tea(bob)
    bob.says("PRIVMSG #tea :again")
    await ana.hears_of("PRIVMSG #tea again")
    await same_state(one, two)


async def test_a_young_node_begins_with_a_snapshot_and_has_the_whole_history(net: Network) -> None:
    timing = QUICK._replace(snapshot_events=20)
    one = await net.start("n1", timing=timing)
    ana = await one.enter("ana")
    ana.says("NICKSERV REGISTER sesame-seed")
    await ana.hears_of(" 900 ")
    await tea(ana)
    said = [str(number) for number in range(60)]
    for text in said:
        ana.says(f"PRIVMSG #tea :{text}")
        await kept(one, text)
    # The log itself begins behind a snapshot.
    await until(lambda: one.cluster.written)
    await net.purge_before(one.cluster.written[-1].sequence)
    two = await net.start("n2")
    await same_state(one, two)
    assert history(two) == said
    assert [*two.node.records.all()] == [*one.node.records.all()]
    await two.come_back("ana")


async def test_a_server_with_accounts_and_history_becomes_a_network(net: Network) -> None:
    (net.folder / "n1").mkdir()
    alone = World(
        settings=Settings(auto_join=()),
        tick_per_line=True,
        history=SqliteHistory(net.folder / "n1"),
        records=SqliteRecords(net.folder / "n1"),
    )
    (ana,) = alone.join("#tea", "ana")
    ana.says("NICKSERV REGISTER sesame-seed")
    alone.settle()
    ana.says("PRIVMSG #tea :before")
    alone.settle()
    alone.node.history.close()
    alone.node.records.close()
    one = await net.start("n1")
    two = await net.start("n2")
    await two.come_back("ana")
    await same_state(one, two)
    assert history(one) == history(two) == ["before"]


async def test_another_configuration_is_refused_in_a_sentence(net: Network) -> None:
    await net.start("n1")
    with pytest.raises(ClusterError, match=r"differs .* in limits\.nick: make it the same"):
        await net.start("n2", Settings(auto_join=(), limits=Limits(nick=9)))


async def test_other_rules_are_refused_in_a_sentence(
    net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    await net.start("n1")
    monkeypatch.setattr(joining_rules, "CORE", 99)
    with pytest.raises(ClusterError, match=r"run core .*, and this one core 99"):
        await net.start("n2")


async def test_two_servers_under_one_name_are_told(net: Network) -> None:
    one = await net.start("n1")
    namesake = ClusterMember("n1", net.folder / "n2", net.options, net.name, None, QUICK)
    await namesake.start()
    net.running.append(namesake)
    assert "Another server has joined the network as n1" in await one.cluster.ended


async def test_a_log_that_was_made_anew_is_refused(
    net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(initial_snapshot_and_stream, "_LOOKS", 2)
    one = await net.start("n1")
    ana = await one.enter("ana")
    await tea(ana)
    await net.die(one)
    await net.lose_log()
    with pytest.raises(ClusterError, match=r"log is gone.*refound"):
        await net.start("n1")


async def test_a_dead_connection_to_another_node_loses_its_nickname(net: Network) -> None:
    one, two = await net.start("n1"), await net.start("n2")
    ana, bob = await one.enter("ana"), await two.enter("bob")
    await tea(ana, bob)
    bob.is_dead = True
    again = await one.enter("bob")
    await ana.hears_of(":bob!bob@host QUIT :Ping timeout")
    # Whoever lives keeps it.
    other = two.connect()
    other.says("NICK ana")
    other.says("USER other 0 * :Other")
    await other.hears_of(" 433 ")
    assert not again.closed


async def test_who_comes_back_at_once_has_the_nickname_again(net: Network) -> None:
    one = await net.start("n1")
    ana = await one.enter("ana")
    ana.drops()
    await one.enter("ana")


async def test_a_node_whose_state_differs_loads_it_again(net: Network) -> None:
    timing = QUICK._replace(digest_entries=4)
    nodes = [await net.start(name, timing=timing) for name in ("n1", "n2", "n3")]
    one, two, three = nodes
    ana, bob = await one.enter("ana"), await two.enter("bob")
    await tea(ana, bob)
    two.node.network.most_users += 1
    for number in range(20):
        ana.says(f"PRIVMSG #tea :{number}")
        await kept(one, str(number))
    await bob.is_closed()
    await until(lambda: two.cluster.backplane.incarnation)
    await same_state(one, two, three)
    assert [*two.folder.glob("diverged-*")]
    assert not ana.closed
    # One that differs again and again has another mistake than a lost bit.
    two.cluster.ended.add_done_callback(lambda _: None)
    number = 100
    while not two.cluster.ended.done():
        number += 1
        two.node.network.most_users += 1
        ana.says(f"PRIVMSG #tea :{number}")
        await kept(one, str(number))
    assert "differs from that of the others again and again" in two.cluster.ended.result()
    assert len([*two.folder.glob("diverged-*")]) == 3


def an_hour(ahead: int) -> Clock:
    """The clock of a machine that is so many hours ahead."""
    return Clock(wall=lambda: time_ns() + ahead * 3600 * 10**9)


async def test_clocks_an_hour_apart_are_told_and_change_nothing_else(
    net: Network, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    entry_of = stream_log._entry

    def stamped_by_two_engines(message: Any) -> Entry | None:
        """An entry; two engines an hour apart lead in turns, and give it its time."""
        entry = entry_of(message)
        return entry and entry._replace(at=entry.at + 3_600_000 * (entry.sequence // 9 % 2))

    monkeypatch.setattr(stream_log, "_entry", stamped_by_two_engines)
    nodes = [
        await net.start(f"n{number}", clock=an_hour(ahead))
        for number, ahead in enumerate((-1, 0, 1), 1)
    ]
    people = [
        await node.enter(nick, "server-time", "echo-message", "message-tags")
        for node, nick in zip(nodes, ("ana", "bob", "eve"), strict=True)
    ]
    await tea(*people)
    said = [f"{number} of {one.nick}" for number in range(10) for one in people]
    for number, text in enumerate(said):
        people[number % 3].says(f"PRIVMSG #tea :{text}")
        await people[number % 3].hears_of(text)
    await same_state(*nodes)
    one, two, three = (kept_messages(node) for node in nodes)
    assert one == two == three
    assert [text for _at, _msgid, text in one] == said
    assert one == sorted(one)  # both times and ids grow
    assert len({msgid for _at, msgid, _text in one}) == len(one)
    await until(lambda: sum("the clock of" in line for line in caplog.messages) == 6)
    assert (
        "the clock of n3 is 2 hours ahead of that of this machine: set both right, or the times of "
        "messages jump when another engine leads"
    ) in caplog.messages


async def test_a_node_whose_clock_is_behind_keeps_nobody_longer_than_others_do(
    net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (heartbeats_and_lost_nodes, node_joins_and_losses):
        monkeypatch.setattr(module, "GRACE", 200)
    one = await net.start("n1", clock=an_hour(-1))
    two = await net.start("n2")
    bob, ana = await one.enter("bob"), await two.enter("ana")
    ana.says("NICKSERV REGISTER sesame-seed")
    await ana.hears_of(" 900 ")
    await tea(bob, ana)
    await net.die(two)
    await bob.hears_of(":ana!ana@host QUIT :Connection lost")


async def test_while_the_engine_takes_nothing_people_are_told_and_then_sent_away(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    timing = QUICK._replace(stop_reading=0.2, tell=0.4, close=0.8)
    with running(new_key(), tmp_path) as engine:
        net = Network("net", tmp_path, connect_options(engine.key, engine.port))
        one = await net.start("n1", timing=timing)
        ana = await one.enter("ana")
        await tea(ana)
        freeze(engine)
        ana.says("PRIVMSG #tea :is anybody there?")
        await ana.hears_of("NOTICE * :This server cannot reach the others of its network just now")
        await ana.hears_of("ERROR")
        await ana.is_closed()
        # Whoever comes meanwhile is sent elsewhere at once, and the operator is told nothing false.
        await one.connect().hears_of("ERROR :Closing link: This server cannot reach the others")
        assert "the network's log can be written again" not in caplog.text
        thaw(engine)
        # It joins again, and whoever comes back finds all as it was.
        await until(lambda: one.cluster.backplane.incarnation)
        ana = await one.enter("ana")
        await tea(ana)
        await net.die(one)


async def test_a_node_that_is_unplugged_loses_its_people_and_nobody_else(
    engine: RunningEngine, net: Network
) -> None:
    timing = QUICK._replace(stop_reading=0.1, tell=0.3, close=0.6)
    async with Cable(engine.port).laid() as cable:
        one = await net.start("n1")
        two = await net.start("n2", timing=timing, port=cable.port)
        ana, bob = await one.enter("ana", "echo-message"), await two.enter("bob")
        await tea(ana, bob)
        bob.says("PRIVMSG #tea :before")
        await ana.hears_of("PRIVMSG #tea before")
        cable.unplug()
        bob.says("PRIVMSG #tea :unheard")
        await ana.hears_of(":bob!bob@host QUIT :Connection lost")
        ana.says("PRIVMSG #tea :meanwhile")
        await ana.hears_of("PRIVMSG #tea meanwhile")
        await bob.hears_of("NOTICE * :This server cannot reach the others of its network just now")
        await bob.is_closed()
        assert not [line for line in bob.heard if "meanwhile" in line or "QUIT" in line]
        cable.plug_in()
        await until(lambda: two.cluster.backplane.incarnation)
        bob = await two.enter("bob")
        await tea(bob)
        bob.says("PRIVMSG #tea :after")
        await ana.hears_of("PRIVMSG #tea after")
        await same_state(one, two)
        assert history(one) == history(two) == ["before", "meanwhile", "after"]
        assert not ana.closed
        await net.die(two)


async def test_a_node_whose_disk_is_full_goes_on_and_has_all_of_the_history_later(
    net: Network, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sqlite_writer, "_PAUSE", 0)
    write, is_full = SqliteHistory._write, False

    def write_where_there_is_room(kept: SqliteHistory, database: sqlite3.Connection) -> None:
        (_number, _name, file) = database.execute("PRAGMA database_list").fetchone()
        if is_full and Path(file).parent.name == "n1":
            raise sqlite3.OperationalError("database or disk is full")
        write(kept, database)

    monkeypatch.setattr(SqliteHistory, "_write", write_where_there_is_room)
    one, two = await net.start("n1"), await net.start("n2")
    ana, bob = await one.enter("ana", "echo-message"), await two.enter("bob", "echo-message")

    async def speak(speaker: Member, other: Member, text: str) -> None:
        speaker.says(f"PRIVMSG #tea :{text}")
        await speaker.hears_of(f"PRIVMSG #tea {text}")
        await other.hears_of(f"PRIVMSG #tea {text}")

    await tea(ana, bob)
    is_full = True
    await speak(ana, bob, "one")
    await speak(bob, ana, "two")
    await until(lambda: "the chat goes on" in caplog.text)
    is_full = False
    await speak(ana, bob, "three")
    await until(lambda: "can be written to again" in caplog.text)
    await same_state(one, two)
    assert history(one) == history(two) == ["one", "two", "three"]
    # It has the rest from the log, should it die meanwhile.
    is_full = True
    await speak(ana, bob, "four")
    await speak(bob, ana, "five")
    await net.die(one)
    is_full = False
    one = await net.start("n1")
    await same_state(one, two)
    assert history(one) == history(two) == ["one", "two", "three", "four", "five"]


async def test_a_killed_node_reads_from_the_log_what_it_had_not_written_yet(
    net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_node, "_WRITING", 3600)
    one, two = await net.start("n1"), await net.start("n2")
    ana, bob = await one.enter("ana"), await two.enter("bob", "draft/chathistory", "batch")
    await tea(ana, bob)
    for text in ("one", "two"):
        ana.says(f"PRIVMSG #tea :{text}")
        await bob.hears_of(f"PRIVMSG #tea {text}")
    bob.says("CHATHISTORY LATEST #tea * 10")  # whoever asks finds all
    for text in ("one", "two"):
        await bob.hears_of(f"PRIVMSG #tea {text}")
    assert log_place(one.folder).sequence < log_place(two.folder).sequence
    await one.cluster.close()
    net.running.remove(one)
    one = await net.start("n1")
    await same_state(one, two)
    assert history(one) == history(two) == ["one", "two"]


async def test_a_short_pause_of_the_engine_is_only_a_pause(tmp_path: Path) -> None:
    timing = QUICK._replace(stop_reading=0.1)
    with running(new_key(), tmp_path) as engine:
        net = Network("net", tmp_path, connect_options(engine.key, engine.port))
        one = await net.start("n1", timing=timing)
        ana = await one.enter("ana", "echo-message")
        await tea(ana)
        freeze(engine)
        ana.says("PRIVMSG #tea :one")
        await until(lambda: ana.is_held)
        ana.says("PRIVMSG #tea :two")
        thaw(engine)
        await ana.hears_of("PRIVMSG #tea one")
        await ana.hears_of("PRIVMSG #tea two")
        await net.die(one)


async def test_a_node_reads_nothing_while_too_much_waits_to_be_sent(net: Network) -> None:
    one = await net.start("n1", timing=QUICK._replace(backlog=5, look=0.001))
    ana = await one.enter("ana")
    await tea(ana)
    events = [GraceEnded(one.node.id, UNSTAMPED)] * 20_000
    for event in events:
        one.cluster.backplane.submit(event)
    await until(lambda: ana.is_held)
    await until(lambda: not ana.is_held)
    await until(lambda: not one.cluster.backplane.backlog)


async def test_an_engine_that_answers_and_does_not_write_loses_nothing(net: Network) -> None:
    one = await net.start("n1", timing=QUICK._replace(tell=0.2))
    ana, bob = await one.enter("ana", "echo-message"), await one.enter("bob")
    await tea(ana, bob)
    await net.takes_entries(well=False)
    ana.says("PRIVMSG #tea :hello")
    await bob.hears_of("NOTICE * :This server cannot reach the others of its network just now")
    await net.takes_entries(well=True)
    await ana.hears_of("PRIVMSG #tea hello")
    await bob.hears_of("PRIVMSG #tea hello")
    await bob.hears_of("NOTICE * :This server reaches the others of its network again.")
    assert history(one) == ["hello"]


async def test_what_is_lost_on_the_way_to_the_engine_is_said_before_what_came_after_it(
    net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = await net.start("n1"), await net.start("n2")
    ana, bob = await one.enter("ana", "echo-message"), await two.enter("bob")
    await tea(ana, bob)
    log, lost = one.cluster.backplane.log, asyncio.Event()
    put = log.put

    async def lose_one(name: str, data: bytes) -> None:
        if b"first" in data and not lost.is_set():
            lost.set()
        else:
            await put(name, data)

    monkeypatch.setattr(log, "put", lose_one)
    ana.says("PRIVMSG #tea :first")
    await lost.wait()
    for text in ("second", "third"):
        ana.says(f"PRIVMSG #tea :{text}")
    for text in ("first", "second", "third"):
        assert (await ana.hears_of("PRIVMSG #tea")).endswith(text)
        assert (await bob.hears_of("PRIVMSG #tea")).endswith(text)
    await same_state(one, two)
    assert history(one) == history(two) == ["first", "second", "third"]
