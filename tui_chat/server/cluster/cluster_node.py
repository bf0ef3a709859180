"""A node as part of a network on several machines: how it joins, stays, is lost and comes back."""

import asyncio
import contextlib
import logging
import secrets
import unicodedata
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from tui_chat.server import exception_logging
from tui_chat.server.cluster import ClusterError, heartbeat_liveness, initial_snapshot_and_stream
from tui_chat.server.cluster.digests import Digests, digest_of
from tui_chat.server.cluster.heartbeat_liveness import Beat, Liveness
from tui_chat.server.cluster.history_replay_deduplication import PlacedHistory
from tui_chat.server.cluster.jetstream_backplane import JetStreamBackplane
from tui_chat.server.cluster.nats_connection_options import connect_options
from tui_chat.server.cluster.peer_requests import PeerRequests, Standing
from tui_chat.server.cluster.quorum_loss_stages import NOTICE, QuorumWatch, Stage
from tui_chat.server.cluster.snapshot_stream import Place, Snapshot, Snapshots
from tui_chat.server.cluster.stream_log import StreamLog, StreamState
from tui_chat.server.cluster.timing import TIMING, Timing
from tui_chat.server.core.effects import Ask
from tui_chat.server.core.events import (
    UNSTAMPED,
    ClientId,
    GraceEnded,
    NodeJoined,
    NodeLost,
    node_of,
)
from tui_chat.server.core.settings import Settings, differing
from tui_chat.server.core.state_dump import FORMAT, DumpError, dump
from tui_chat.server.core.users.nick_holder_liveness_request import AskHolder
from tui_chat.server.core.users.node_joins_and_losses import GRACE
from tui_chat.server.engine.nick_holder_probe import PATIENCE, liveness_answerer
from tui_chat.server.engine.node import Node
from tui_chat.server.store import History
from tui_chat.server.store.sqlite_history import LogPlace, log_place, set_log_place
from tui_chat.server.store.sqlite_records import SqliteRecords
from tui_chat.wire.nodes_capability import CUT_OFF, REACHES_AGAIN

_log: Final = logging.getLogger(__name__)
Connect = Callable[[dict[str, Any]], Awaitable[Client]]
"""Connects to the engine with these options of `nats.connect`. Raises NatsError or OSError."""

CORE: Final = 1
"""The number of the core's rules. Raise it with every change of what an event does: nodes with
different numbers would come to different states."""
_NEVER_CHANGED: Final = frozenset({"server", "casemapping"})
"""Settings that a network keeps for ever; the others, a node that is alone may change."""
_LEAVING: Final = 2.0
"""Seconds for the network to learn that this node stops."""
_AGAIN: Final = 0.25
"""Seconds between two attempts at what failed."""
_LATELY: Final = 600.0
_MOST_DIVERGENCES: Final = 3
"""How often, in so many seconds, a node may find that its state differs, and go on."""
_KEPT_ASIDE: Final = 3
"""States that went astray and are kept."""
_LARGE: Final = 10_000
"""Users; digests are made as many times less often as there are so many."""
_LAGGING: Final = 15.0
"""Seconds for an engine that has just started to know the newest snapshot."""
_MOST_WAITED: Final = 1.0
"""Seconds for which a batch of our own may be on its way while we judge others."""
_ALL_BATCHES: Final = 1 << 62
_MOST_REPLICAS: Final = 3
_LOST: Final = "This server was cut off from its network, and is back: connect again"
_NEWEST: Final = LogPlace(1 << 62, 0, 0)


def rules() -> str:
    """What all nodes must have in common to come to the same state."""
    return f"core {CORE}.{FORMAT}, Unicode {unicodedata.unidata_version}"


