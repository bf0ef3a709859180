from typing import Final

import msgspec
import pytest

from tests.server.cluster.engines import RunningEngine, free_ports, needs_engine
from tui_chat.server.cluster import ClusterError
from tui_chat.server.cluster.cluster_status import (
    Log,
    Replica,
    Status,
    connect,
    lines,
    look,
    problems,
)
from tui_chat.server.cluster.key_file import ClusterKey, parse_peers
from tui_chat.server.cluster.peer_requests import Standing

KEY: Final = msgspec.structs.replace(ClusterKey.new(parse_peers("a,b,c")), network="home")


def log(*replicas: Replica, leader: str = "home-1") -> Log:
    """What the engines say of a log with 1,000 entries."""
    shown = {
        "cluster": {"leader": leader, "replicas": [msgspec.to_builtins(one) for one in replicas]},
        "state": {"last_seq": 1000},
    }
    return msgspec.convert(shown, Log)


GONE: Final = msgspec.convert({"error": {"err_code": 10059, "description": "not found"}}, Log)
WELL: Final = log(Replica("home-2", current=True), Replica("home-3", current=True))


def node(number: int, sequence: int = 1000, digest: str = "d", connections: int = 5) -> Standing:
    return Standing(f"node{number}", number, sequence, digest, 12, connections)


WITNESS: Final = Standing("node3", 0, 0, "", 0, 0, is_witness=True)


def cut_off(number: int) -> Standing:
    return msgspec.structs.replace(node(number), can_write=False)


def test_a_network_that_is_well_says_so() -> None:
    status = Status(WELL, (node(1), node(2, connections=1), node(3, 999)))
    assert list(lines(KEY, status)) == [
        "Network home: the log has 1000 entries, the engine of node1 leads; 12 people are there.",
        "node1 (a:7100): up to date, 5 connections; its engine leads",
        "node2 (b:7100): up to date, 1 connection; its engine is up to date",
        "node3 (c:7100): 1 entry behind, 5 connections; its engine is up to date",
    ]
    assert problems(KEY, status) == ()


def test_a_machine_that_is_away_is_told() -> None:
    dead = Replica("home-3", current=False, active=14 * 10**9, lag=7)
    status = Status(log(Replica("home-2", current=True), dead), (node(1), node(2)))
    assert list(lines(KEY, status))[-1] == (
        "node3 (c:7100): no server answers; its engine is away for 14 seconds"
    )
    assert problems(KEY, status) == (
        "The engine of node3 is away: if one more goes, nobody can write.",
    )


def test_a_witness_is_named_and_is_no_server_that_fails_to_answer() -> None:
    status = Status(WELL, (node(1), node(2)), (WITNESS,))
    assert list(lines(KEY, status))[-1] == "node3 (c:7100): a witness; its engine is up to date"
    assert problems(KEY, status) == ()
    # It answers through its engine, even if the leader has not heard that yet.
    status = status._replace(log=log(Replica("home-2", current=True), Replica("home-3", lag=7)))
    assert list(lines(KEY, status))[-1].endswith("a witness; its engine is 7 entries behind")
    assert problems(KEY, status) == ()
    assert problems(KEY, Status(WELL, (), (WITNESS,))) == ("No server of this network answers.",)


def test_a_server_that_is_silent_beside_its_engine_is_told() -> None:
    told = "No server answers at node1 and node3, though an engine runs there."
    assert problems(KEY, Status(WELL, (node(2),))) == (told,)
    own_nats = log(Replica("nats-2", current=True), leader="nats-1")
    assert problems(KEY, Status(own_nats, (node(2),))) == ()


def test_of_five_one_may_be_away_without_danger() -> None:
    others = [Replica(f"home-{number}", current=True) for number in (2, 3, 4)]
    nodes = tuple(node(number) for number in (1, 2, 3, 4))
    (problem,) = problems(KEY, Status(log(*others, Replica("home-5", offline=True)), nodes))
    assert problem == "The engine of node5 is away: the others suffice."


def test_who_lags_is_told() -> None:
    slow = Replica("home-3", current=False, active=10**8, lag=120)
    nodes = (node(1), node(2, 100), node(3))
    status = Status(log(Replica("home-2", current=True), slow), nodes)
    assert problems(KEY, status) == (
        "The engine of node3 catches up: 120 entries are missing.",
        "node2 is 900 entries behind.",
    )
    assert "900 entries behind" in list(lines(KEY, status))[2]


NO_MAJORITY: Final = (
    "No majority: the engines of node1 and node2 are away, only 1 of 3 is left. Nobody can write "
    "until more than half are back."
)


