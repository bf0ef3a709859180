"""Which nodes of a network have been silent for too long.

Only a node that was itself on time may judge. A node that slept or was cut off has heard nobody,
and would throw out all the healthy ones.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from tui_chat.server.cluster.timing import Timing

_LONGEST: Final = 1000
"""Bytes of a beat."""
MOST_HEARD: Final = 100
"""Nodes that are remembered until we know which of them take part."""
_ON_TIME: Final = 3
"""We were late if so many beats should have been sent since our last one."""


class Beat(msgspec.Struct, frozen=True, array_like=True):
    """What each node tells all others, every half second."""

    name: str
    incarnation: int
    sequence: int
    """Of the last entry of the log that the node has applied."""
    digest_at: int = 0
    digest: str = ""
    """Of the node's state after the entry `digest_at`."""
    clock: int = 0
    """The node's own time, in milliseconds since 1970; 0 if it does not tell."""


class Liveness:
    """When each node was last heard; `now` is always the time of one clock, in seconds."""

    def __init__(self, timing: Timing, now: float) -> None:
        self._silence = timing.silence
        self._late = _ON_TIME * timing.beat
        self._since = self._ticked = now
        self.heard: dict[int, float] = {}
        """When each node was last heard, by its incarnation."""

    def tick(self, now: float) -> None:
        """Note that our own beat is sent now."""
        if now - self._ticked > self._late:
            self.begin(now)
        self._ticked = now

    def begin(self, now: float) -> None:
        """Disregard the time before now: we may have slept, or been cut off."""
        self._since = self._ticked = now

    def hear(self, incarnation: int, now: float) -> None:
        """Note that a node was heard."""
        if incarnation in self.heard or len(self.heard) < MOST_HEARD:
            self.heard[incarnation] = now

    def silent(self, members: Iterable[int], now: float) -> list[int]:
        """The nodes among these that are lost; none if we may not judge now."""
        # A node that has just joined has not been heard yet.
        self.heard = {one: self.heard.get(one, now) for one in members}
        if now - self._since < self._silence or now - self._ticked > self._late:
            return []
        return [
            one
            for one, at in sorted(self.heard.items())
            if now - max(at, self._since) >= self._silence
        ]


def encode(beat: Beat) -> bytes:
    """A beat as bytes."""
    return msgspec.json.encode(beat)


def decode(data: bytes) -> Beat | None:
    """The beat in these bytes; None if they are not one."""
    if len(data) > _LONGEST:
        return None
    try:
        return _decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


_decoder: Final = msgspec.json.Decoder(Beat)
