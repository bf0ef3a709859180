"""A node as part of a network on several machines: how it joins, stays, is lost and comes back."""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, Final

from nats.aio.client import Client
from nats.errors import Error as NatsError

from tui_chat.server import exception_logging
from tui_chat.server.cluster import ClusterError, joining_rules
from tui_chat.server.cluster.digests import digest_of
from tui_chat.server.cluster.heartbeats_and_lost_nodes import Heartbeats, MissingPeople
from tui_chat.server.cluster.history_replay_deduplication import PlacedHistory
from tui_chat.server.cluster.jetstream_backplane import JetStreamBackplane
from tui_chat.server.cluster.nats.connection_options import reconnect_options
from tui_chat.server.cluster.nick_holder_requests import NickHolderRequests
from tui_chat.server.cluster.peer_requests import PeerRequests, Standing
from tui_chat.server.cluster.quorum_loss_stages import QuorumLoss
from tui_chat.server.cluster.snapshot_stream import Place, Snapshot, Snapshots
from tui_chat.server.cluster.snapshot_taking_and_loading import (
    NEWEST,
    SnapshotWriter,
    Start,
    choose,
    find_start,
    load_into,
    save_aside,
    taken_of,
)
from tui_chat.server.cluster.stream_log import StreamLog
from tui_chat.server.cluster.timing import TIMING, Timing
from tui_chat.server.core.events import UNSTAMPED, ClientId, GraceEnded, NodeJoined, NodeLost
from tui_chat.server.core.settings import Settings, differing
from tui_chat.server.core.state_dump import dump
from tui_chat.server.core.users.nick_change import AskHolder
from tui_chat.server.engine.clock import SYSTEM_CLOCK, Clock
from tui_chat.server.engine.node import Node
from tui_chat.server.store import History
from tui_chat.server.store.history_log_place import LogPlace, log_place

_log: Final = logging.getLogger(__name__)
Connect = Callable[[dict[str, Any]], Awaitable[Client]]
"""Connects to the engine, with these options of `nats.connect`. Raises NatsError or OSError."""

_LEAVING: Final = 2.0
"""Seconds that the network has to learn that this node stops."""
_AGAIN: Final = 0.25
"""Seconds between two attempts."""
_DIVERGENCE_WINDOW: Final = 600.0
_MOST_DIVERGENCES: Final = 3
"""How often the state of a node may differ in `_DIVERGENCE_WINDOW` seconds before it gives up."""
_WRITING: Final = 0.05
"""Seconds between two times at which the history is written."""
_ALL_BATCHES: Final = 1 << 62
_MOST_REPLICAS: Final = 3