def test_without_a_majority_it_is_said_that_nobody_can_write() -> None:
    # The engine that is left leads for a while yet, and takes the others for up to date.
    silent = (Replica("home-1", True, active=5 * 10**9), Replica("home-2", True, active=5 * 10**9))
    assert problems(KEY, Status(log(*silent, leader="home-3"), (cut_off(3),))) == (NO_MAJORITY,)
    # Then nobody leads: all three are told of, and none was heard.
    unheard = [Replica(f"home-{number}", lag=7) for number in (1, 2, 3)]
    status = Status(log(*unheard, leader=""), (node(3),))
    assert problems(KEY, status) == (NO_MAJORITY,)
    assert [line.rpartition("; ")[2] for line in lines(KEY, status)][1:] == [
        "its engine is away",
        "its engine is away",
        "its engine waits for a leader",
    ]
    assert "its engine waits for the others" in list(lines(KEY, Status(None, (node(3),))))[3]


def test_engines_that_choose_a_leader_are_told() -> None:
    unheard = [Replica(f"home-{number}") for number in (1, 2, 3)]
    assert problems(KEY, Status(log(*unheard, leader=""), (node(2), node(3)))) == (
        "The engine of node1 is away: if one more goes, nobody can write.",
        "The engines are choosing a leader: nobody can write for some seconds.",
    )


def test_an_engine_that_was_never_heard_is_away_and_does_not_catch_up() -> None:
    dead = Replica("home-1", current=False, lag=114)
    status = Status(log(Replica("home-2", current=True), dead, leader="home-3"), (node(2), node(3)))
    assert problems(KEY, status) == (
        "The engine of node1 is away: if one more goes, nobody can write.",
    )
    assert list(lines(KEY, status))[1].endswith("its engine is away")


def test_a_node_from_which_the_log_takes_nothing_is_told() -> None:
    status = Status(WELL, (node(1), cut_off(2), node(3)))
    assert problems(KEY, status) == (
        "The log takes nothing from node2: nobody who is connected there can write.",
    )
    assert "nobody can write here, 5 connections" in list(lines(KEY, status))[2]


def test_nodes_that_differ_are_told() -> None:
    (problem,) = problems(KEY, Status(WELL, (node(1), node(2, digest="other"), node(3))))
    assert "states of the nodes differ" in problem


def test_clocks_that_differ_are_told() -> None:
    def clocks(*seconds: int) -> tuple[Standing, ...]:
        return tuple(
            msgspec.structs.replace(node(number), clock=1_700_000_000_000 + 1000 * each)
            for number, each in enumerate(seconds, 1)
        )

    assert problems(KEY, Status(WELL, clocks(0, 5, -4))) == ()
    assert problems(KEY, Status(WELL, clocks(0, -5400, 3600))) == (
        "The clock of node2 is 90 minutes behind that of node1: set both right.",
        "The clock of node3 is 60 minutes ahead of that of node1: set both right.",
    )
    one, two, three = clocks(0, 0, 86_400 * 30)
    witness = msgspec.structs.replace(WITNESS, clock=three.clock)
    assert problems(KEY, Status(WELL, (one, two), (witness,))) == (
        "The clock of node3 is 30 days ahead of that of node2: set both right.",
    )


def test_a_minority_and_a_lost_log_are_told() -> None:
    assert problems(KEY, Status(None, (node(1),)))[0].startswith("No majority of the engines")
    assert "cluster refound" in problems(KEY, Status(GONE, (node(1),)))[0]
    assert problems(KEY, Status(WELL, ())) == ("No server of this network answers.",)
    assert next(lines(KEY, Status(None, ()))) == "Network home."


async def test_without_an_engine_here_there_is_nobody_to_ask() -> None:
    (port,) = free_ports(1)
    for where in (0, port):
        with pytest.raises(ClusterError, match="No engine of this network runs here"):
            await connect(KEY, where)


@needs_engine
async def test_a_real_engine_and_its_nodes_are_asked(
    engine: RunningEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_chat.server.cluster.cluster_status.PATIENCE", 0.2)
    connection = await connect(engine.key, engine.port)
    try:
        found = await look(connection, "status")
        assert found.nodes == ()
        assert found.log is not None
        assert found.log.error is not None

        async def answer(message: object) -> None:
            await message.respond(msgspec.json.encode(node(1)))  # type: ignore[attr-defined]

        await connection.subscribe("tc.status.ask.standing", cb=answer)
        await connection.jetstream().add_stream(name="TC_status_LOG", subjects=["tc.status.log"])
        found = await look(connection, "status")
        assert found.nodes == (node(1),)
        assert found.log is not None
        assert found.log.error is None
    finally:
        await connection.close()