class ClusterNode:
    """This node of the network `network`, of `machines` machines, with its files in `folder`.

    `prepare`, before the history is opened; `history`; `join`, with a node that has no connections
    yet; `leave`; and `close`. Each raises ClusterError if this node cannot be part of the network.
    """

    def __init__(
        self,
        name: str,
        network: str,
        machines: int,
        connect: Connect,
        folder: Path,
        timing: Timing = TIMING,
    ) -> None:
        self._timing = timing
        self.name = name
        self._network = network
        self._replicas = min(machines, _MOST_REPLICAS)
        self._connect = connect
        self._folder = folder
        self._connection: Client
        self._snapshots: Snapshots
        self._stream: StreamState
        self._snapshot: Snapshot
        self._log: StreamLog
        self._peers: PeerRequests
        self._node: Node
        self.backplane: JetStreamBackplane
        self._history: PlacedHistory
        self._joined = asyncio.Event()
        self._changed = asyncio.Event()
        """Set when the node has to look after itself at once."""
        self.ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        """Done with a sentence when this node cannot stay."""
        self.written: list[Place] = []
        """Where the last snapshot was made that this node has written."""
        self.address = ""
        """Where clients reach this node, as `host:port`; "" is not told."""
        self._is_leaving = False
        self._diverged = False
        self._diverged_at: list[float] = []
        """When that was lately, in the loop's time."""
        self._digests = Digests()
        self._liveness = Liveness(timing, 0.0)
        self._snapshot_at = 0
        """The event count of the last snapshot,"""
        self._snapshot_time = 0.0
        """and when it was looked whether another is due."""
        self._quorum = QuorumWatch(timing)
        self._grace_at = 0.0
        """Until when nobody's time to come back is looked at."""
        self._stage = Stage.WELL
        self._asking: set[asyncio.Task[None]] = set()
        self._founded_epoch = 0
        self._subscriptions: list[Any] = []
        self._tasks: list[asyncio.Task[None]] = []

    # Before the node has its stores.

    async def prepare(self, settings: Settings) -> None:
        """Connect, find the log and where to begin in it; fetch a history that goes so far."""
        with _in_words():
            await self._prepare(settings)

    async def _prepare(self, settings: Settings) -> None:
        self._connection = await self._connect(
            connect_options(f"tui-chat {self.name}", self._reconnected)
        )
        self._snapshots = Snapshots(self._connection, self._network)
        self._log = self._new_log()
        self._peers = PeerRequests(
            self._connection,
            self._network,
            self._folder,
            self._ask_own_clients,
            self._standing,
        )
        place = await asyncio.to_thread(log_place, self._folder)
        self._stream = await initial_snapshot_and_stream.find_or_found(
            self._log,
            self._snapshots,
            self._replicas,
            place.epoch,
            lambda epoch: self._beginning(epoch, settings),
        )
        self._snapshot = await self._choose_snapshot(place)
        await self._complete_history(place)
        # Beside a history they must not be missing; what is in them comes with the snapshot.
        await asyncio.to_thread(lambda: SqliteRecords(self._folder).close())

    def _beginning(self, epoch: int, settings: Settings) -> Snapshot:
        self._founded_epoch = epoch
        return initial_snapshot_and_stream.beginning_of(self._folder, settings, epoch)

    def _new_log(self) -> StreamLog:
        return StreamLog(self._connection, self._network, lost=self._fall_behind)

    def _follow(self, log: StreamLog) -> None:
        self._log = self.backplane.log = log
        log.deliver, log.refused = self.backplane.take, self.backplane.hurry

    async def _choose_snapshot(self, place: LogPlace) -> Snapshot:
        """The newest that our history goes back to, else the newest of all."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _LAGGING
        why = f"it has none: say `{initial_snapshot_and_stream.REFOUND}` on one node"
        while True:
            with contextlib.suppress(NatsError, TimeoutError):
                places = [
                    one
                    for one in await self._snapshots.places()
                    if one.epoch == self._stream.epoch and one.sequence + 1 >= self._stream.first
                ]
                fitting = [one for one in places if one <= Place(place.epoch, place.sequence)]
                if places:
                    try:
                        return await self._snapshots.get((fitting or places)[-1])
                    except ClusterError as error:
                        why = str(error)
            if loop.time() > deadline:
                raise ClusterError(f"The network's log has no snapshot to begin with ({why}).")
            await asyncio.sleep(_AGAIN)

    async def _complete_history(self, place: LogPlace) -> None:
        """Have a history that goes at least to the snapshot; from there, the log brings it."""
        wanted = LogPlace(*self._snapshot.place)
        if place >= wanted:
            return
        fetched = False
        if self._snapshot.has_history and not self._is_founder(place):
            fetched = await self._peers.fetch_history(wanted)
            if not fetched:
                _log.warning("messages from before this node joined are missing from its history")
        if not fetched:
            await asyncio.to_thread(set_log_place, self._folder, wanted)

    def _is_founder(self, place: LogPlace) -> bool:
        """Whether the history of this folder is the one that the network began with."""
        return self._founded_epoch == self._stream.epoch and not place.epoch

    # With the node.

    def history(self, history: History) -> PlacedHistory:
        """The history, as the node is to use it."""
        self._history = PlacedHistory(history, log_place(self._folder))
        return self._history

    async def join(self, node: Node) -> None:
        """Bring the node to the state of the network, and join it: then people may come."""
        with _in_words():
            await self._join(node)

    async def _join(self, node: Node) -> None:
        self._node = node
        loop = asyncio.get_running_loop()
        self.backplane = backplane = JetStreamBackplane(
            node, lambda: node.network.nodes, loop.call_soon
        )
        self._follow(self._log)
        backplane.on_event = self._begin_event
        backplane.on_entry = self._end_entry
        backplane.on_joined = self._note_joined
        node.backplane = backplane
        node.diverged = lambda _error: self._diverge()
        own = liveness_answerer(node.socket, loop.call_soon)
        node.answer_with(AskHolder, partial(self._answer_holder, own))
        settings = node.network.settings
        self._load(self._snapshot)
        await self._log.follow(self._stream.epoch, self._snapshot.sequence)
        await self._catch_up()
        self._check(settings)
        await self._enter()
        others = [name for name in node.network.nodes.by_name if name != self.name]
        if not others and differing(settings, node.network.settings):
            node.configure(settings)
        self._liveness.begin(loop.time())
        self._subscriptions.append(
            await self._connection.subscribe(f"tc.{self._network}.beat", cb=self._hear_beat)
        )
        self._tasks = [
            loop.create_task(self._repeat(self._timing.beat, self._beat)),
            loop.create_task(self._repeat(self._timing.look, self._look)),
            loop.create_task(self._repeat(self._timing.look, self._write_snapshot)),
            loop.create_task(self._look_after()),
        ]
        known = ", ".join(sorted(others))
        told = f"its other members: {known}" if known else "it has no other member yet"
        if known:
            told += f" (one that is silent for {self._timing.silence:.0f} seconds counts as lost)"
        _log.info("%s has joined the network; %s", self.name, told)

    def _load(self, snapshot: Snapshot) -> None:
        """Take the state of a snapshot, and its records."""
        node = self._node
        try:
            node.load(snapshot.state)
        except DumpError as error:
            raise ClusterError(str(error)) from error
        records = node.records
        records.commit()
        wanted = {(kind, key): value for kind, key, value in snapshot.records}
        for kind, key, value in tuple(records.all()):
            if (kind, key) not in wanted:
                records.keep(kind, key, None)
            elif wanted[kind, key] == value:
                del wanted[kind, key]
        for (kind, key), value in wanted.items():
            records.keep(kind, key, value)
        records.commit()
        self._snapshot_at = self.backplane.applied

    async def _catch_up(self) -> None:
        """Wait until all is applied that was in the log when this began."""
        while True:
            looked = await self._log.look()
            while looked:
                if self._log.is_level:
                    return
                await asyncio.sleep(0.02)
            await asyncio.sleep(_AGAIN)

    def _check(self, settings: Settings) -> None:
        """Raise ClusterError if the others have other rules or settings."""
        network = self._node.network
        members = network.nodes.by_name
        if network.nodes.refuses(self.name, rules()):
            theirs = next(one.rules for name, one in members.items() if name != self.name)
            raise ClusterError(
                f"The other nodes run {theirs}, and this one {rules()}: run the same version of "
                "tui-chat and Python on all of them, or stop all first."
            )
        fixed = [
            name
            for name in differing(settings, network.settings)
            if name in {"server", "casemapping"}
        ]
        others = [name for name in members if name != self.name]
        found = differing(settings, network.settings) if others else fixed
        if found:
            raise ClusterError(
                "The configuration differs from that of the network in "
                f"{', '.join(found)}: make it the same on all nodes."
            )

    async def _enter(self) -> None:
        """Put in the log that we are here, and wait until it says so."""
        self._joined.clear()
        token = secrets.token_hex(8)
        event = NodeJoined(ClientId(0), UNSTAMPED, self.name, rules(), token, address=self.address)
        self.backplane.join(event)
        await self._joined.wait()
        if self.backplane.refused:
            raise ClusterError("Another node with other rules joined at the same moment.")
        await self._peers.answer_as(self.backplane.incarnation)

    def _note_joined(self) -> None:
        node = self._node
        if self.backplane.incarnation:
            node.abandon_connections(_LOST)  # who came while the node was lost has an id of before
            node.use_incarnation(self.backplane.incarnation)
            self._stage = Stage.WELL
        self._joined.set()

    async def leave(self) -> None:
        """Tell the network that this node stops: its people come back elsewhere."""
        self._is_leaving = True
        backplane, node = self.backplane, self._node
        own = backplane.incarnation
        if own:
            backplane.submit(NodeLost(node.id, UNSTAMPED, own, _ALL_BATCHES, "Server stopped"))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LEAVING):
                    while node.network.nodes.of(own) is not None:
                        self._changed.clear()
                        await self._changed.wait()

    async def close(self) -> None:
        """Let go of the engine."""
        self._is_leaving = True
        tasks, self._tasks = [*self._tasks, *self._asking], []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if hasattr(self, "backplane"):
            await self.backplane.close()
        if hasattr(self, "_connection"):
            await self._peers.close()
            await self._log.close()
            with contextlib.suppress(NatsError, TimeoutError):
                await self._connection.close()

    # What happens with each event and entry.

    def _begin_event(self, sequence: int, number: int) -> None:
        self._history.begin(LogPlace(self._log.epoch, sequence, number))

    def _end_entry(self, sequence: int) -> None:
        self._node.expect_work()  # to be kept, also where nobody here is shown it
        network = self._node.network
        # The loop stands still for 3 ms with 1,000 users: with many, it does so less often.
        stride = self._timing.digest_entries * (1 + len(network.users) // _LARGE)
        if sequence % stride == 0:
            self._digests.add(sequence, digest_of(network))
        own = self.backplane.incarnation
        if own and network.nodes.of(own) is None:
            self._changed.set()

    def _reconnected(self) -> None:
        if hasattr(self, "backplane"):
            self.backplane.send_again()
            self._liveness.begin(asyncio.get_running_loop().time())

    def _diverge(self) -> None:
        self._diverged = True
        self._changed.set()

    def _fall_behind(self) -> None:
        """Entries are gone that were not applied."""
        _log.error("this node was away for too long: the log no longer has what it missed")
        self._diverge()

    # What happens by itself.

    async def _repeat(self, pause: float, act: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await act()
            except (NatsError, TimeoutError):
                pass  # the engine is away, which others look after
            except Exception as error:  # noqa: BLE001 - the next time it may work
                exception_logging.report("the network could not be looked after", error)
            await asyncio.sleep(pause)

    async def _beat(self) -> None:
        loop = asyncio.get_running_loop()
        self._liveness.tick(loop.time())
        if not self._connection.is_connected:
            self._liveness.begin(loop.time())
        elif self.backplane.incarnation:
            beat = Beat(
                *(self.name, self.backplane.incarnation, self._log.last), *self._digests.last
            )
            await self._connection.publish(
                f"tc.{self._network}.beat", heartbeat_liveness.encode(beat)
            )

    async def _hear_beat(self, message: Msg) -> None:
        beat = heartbeat_liveness.decode(message.data)
        if beat is None:
            return
        self._liveness.hear(beat.incarnation, asyncio.get_running_loop().time())
        self._log.hint(beat.sequence)
        self._digests.hear(beat.incarnation, beat.digest_at, beat.digest)

    async def _look(self) -> None:
        now = asyncio.get_running_loop().time()
        members = self._node.network.nodes.by_name
        self._watch_quorum(now)
        own = self.backplane.incarnation
        if not own or self._is_leaving:
            return
        others = [one.incarnation for one in members.values() if one.incarnation != own]
        if self._log.is_level and self._quorum.waited < _MOST_WAITED:
            self._judge(others, now)
        if self._is_oldest() and now >= self._grace_at:
            self._end_grace(now)
        place = self._digests.odd_one_out(own, {own, *others})
        if place:
            _log.error("the state of this node differs from that of the others at entry %d", place)
            self._diverge()

    def _judge(self, others: list[int], now: float) -> None:
        """Tell the log of nodes that are lost."""
        nodes = self._node.network.nodes
        for incarnation in self._liveness.silent(others, now):
            member = nodes.of(incarnation)
            if member is not None:
                name = next(name for name, one in nodes.by_name.items() if one is member)
                _log.warning("%s has not answered for some seconds and counts as lost", name)
                self._liveness.hear(incarnation, now)  # it is told once
                lost = NodeLost(self._node.id, UNSTAMPED, incarnation, member.batch)
                self.backplane.submit(lost)

    def _is_oldest(self) -> bool:
        """Whether this node is the one that does what one must do for all."""
        members = self._node.network.nodes.by_name.values()
        own = self.backplane.incarnation
        return bool(own) and own == min([one.incarnation for one in members], default=0)

    def _end_grace(self, now: float) -> None:
        missing = self._node.network.missing
        if missing and self._node.now() >= next(iter(missing.values())) + GRACE:
            self._grace_at = now + 1
            self.backplane.submit(GraceEnded(self._node.id, UNSTAMPED))

    async def _write_snapshot(self) -> None:
        """Write a snapshot if one is due: the oldest node does it for all."""
        now = asyncio.get_running_loop().time()
        if not self._is_oldest():
            return
        behind = self.backplane.applied - self._snapshot_at
        self._snapshot_time = self._snapshot_time or now
        has_waited = now - self._snapshot_time >= self._timing.snapshot_seconds
        is_due = behind >= self._timing.snapshot_events or (behind > 1 and has_waited)
        if is_due:
            self._snapshot_at, self._snapshot_time = self.backplane.applied, now
            snapshot = self._taken()
            await self._snapshots.put(snapshot)
            self.written.append(snapshot.place)
            del self.written[:-1]

    def _taken(self) -> Snapshot:
        """A snapshot of now."""
        node = self._node
        node.records.commit()
        return Snapshot(
            *(self._log.epoch, self._log.last),
            dump(node.network),
            tuple(node.records.all()),
            has_history=True,
        )

    def _standing(self) -> Standing:
        node = self._node
        return Standing(
            *(self.name, self.backplane.incarnation, self._log.last),
            digest_of(node.network),
            people=len(node.network.users),
            connections=len(node.sockets),
            can_write=self._stage is Stage.WELL and bool(self.backplane.incarnation),
        )

    # Without a quorum.

    def _watch_quorum(self, now: float) -> None:
        backplane, node = self.backplane, self._node
        if not backplane.incarnation:  # it has closed all connections, and has yet to join again
            node.abandon_connections(self._why_closed())
            return
        stage = self._quorum.look(now, backplane.batch, is_waiting=backplane.is_waiting)
        if stage is Stage.WELL and backplane.backlog > self._timing.backlog:
            stage = Stage.STOP_READING  # what it takes is less than people say
        before, self._stage = self._stage, stage
        if stage == before:
            return
        if stage is Stage.WELL:
            _log.info("the network's log can be written again")
            node.resume_clients()
            if before >= Stage.TELL:
                node.notify_all(REACHES_AGAIN)
        elif stage is Stage.STOP_READING:
            _log.warning("the network's log is slow: waiting for it")
            node.suspend_clients()
        elif stage is Stage.TELL:
            node.suspend_clients()
            node.notify_all(NOTICE)
        elif before is not stage:
            _log.error("the network's log cannot be reached: closing all connections")
            self._changed.set()

    def _why_closed(self) -> str:
        return CUT_OFF if self._stage is Stage.CLOSE else _LOST

    # Lost, and back.

    async def _look_after(self) -> None:
        """Come back when the others have taken us for dead, or our state is not theirs."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            if self._is_leaving:
                continue
            try:
                await self._come_back()
            except ClusterError as error:
                self._end(str(error))
                return
            except (NatsError, TimeoutError):
                self._changed.set()
                await asyncio.sleep(_AGAIN)
            except Exception as error:  # noqa: BLE001 - people could not come in for ever
                exception_logging.report("this node could not join the network again", error)
                self._changed.set()
                await asyncio.sleep(1)

    async def _come_back(self) -> None:
        backplane, node = self.backplane, self._node
        own = backplane.incarnation
        is_cut_off = self._stage is Stage.CLOSE
        if own and node.network.nodes.of(own) and not self._diverged and not is_cut_off:
            return
        namesake = node.network.nodes.by_name.get(self.name)
        if own and not self._diverged and namesake is not None and namesake.incarnation != own:
            raise ClusterError(
                f"Another server has joined the network as {self.name}: each needs a number of its "
                "own (--node)."
            )
        _log.warning("closing all connections; this node rejoins its network when it can")
        backplane.leave()
        node.abandon_connections(self._why_closed())
        if self._diverged:
            await self._begin_anew()
        await self._catch_up()
        await self._enter()
        self._liveness.begin(asyncio.get_running_loop().time())
        _log.info("%s has rejoined the network", self.name)

    async def _begin_anew(self) -> None:
        """Load the newest snapshot, and read the log from there; what was here is put aside."""
        now = asyncio.get_running_loop().time()
        self._diverged_at = [one for one in self._diverged_at if now - one < _LATELY] + [now]
        if len(self._diverged_at) > _MOST_DIVERGENCES:
            raise ClusterError(
                "The state of this node differs from that of the others again and again: run the "
                "same version of tui-chat and Python on all nodes."
            )
        _save_aside(self._folder, self._log.last, dump(self._node.network))
        await self._log.close()
        self._stream = await self._log.state()
        snapshot = await self._choose_snapshot(_NEWEST)
        self._follow(self._new_log())
        self._digests.clear()
        self._load(snapshot)
        self._diverged = False
        await self._log.follow(self._stream.epoch, snapshot.sequence)

    def _end(self, why: str) -> None:
        if not self.ended.done():
            self.ended.set_result(why)

    # Whether the holder of a nickname lives.

    def _answer_holder(self, own: Any, question: Ask, done: Callable[[object], None]) -> None:
        """Ask the nodes of a nickname's holder, where it is not connected here."""
        holder: AskHolder = question.request  # type: ignore[assignment]  # registered for no other
        elsewhere = {node_of(client) for client in holder.clients if not self._node.is_own(client)}
        if not elsewhere:
            # Their end may be on its way through the log: only behind it is the nickname free.
            own(
                question,
                lambda lives: (
                    done(True) if lives else self._when_gone(holder.clients, lambda: done(False))
                ),
            )
            return

        async def ask() -> None:
            answers = [
                self._peers.lives(
                    one,
                    tuple(client for client in holder.clients if node_of(client) == one),
                    PATIENCE + 1,
                )
                for one in elsewhere
            ]
            lives = any(await asyncio.gather(*answers))
            if not lives:
                await self._log.look()
                await self._catch_up()  # it was told when its connections had ended in the log
            done(lives)

        task = asyncio.get_running_loop().create_task(ask())
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)

    def _ask_own_clients(self, clients: tuple[ClientId, ...], told: Callable[[bool], None]) -> None:
        """Find out for another node whether one of our clients lives."""

        def found(lives: object) -> None:
            if lives:
                told(True)
            else:
                self._when_gone(clients, lambda: told(False))

        own = liveness_answerer(self._node.socket, asyncio.get_running_loop().call_soon)
        own(Ask(ClientId(0), AskHolder("", clients)), found)

    def _when_gone(self, clients: tuple[ClientId, ...], then: Callable[[], None]) -> None:
        """Call `then` when the log has ended these connections."""
        if any(client in self._node.network.sessions for client in clients):
            asyncio.get_running_loop().call_later(0.02, self._when_gone, clients, then)
        else:
            then()


@contextlib.contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except (NatsError, OSError, TimeoutError) as error:
        raise ClusterError(
            f"The engine failed while this node joined its network ({error}): start it again."
        ) from error


def _save_aside(folder: Path, sequence: int, state: bytes) -> None:
    """Keep a state that went astray, for whoever looks for the mistake."""
    file = folder / f"diverged-{sequence}.state"
    try:
        before = sorted(folder.glob("diverged-*.state"), key=lambda one: one.stat().st_mtime)
        for old in before[: 1 - _KEPT_ASIDE]:
            old.unlink()
        file.touch(mode=0o600)
        file.write_bytes(state)
    except OSError as error:
        _log.error("the differing state could not be saved: %s", error.strerror)
    else:
        _log.error("the differing state was saved in %s", file)
