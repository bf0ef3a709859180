"""The state of a network on several machines, in words: nodes, their lag, and the engines."""

import asyncio
import contextlib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from tui_chat.server.cluster import ClusterError
from tui_chat.server.cluster.clock_differences import NOTABLE, in_words
from tui_chat.server.cluster.key_file import ClusterKey
from tui_chat.server.cluster.nats.connection_options import connect_options, import_nats
from tui_chat.server.cluster.peer_requests import Standing

if TYPE_CHECKING:
    from nats.aio.client import Client

PATIENCE: Final = 1.5
"""Seconds for nodes and engines to answer."""
_NO_STREAM: Final = 10059
_SILENT: Final = 4 * 10**9
"""Nanoseconds after which an engine counts as away; engines hear each other every second."""
_NAME: Final = re.compile(r"node[1-9][0-9]{0,3}")
"""How nodes are called. What has another name is none."""
_LAGS: Final = 500
"""Entries that a node may be behind: a busy one is a few behind for a moment."""


class Replica(msgspec.Struct, frozen=True):
    """What the leading engine knows of another."""

    name: str
    current: bool = False
    offline: bool = False
    active: int = 0
    """Nanoseconds since it was last heard; 0 if the present leader has never heard it."""
    lag: int = 0
    """Entries of the log that it lacks."""

    @property
    def is_away(self) -> bool:
        """Whether it cannot be reached. The leader says so itself only after a while."""
        never_heard = not self.current and not self.active
        return self.offline or never_heard or self.active > _SILENT


class _Group(msgspec.Struct, frozen=True):
    leader: str = ""
    replicas: tuple[Replica, ...] = ()


class _Counts(msgspec.Struct, frozen=True):
    last_seq: int = 0


class _Error(msgspec.Struct, frozen=True):
    err_code: int = 0
    description: str = ""


class Log(msgspec.Struct, frozen=True):
    """What the engines say of the network's log."""

    cluster: _Group = _Group()
    state: _Counts = _Counts()
    error: _Error | None = None


class Status(NamedTuple):
    """The state of a network as one machine sees it."""

    log: Log | None
    """None if no engine could say: then fewer than half of them are there."""
    nodes: tuple[Standing, ...]
    witnesses: tuple[Standing, ...] = ()
    """Machines that only keep the log."""


async def connect(key: ClusterKey, port: int) -> "Client":
    """A connection to the engine of this machine, at `port`, or to the NATS that the key names.

    Raises ClusterError.
    """
    nats = import_nats()
    from nats.errors import Error  # noqa: PLC0415 - an extra

    if not key.nats and not port:
        raise ClusterError(_NOT_HERE)

    async def ignore(_error: Exception) -> None:
        pass

    options: dict[str, Any] = {
        "error_cb": ignore,
        "allow_reconnect": False,
        "max_reconnect_attempts": 1,
        "reconnect_time_wait": 0.1,
    }
    try:
        async with asyncio.timeout(5):
            client: Client = await nats.connect(**(connect_options(key, port) | options))
    except (Error, OSError, TimeoutError) as error:
        told = "The NATS of the key file does not answer." if key.nats else _NOT_HERE
        raise ClusterError(told) from error
    return client


_NOT_HERE: Final = (
    "No engine of this network runs here: start `tui-chat server --cluster` or `tui-chat cluster "
    "witness` first, and give the same --state folder."
)


async def look(connection: "Client", network: str) -> Status:
    """Ask engines and nodes for their state; takes a second or two. Raises ClusterError."""
    log, found = await asyncio.gather(_log(connection, network), _standings(connection, network))
    witnesses = tuple(one for one in found if one.is_witness)
    return Status(log, tuple(one for one in found if not one.is_witness), witnesses)


async def _log(connection: "Client", network: str) -> Log | None:
    from nats.errors import Error  # noqa: PLC0415 - an extra

    try:
        answer = await connection.request(
            f"$JS.API.STREAM.INFO.TC_{network}_LOG", b"", timeout=PATIENCE
        )
        log = _decoder.decode(answer.data)
    except (Error, TimeoutError, msgspec.MsgspecError):
        return None
    return log if log.error is None or log.error.err_code == _NO_STREAM else None


