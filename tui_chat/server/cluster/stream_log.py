"""A network's log as a NATS JetStream stream: entries are added at its end and read in order.

The engine also publishes every committed entry on a plain subject, from which nodes get it at once.
A node that is slow or away for a moment misses some; the sequences show the gap, and the node reads
the missing entries from the stream.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from tui_chat.server import exception_logging
from tui_chat.server.cluster import ClusterError
from tui_chat.server.cluster.nats.jetstream_requests import (
    NO_STREAM,
    PublishAck,
    make_stream,
    manage,
    read,
)

_log: Final = logging.getLogger(__name__)
_KEPT_FOR: Final = 48 * 3600 * 10**9
"""Nanoseconds for which entries are kept: a node that was away longer loads a snapshot."""
_TWICE_WITHIN: Final = 120 * 10**9
"""Nanoseconds within which the engine itself drops an entry that was sent twice."""
_PAGE: Final = 500
"""Entries in one answer of the stream."""
_AHEAD: Final = 4096
"""Entries after a gap that are kept in memory; the others are read from the stream later."""
_LOOK: Final = 0.1
"""Seconds between two checks for missing entries."""


class StreamGone(Exception):  # noqa: N818 - a state of the stream
    """There is no stream of this network."""


class Entry(NamedTuple):
    """An entry of the log."""

    sequence: int
    at: int
    """When the engine stored it, in milliseconds since 1970."""
    data: bytes


class StreamState(NamedTuple):
    """What the engine says about the stream."""

    epoch: int
    first: int
    """The sequence of the oldest entry that is kept."""
    last: int
    replicas: int


class StreamLog:
    """The stream of the network `network`.

    `deliver` is called with each entry once, in order. `refused` is called when the engine has
    refused an entry for the moment, and `lost` when entries were deleted before their delivery.
    """

    def __init__(
        self,
        connection: Client,
        network: str,
        deliver: Callable[[Entry], object] = lambda _: None,
        refused: Callable[[], object] = lambda: None,
        lost: Callable[[], object] = lambda: None,
    ) -> None:
        self._connection = connection
        self.deliver = deliver
        self.refused = refused
        self._lost = lost
        self.name = f"TC_{network}_LOG"
        self._subject = f"tc.{network}.log"
        self._live = f"tc.{network}.live"
        self.epoch = 0
        self.last = 0
        """The sequence of the last delivered entry."""
        self.known = 0
        """The greatest sequence that is known to exist."""
        self._hinted = 0
        self._ahead: dict[int, Entry] = {}
        """Entries that arrived before those that precede them, by sequence."""
        self._gap = asyncio.Event()
        self._acks = ""
        self._subscriptions: list[Any] = []
        self._tasks: list[asyncio.Task[None]] = []

    # The stream itself.

    async def state(self) -> StreamState:
        """What the engine says about the stream. Raises StreamGone, or NatsError for now."""
        info = await manage(self._connection, "INFO", self.name, {}, NO_STREAM)
        if info.error is not None:
            raise StreamGone
        epoch = info.config.metadata.get("tui-chat.epoch", "")
        if not epoch.isdecimal():
            raise ClusterError(f"The stream {self.name} of this NATS is none that tui-chat made.")
        state, replicas = info.state, info.config.num_replicas
        return StreamState(int(epoch), state.first_seq, state.last_seq, replicas)

    async def make(self, epoch: int, replicas: int) -> None:
        """Make the stream, unless another node has made it meanwhile. Raises NatsError."""
        config = {
            "name": self.name,
            "subjects": [self._subject],
            "num_replicas": replicas,
            "storage": "file",
            "retention": "limits",
            "discard": "old",
            "max_age": _KEPT_FOR,
            "duplicate_window": _TWICE_WITHIN,
            "allow_direct": True,
            "republish": {"src": self._subject, "dest": self._live},
            "metadata": {"tui-chat.epoch": str(epoch)},
        }
        await make_stream(self._connection, config)

    async def remove(self) -> None:
        """Delete the stream with all its entries, if there is one. Raises NatsError."""
        await manage(self._connection, "DELETE", self.name, {}, NO_STREAM)

    # Reading.

    async def follow(self, epoch: int, after: int) -> None:
        """Deliver all entries after the sequence `after`, present and future."""
        self.epoch, self.last, self.known = epoch, after, max(after, self.known)
        inbox = self._connection.new_inbox()
        self._acks = inbox
        subscribe = self._connection.subscribe
        self._subscriptions = [
            await subscribe(self._live, cb=self._hear, pending_bytes_limit=64 << 20),
            await subscribe(inbox, cb=self._acknowledge),
        ]
        self._tasks = [
            asyncio.create_task(self._fill()),
            asyncio.create_task(self._watch()),
        ]
        await self.look()

    async def close(self) -> None:
        """Deliver no more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for subscription in self._subscriptions:
            with contextlib.suppress(NatsError):
                await subscription.unsubscribe()
        self._tasks, self._subscriptions = [], []

    async def look(self) -> bool:
        """Ask how long the log is now, since nobody tells us after a pause.

        Gives whether an engine has answered.
        """
        with contextlib.suppress(NatsError, TimeoutError, StreamGone):
            self.known = max(self.known, (await self.state()).last)
            return True
        return False

    def hint(self, sequence: int) -> None:
        """Another node says that this sequence exists. We ask the engine before we believe it.

        Else one wrong word would have us wait for ever for what never comes.
        """
        self._hinted = max(self._hinted, sequence)

    @property
    def is_level(self) -> bool:
        """Whether all entries that are known to exist were delivered."""
        return self.known <= self.last

    async def _hear(self, message: Msg) -> None:
        entry = _entry(message)
        if entry is not None:
            self._take(entry)
            if self._ahead:
                self._gap.set()

    def _take(self, entry: Entry) -> None:
        """Deliver an entry and those that waited for it; keep it if others must come first."""
        sequence = entry.sequence
        self.known = max(self.known, sequence)
        if sequence > self.last + 1:
            if len(self._ahead) < _AHEAD:
                self._ahead[sequence] = entry
            return
        if sequence == self.last + 1:
            self._hand_over(entry)
            while self._ahead:
                follower = self._ahead.pop(self.last + 1, None)
                if follower is None:
                    break
                self._hand_over(follower)

    def _hand_over(self, entry: Entry) -> None:
        self.last = entry.sequence
        try:
            self.deliver(entry)
        except Exception as error:  # noqa: BLE001 - the entries behind it count as well
            exception_logging.report(
                f"entry {entry.sequence} of the log could not be applied", error
            )

    async def _watch(self) -> None:
        """Have missing entries read from the stream when they do not arrive by themselves."""
        before = -1
        while True:
            await asyncio.sleep(_LOOK)
            if self._hinted > self.known:
                self._hinted = 0
                await self.look()
            if self.last == before and not self.is_level:
                self._gap.set()
            before = self.last

    async def _fill(self) -> None:
        while True:
            await self._gap.wait()
            self._gap.clear()
            for sequence in [one for one in self._ahead if one <= self.last]:
                del self._ahead[sequence]
            while not self.is_level and self.last + 1 not in self._ahead:
                try:
                    count = await self._read(self.last + 1)
                except (TimeoutError, NatsError):
                    count = 0
                if not count:
                    break  # the engine lags or is away: `_watch` causes another try

    async def _read(self, first: int) -> int:
        """Read a page of entries from this sequence on; gives their number."""
        count = 0
        request = {"seq": first, "batch": _PAGE, "next_by_subj": self._subject}
        async for message in read(self._connection, self.name, request):
            entry = _entry(message)
            if entry is None:
                continue
            if not count and entry.sequence > first and await self._is_cut_off(first):
                self._lost()
                return 0
            count += 1
            self._take(entry)
        return count

    async def _is_cut_off(self, first: int) -> bool:
        """Whether an entry is gone for good, and not only unknown to the engine that answered."""
        with contextlib.suppress(StreamGone, ClusterError):
            return (await self.state()).first > first
        return True

    # Writing.

    async def put(self, name: str, data: bytes) -> None:
        """Add an entry at the end, unless one with this name was added lately.

        It has been stored once it is delivered; nothing else says so.
        """
        if not self._connection.is_connected:
            return  # it would be sent later, when the caller may have given up
        headers = {"Nats-Msg-Id": name, "Nats-Expected-Stream": self.name}
        with contextlib.suppress(NatsError):
            await self._connection.publish(self._subject, data, reply=self._acks, headers=headers)

    async def _acknowledge(self, message: Msg) -> None:
        try:
            ack = _ACK.decode(message.data) if message.data else PublishAck()
        except msgspec.MsgspecError:
            return
        if ack.error is not None or not message.data:
            self.refused()
        else:
            self.known = max(self.known, ack.seq)


def _entry(message: Msg) -> Entry | None:
    """The entry in a message of the engine, if there is one."""
    headers = message.headers or {}
    sequence, at = headers.get("Nats-Sequence"), headers.get("Nats-Time-Stamp")
    if sequence is None or at is None:
        return None
    return Entry(int(sequence), _milliseconds(at), message.data)


def _milliseconds(text: str) -> int:
    """The time that the engine writes, as 2026-11-29T11:20:56.225924022Z."""
    whole, _, fraction = text.removesuffix("Z").partition(".")
    seconds = datetime.fromisoformat(f"{whole}+00:00").timestamp()
    return int(seconds) * 1000 + int(f"{fraction:0<3}"[:3])


_ACK: Final = msgspec.json.Decoder(PublishAck)