class ClusterNode:
    """This node as part of the network `network` of `machines` machines; its files are in `folder`.

    Call `prepare` before the history is opened, then `history`, then `join` with a node that has no
    connections yet, and in the end `leave` and `close`. The first three raise ClusterError if this
    node cannot be part of the network.
    """

    def __init__(
        self,
        name: str,
        network: str,
        machines: int,
        connect: Connect,
        folder: Path,
        timing: Timing = TIMING,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self._timing = timing
        self._clock = clock
        self.name = name
        self._network = network
        self._replicas = min(machines, _MOST_REPLICAS)
        self._connect = connect
        self._folder = folder
        self._connection: Client
        self._snapshots: Snapshots
        self._start: Start
        self._log: StreamLog
        self._peers: PeerRequests
        self._heartbeats: Heartbeats
        self._snapshot_writer: SnapshotWriter
        self._node: Node
        self._nick_holders: NickHolderRequests
        self._quorum: QuorumLoss
        self.backplane: JetStreamBackplane
        self._history: PlacedHistory
        self._joined = asyncio.Event()
        self._changed = asyncio.Event()
        """Set when the node may have to join again."""
        self.ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        """Done with a sentence when this node cannot stay."""
        self.address = ""
        """Where clients reach this node, as `host:port`; "" if they are not to be told."""
        self._is_leaving = False
        self._diverged = False
        self._diverged_at: list[float] = []
        """When our state was found to differ lately, in the loop's time."""
        self._missing = MissingPeople()
        self._tasks: list[asyncio.Task[None]] = []

    # Before the node has its stores.

    async def prepare(self, settings: Settings) -> None:
        """Connect, find the log and a snapshot to begin with, and have a history up to there."""
        with _in_words():
            await self._prepare(settings)

    async def _prepare(self, settings: Settings) -> None:
        self._connection = await self._connect(
            reconnect_options(f"tui-chat {self.name}", self._reconnected)
        )
        self._snapshots = Snapshots(self._connection, self._network)
        self._snapshot_writer = SnapshotWriter(self._snapshots, self._timing, self._taken)
        self._heartbeats = Heartbeats(
            self._connection, self._network, self.name, self._timing, self._clock.wall
        )
        self._log = self._new_log()
        self._peers = PeerRequests(
            self._connection,
            self._network,
            self._folder,
            self._answer_peer,
            self._standing,
        )
        self._start = await find_start(
            self._log, self._snapshots, self._peers, self._folder, self._replicas, settings
        )

    def _answer_peer(self, clients: tuple[ClientId, ...], told: Callable[[bool], object]) -> None:
        self._nick_holders.answer_peer(clients, told)

    def _new_log(self) -> StreamLog:
        return StreamLog(self._connection, self._network, lost=self._fall_behind)

    def _follow(self, log: StreamLog) -> None:
        self._log = self.backplane.log = log
        log.deliver, log.refused = self.backplane.take, self.backplane.resend_soon

    # With the node.

    def history(self, history: History) -> PlacedHistory:
        """Wrap the history for use by the node."""
        self._history = PlacedHistory(history, log_place(self._folder))
        return self._history

    async def join(self, node: Node) -> None:
        """Bring the node to the state of the network, and join it. Then people may connect."""
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
        self._quorum = QuorumLoss(node, backplane, self._timing, self._changed.set)
        self._nick_holders = NickHolderRequests(node, self._peers, self._catch_up_with_now)
        node.answer_with(AskHolder, self._nick_holders.answer)
        settings = node.network.settings
        await self._read_from(self._start)
        del self._start  # it may be large
        await self._catch_up()
        joining_rules.check(self.name, settings, node.network)
        await self._enter()
        others = [name for name in node.network.nodes.by_name if name != self.name]
        if not others and differing(settings, node.network.settings):
            node.configure(settings)
        await self._heartbeats.listen(self._note_sequence)
        self._tasks = [
            loop.create_task(self._repeat(self._timing.beat, self._send_heartbeat)),
            loop.create_task(self._repeat(_WRITING, self._write_history)),
            loop.create_task(self._repeat(self._timing.look, self._look)),
            loop.create_task(self._repeat(self._timing.look, self._write_snapshot)),
            loop.create_task(self._look_after()),
        ]
        known = ", ".join(sorted(others))
        told = f"its other members: {known}" if known else "it has no other member yet"
        if known:
            told += f" (one that is silent for {self._timing.silence:.0f} seconds counts as lost)"
        _log.info("%s has joined the network; %s", self.name, told)

    def _note_sequence(self, sequence: int) -> None:
        self._log.hint(sequence)

    async def _read_from(self, start: Start) -> None:
        load_into(self._node, start.snapshot)
        self._snapshot_writer.begin(self.backplane.applied)
        await self._log.follow(start.stream.epoch, start.snapshot.sequence)

    async def _catch_up(self) -> None:
        """Wait until every entry is applied that was in the log at the beginning of this call."""
        while True:
            looked = await self._log.look()
            while looked:
                if self._log.is_level:
                    return
                await asyncio.sleep(0.02)
            await asyncio.sleep(_AGAIN)

    async def _catch_up_with_now(self) -> None:
        await self._log.look()
        await self._catch_up()

    async def _enter(self) -> None:
        """Put in the log that we have joined, and wait until that comes back."""
        self._joined.clear()
        token = secrets.token_hex(8)
        version = self._node.network.settings.version
        event = NodeJoined(
            *(ClientId(0), UNSTAMPED, self.name, joining_rules.rules(), token),
            address=self.address,
            version=version,
        )
        self.backplane.join(event)
        await self._joined.wait()
        if self.backplane.refused:
            raise ClusterError("Another node with other rules joined at the same moment.")
        await self._peers.answer_as(self.backplane.incarnation)

    def _note_joined(self) -> None:
        node = self._node
        if self.backplane.incarnation:
            self._quorum.end()
            # Connections made while the node was lost have ids of the last incarnation.
            node.abandon_connections(self._quorum.why_closed)
            node.use_incarnation(self.backplane.incarnation)
        self._joined.set()

    async def leave(self) -> None:
        """Tell the network that this node stops, so that its people move to other nodes."""
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
        """End all work, and the connection to the engine."""
        self._is_leaving = True
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if hasattr(self, "backplane"):
            await self._nick_holders.close()
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
        self._node.expect_work()  # messages have to be kept even if nobody here is shown them
        network = self._node.network
        self._heartbeats.note_entry(sequence, network)
        own = self.backplane.incarnation
        if own and network.nodes.of(own) is None:
            self._changed.set()

    def _reconnected(self) -> None:
        if hasattr(self, "backplane"):
            self.backplane.send_again()
            self._heartbeats.begin()

    def _diverge(self) -> None:
        self._diverged = True
        self._changed.set()

    def _fall_behind(self) -> None:
        """Entries were deleted from the log before we could apply them."""
        _log.error("this node was away for too long: the log no longer has what it missed")
        self._diverge()

    # What happens by itself.

    async def _repeat(self, pause: float, act: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await act()
            except (NatsError, TimeoutError):
                pass  # the engine is away, and the connection is made again by itself
            except Exception as error:  # noqa: BLE001 - the next time it may work
                exception_logging.report("a check of the network failed", error)
            await asyncio.sleep(pause)

    async def _send_heartbeat(self) -> None:
        await self._heartbeats.send(self.backplane.incarnation, self._log.last)

    async def _look(self) -> None:
        now = asyncio.get_running_loop().time()
        nodes = self._node.network.nodes
        self._quorum.look(now)
        for sentence in self._heartbeats.clock_news(nodes):
            _log.warning("%s", sentence)
        own = self.backplane.incarnation
        if not own or self._is_leaving:
            return
        if self._log.is_level and self._quorum.may_judge:
            for name, member in self._heartbeats.lost(nodes, own):
                _log.warning("%s has not answered for some seconds and counts as lost", name)
                lost = NodeLost(self._node.id, UNSTAMPED, member.incarnation, member.batch)
                self.backplane.submit(lost)
        if self._is_oldest() and self._missing.are_late(self._node.network, now):
            self.backplane.submit(GraceEnded(self._node.id, UNSTAMPED))
        place = self._heartbeats.differs_at(nodes, own)
        if place:
            _log.error("the state of this node differs from that of the others at entry %d", place)
            self._diverge()

    def _is_oldest(self) -> bool:
        """Whether this node is the one that works for all of them."""
        members = self._node.network.nodes.by_name.values()
        own = self.backplane.incarnation
        return bool(own) and own == min([one.incarnation for one in members], default=0)

    async def _write_snapshot(self) -> None:
        """The oldest node writes snapshots for all."""
        if self._is_oldest():
            await self._snapshot_writer.write_if_due(self.backplane.applied)

    @property
    def written(self) -> list[Place]:
        """Where the last snapshot was taken that this node has written."""
        return self._snapshot_writer.written

    async def _write_history(self) -> None:
        self._history.commit()

    async def _taken(self) -> Snapshot:
        self._history.commit()  # some history must go as far as each snapshot
        return await taken_of(self._node, Place(self._log.epoch, self._log.last))

    def _standing(self) -> Standing:
        node = self._node
        return Standing(
            *(self.name, self.backplane.incarnation, self._log.last),
            digest_of(node.network, self._log.last),
            people=len(node.network.users),
            connections=len(node.sockets),
            can_write=self._quorum.can_write,
            clock=self._clock.wall() // 1_000_000,
        )

    # Lost, and back.

    async def _look_after(self) -> None:
        """Join again when the others have taken us for dead, or our state differs from theirs."""
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
            except Exception as error:  # noqa: BLE001 - the next attempt may succeed
                exception_logging.report("this node could not join the network again", error)
                self._changed.set()
                await asyncio.sleep(1)

    async def _come_back(self) -> None:
        backplane, node = self.backplane, self._node
        own = backplane.incarnation
        is_known = own and node.network.nodes.of(own)
        if is_known and not self._diverged and not self._quorum.is_cut_off:
            return
        namesake = node.network.nodes.by_name.get(self.name)
        if own and not self._diverged and namesake is not None and namesake.incarnation != own:
            raise ClusterError(
                f"Another server has joined the network as {self.name}: each needs a number of its "
                "own (--node)."
            )
        _log.warning("closing all connections; this node rejoins its network when it can")
        backplane.leave()
        node.abandon_connections(self._quorum.why_closed)
        if self._diverged:
            await self._restart_from_snapshot()
        await self._catch_up()
        await self._enter()
        self._heartbeats.begin()
        _log.info("%s has rejoined the network", self.name)

    async def _restart_from_snapshot(self) -> None:
        """Save our state aside, load the newest snapshot, and read the log from there."""
        now = asyncio.get_running_loop().time()
        self._diverged_at = [one for one in self._diverged_at if now - one < _DIVERGENCE_WINDOW] + [
            now
        ]
        if len(self._diverged_at) > _MOST_DIVERGENCES:
            raise ClusterError(
                "The state of this node differs from that of the others again and again: run the "
                "same version of tui-chat and Python on all nodes."
            )
        save_aside(self._folder, self._log.last, dump(self._node.network))
        await self._log.close()
        stream = await self._log.state()
        start = Start(stream, await choose(self._snapshots, stream, NEWEST))
        self._follow(self._new_log())
        self._heartbeats.clear_digests()
        self._diverged = False
        try:
            await self._read_from(start)
        except (NatsError, TimeoutError):
            self._diverged = True  # the log is not followed yet: begin again
            raise

    def _end(self, why: str) -> None:
        if not self.ended.done():
            self.ended.set_result(why)


@contextlib.contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except (NatsError, OSError, TimeoutError) as error:
        raise ClusterError(
            f"The engine failed while this node joined its network ({error}): start it again."
        ) from error