async def _standings(connection: "Client", network: str) -> tuple[Standing, ...]:
    """The answers of all nodes and witnesses that answer in time."""
    found: dict[str, Standing] = {}
    inbox = connection.new_inbox()

    async def hear(message: Any) -> None:
        with contextlib.suppress(msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            standing = _standing.decode(message.data)
            if _NAME.fullmatch(standing.name):
                found[standing.name] = standing

    subscription = await connection.subscribe(inbox, cb=hear)
    await connection.publish(f"tc.{network}.ask.standing", b"", reply=inbox)
    await asyncio.sleep(PATIENCE)  # a node that has not answered by then counts as away
    await subscription.unsubscribe()
    return tuple(found[name] for name in sorted(found))


_decoder: Final = msgspec.json.Decoder(Log)
_standing: Final = msgspec.json.Decoder(Standing)


# In words.


def problems(key: ClusterKey, status: Status) -> tuple[str, ...]:
    """Sentences about everything that is wrong; none if all is well."""
    return tuple(_problems(key, status))


def lines(key: ClusterKey, status: Status) -> Iterator[str]:
    """The whole state of the network, a line for each machine."""
    log = status.log
    where = f"Network {key.network}"
    if log is not None and log.error is None:
        leader = _engine(key, log.cluster.leader)
        where += f": the log has {_count(log.state.last_seq, 'entry', 'entries')}"
        where += f", the engine of {leader} leads" if leader else ", no engine leads"
    if status.nodes:
        where += (
            f"; {_count(max(one.people for one in status.nodes), 'person is', 'people are')} there"
        )
    yield f"{where}."
    newest = max((one.sequence for one in status.nodes), default=0)
    nodes = {one.name: one for one in status.nodes}
    for number, peer in enumerate(key.peers, 1):
        name = f"node{number}"
        is_witness = any(one.name == name for one in status.witnesses)
        node = "a witness" if is_witness else _node(nodes.pop(name, None), newest)
        yield f"{name} ({peer}): {node}; {_replica(key, status, number)}"
    for name, one in nodes.items():
        yield f"{name}: {_node(one, newest)}"


def _problems(key: ClusterKey, status: Status) -> Iterator[str]:
    told = tuple(_log_problems(key, status))
    yield from told
    newest = max((one.sequence for one in status.nodes), default=0)
    for one in status.nodes:
        if newest - one.sequence > _LAGS:
            yield f"{one.name} is {newest - one.sequence} entries behind."
        if not one.can_write and (not told or any(other.can_write for other in status.nodes)):
            yield f"The log takes nothing from {one.name}: nobody who is connected there can write."
    yield from _differences(status.nodes)
    yield from _wrong_clocks(status)
    if not status.nodes:
        yield "No server of this network answers."
    elif silent := _silent_beside_their_engine(key, status):
        yield f"No server answers at {' and '.join(silent)}, though an engine runs there."


def _silent_beside_their_engine(key: ClusterKey, status: Status) -> list[str]:
    """The machines whose engine is there while no server or witness answers."""
    if status.log is None:
        return []
    group = status.log.cluster
    there = {group.leader} | {one.name for one in group.replicas if not one.is_away}
    ours = sorted(name for name in there if name.startswith(f"{key.network}-"))
    return [name for one in ours if not _answers(status, name := _engine(key, one))]


def _log_problems(key: ClusterKey, status: Status) -> Iterator[str]:
    log = status.log
    if log is None:
        yield (
            "No majority of the engines can be reached from here: nobody who is connected here can "
            "write until more than half are back."
        )
    elif log.error is not None:
        yield (
            "The network has no log: no server of it was ever started, or the log is lost (then "
            "`tui-chat cluster refound` goes on from the newest snapshot)."
        )
    else:
        yield from _engine_problems(key, status, log)


def _engine_problems(key: ClusterKey, status: Status, log: Log) -> Iterator[str]:
    group = log.cluster
    names = {one.name for one in group.replicas} | {group.leader} - {""}
    away = sorted(_engine(key, one) for one in names if not _is_there(key, status, log, one))
    spare = len(names) - len(away) - (len(names) // 2 + 1)
    if away:
        engines = f"engine{'s' * (len(away) > 1)} of {' and '.join(away)}"
        verb = "are" if len(away) > 1 else "is"
        if spare < 0:
            left = len(names) - len(away)
            yield (
                f"No majority: the {engines} {verb} away, only {left} of {len(names)} is left. "
                "Nobody can write until more than half are back."
            )
            return
        end = "if one more goes, nobody can write." if spare < 1 else "the others suffice."
        yield f"The {engines} {verb} away: {end}"
    if names and not group.leader:
        yield "The engines are choosing a leader: nobody can write for some seconds."
        return
    for one in group.replicas:
        if not one.is_away and not one.current:
            yield (
                f"The engine of {_engine(key, one.name)} catches up: {one.lag} entries are missing."
            )


def _is_there(key: ClusterKey, status: Status, log: Log, name: str) -> bool:
    """Whether an engine is there: the leader says so, or its own node answers through it."""
    if name == log.cluster.leader or _answers(status, _engine(key, name)):
        return True
    return any(one.name == name and not one.is_away for one in log.cluster.replicas)


def _answers(status: Status, name: str) -> bool:
    """Whether the server or witness of this name answers."""
    return any(one.name == name for one in (*status.nodes, *status.witnesses))


def _differences(nodes: tuple[Standing, ...]) -> Iterator[str]:
    """Nodes at the same place in the log whose states differ."""
    digests: dict[int, set[str]] = {}
    for one in nodes:
        digests.setdefault(one.sequence, set()).add(one.digest)
    if any(len(found) > 1 for found in digests.values()):
        yield "The states of the nodes differ: the odd one out will load again by itself."


def _wrong_clocks(status: Status) -> Iterator[str]:
    """Machines whose clocks differ from the one in the middle. All were asked at one time."""
    telling = [one for one in (*status.nodes, *status.witnesses) if one.clock]
    if not telling:
        return
    middle = sorted(telling, key=lambda one: one.clock)[(len(telling) - 1) // 2]
    for one in telling:
        if abs(one.clock - middle.clock) >= NOTABLE:
            yield (
                f"The clock of {one.name} is {in_words(one.clock - middle.clock)} that of "
                f"{middle.name}: set both right."
            )


def _node(standing: Standing | None, newest: int) -> str:
    if standing is None:
        return "no server answers"
    behind = newest - standing.sequence
    how = "up to date" if behind <= 0 else f"{_count(behind, 'entry', 'entries')} behind"
    if not standing.can_write:
        how = "nobody can write here"
    return f"{how}, {_count(standing.connections, 'connection', 'connections')}"


def _replica(key: ClusterKey, status: Status, number: int) -> str:
    log, name = status.log, f"{key.network}-{number}"
    if log is None or log.error is not None:
        waits = log is None and _answers(status, f"node{number}")
        return "its engine waits for the others" if waits else _UNKNOWN
    if log.cluster.leader == name:
        return "its engine leads"
    one = next((one for one in log.cluster.replicas if one.name == name), None)
    if one is None:
        return "its engine keeps no copy of the log"
    if not _is_there(key, status, log, name):
        return f"its engine is away{f' for {one.active // 10**9} seconds' * bool(one.active)}"
    return f"its engine {_follows(one, has_leader=bool(log.cluster.leader))}"


def _follows(one: Replica, *, has_leader: bool) -> str:
    if not has_leader:
        return "waits for a leader"
    if one.is_away or not one.current:
        return f"is {_count(one.lag, 'entry', 'entries')} behind"
    return "is up to date"


_UNKNOWN: Final = "its engine is unknown"


def _engine(key: ClusterKey, name: str) -> str:
    """The name that an operator knows for the machine of an engine."""
    network, _, number = name.rpartition("-")
    return f"node{number}" if network == key.network else name


def _count(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"
