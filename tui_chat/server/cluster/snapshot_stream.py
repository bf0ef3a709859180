"""Snapshots of a network's state, in a stream beside its log: a node that joins begins with one.

A snapshot is stored in parts, and a last message that says how many there are. A snapshot without
that message is incomplete: nobody loads it, and it is removed.
"""

import asyncio
import contextlib
import hashlib
import zlib
from typing import Any, Final, NamedTuple

import msgspec
from nats.aio.client import Client
from nats.errors import Error as NatsError

from tui_chat.server.cluster import ClusterError
from tui_chat.server.cluster.nats.jetstream_requests import (
    NO_STREAM,
    make_stream,
    manage,
    publish,
    read,
)

_PART: Final = 512 * 1024
"""Bytes of a part."""
_KEPT: Final = 3
"""Snapshots that are kept."""
_MOST: Final = 1 << 30
"""Bytes of a snapshot at most."""


class Place(NamedTuple):
    """A place in the log: after the entry with this sequence."""

    epoch: int
    sequence: int


class Snapshot(msgspec.Struct, frozen=True, array_like=True):
    """The state after some entry of the log."""

    epoch: int
    sequence: int
    state: bytes
    """As `state_dump.dump` makes it."""
    records: tuple[tuple[str, str, dict[str, Any]], ...]
    """The part of the state that nodes keep in their records, as (kind, key, value)."""
    has_history: bool
    """Whether there may be messages from before."""

    @property
    def place(self) -> Place:
        """The place where it was taken."""
        return Place(self.epoch, self.sequence)


class _Whole(msgspec.Struct, array_like=True):
    parts: int
    digest: str


class Snapshots:
    """The snapshots of the network `network`. All methods raise NatsError or TimeoutError."""

    def __init__(self, connection: Client, network: str) -> None:
        self._connection = connection
        self._stream = f"TC_{network}_SNAP"
        self.prefix = f"tc.{network}.snap"
        """With this, the subjects of all snapshots begin."""

    async def open(self, replicas: int) -> None:
        """Make the stream of snapshots, if it is not there."""
        config = {
            "name": self._stream,
            "subjects": [f"{self.prefix}.>"],
            "num_replicas": replicas,
            "storage": "file",
            "retention": "limits",
            "max_msgs_per_subject": 1,
            "allow_direct": True,
        }
        await make_stream(self._connection, config)

    async def is_empty(self) -> bool:
        """Whether there has never been a snapshot, as far as the leading engine knows."""
        answer = await manage(self._connection, "INFO", self._stream, {}, NO_STREAM)
        return answer.state.last_seq == 0

    async def places(self) -> list[Place]:
        """The places of all complete snapshots, oldest first. A lagging engine may know fewer."""
        request = {"multi_last": [f"{self.prefix}.*.*.whole"]}
        found = [
            self._place((message.headers or {})["Nats-Subject"])
            async for message in read(self._connection, self._stream, request)
        ]
        return sorted(found)

    async def put(self, snapshot: Snapshot) -> None:
        """Add a snapshot, and remove all but the newest three up to it."""
        await self.add(snapshot)
        until_here = [one for one in await self.places() if one <= snapshot.place]
        for place in until_here[:-_KEPT]:
            await self.remove(place)

    async def add(self, snapshot: Snapshot) -> None:
        """Add a snapshot. Leaves no parts if it fails."""
        try:
            await self._put(snapshot)
        except (NatsError, TimeoutError):
            with contextlib.suppress(NatsError, TimeoutError):
                await self.remove(snapshot.place)
            raise

    async def _put(self, snapshot: Snapshot) -> None:
        data = await asyncio.to_thread(lambda: zlib.compress(_encoder.encode(snapshot), 1))
        parts = [data[begin : begin + _PART] for begin in range(0, len(data), _PART)]
        subject = self._subject(snapshot.place)
        for number, part in enumerate(parts):
            await publish(self._connection, f"{subject}.{number}", part)
        whole = _Whole(len(parts), hashlib.sha256(data).hexdigest())
        await publish(self._connection, f"{subject}.whole", msgspec.json.encode(whole))

    async def remove_leftovers(self, epoch: int) -> None:
        """Remove what nobody will ever load, once the log of this epoch is in use.

        That is every incomplete snapshot older than the oldest complete one (a newer one may be
        on its way), and whatever servers left that tried to found the network and came too late.
        """
        complete = await self.places()
        oldest = min(complete, default=Place(epoch, 0))
        request = {"subjects_filter": f"{self.prefix}.>"}
        state = (await manage(self._connection, "INFO", self._stream, request)).state
        stored = {self._place(subject) for subject in state.subjects or ()}
        for place in stored:
            is_incomplete = place not in complete
            if place.epoch > epoch or (is_incomplete and place < oldest):
                await self.remove(place)

    async def get(self, place: Place) -> Snapshot:
        """The snapshot that was taken at `place`. Raises ClusterError if it is damaged."""
        subject = self._subject(place)
        messages = {}
        # In the order in which they were put there.
        async for message in read(self._connection, self._stream, {"multi_last": [f"{subject}.*"]}):
            messages[(message.headers or {})["Nats-Subject"].rpartition(".")[2]] = message.data
        try:
            whole = msgspec.json.decode(messages.pop("whole"), type=_Whole)
            data = b"".join([messages[str(number)] for number in range(whole.parts)])
            unpacked = zlib.decompressobj().decompress(data, _MOST)
            snapshot = _decoder.decode(unpacked)
        except (LookupError, ValueError, zlib.error, msgspec.MsgspecError) as error:
            raise ClusterError(f"The snapshot at {place.sequence} is damaged ({error}).") from error
        if hashlib.sha256(data).hexdigest() != whole.digest:
            raise ClusterError(f"The snapshot at {place.sequence} is damaged.")
        return snapshot

    async def remove(self, place: Place) -> None:
        """Remove the snapshot that was taken at `place`, or what there is of it."""
        request = {"filter": f"{self._subject(place)}.*"}
        await manage(self._connection, "PURGE", self._stream, request)

    def _place(self, subject: str) -> Place:
        epoch, sequence = subject.removeprefix(f"{self.prefix}.").split(".")[:2]
        return Place(int(epoch), int(sequence))

    def _subject(self, place: Place) -> str:
        return f"{self.prefix}.{place.epoch}.{place.sequence}"


_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(Snapshot)
