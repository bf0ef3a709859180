"""Which nodes of a network have been silent for too long.

Only a node that was itself on time may judge: one that slept, or was cut off, has heard nobody,
and would throw out all that are well.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from tui_chat.server.cluster.timing import Timing

_ON_TIME: Final = 3
"""Beats of our own between which we were not on time."""


class Beat(msgspec.Struct, frozen=True, array_like=True):
    """What each node tells all others, twice a second."""

    name: str
    incarnation: int
    sequence: int
    """Of the last entry of the log that it has applied."""
    digest_at: int = 0
    digest: str = ""
    """Of its state behind the entry `digest_at`."""


class Liveness:
    """When each node was heard last; `now` is the time of some clock in seconds."""

    def __init__(self, timing: Timing, now: float) -> None:
        self._silence = timing.silence
        self._late = _ON_TIME * timing.beat
        self._since = self._ticked = now
        self.heard: dict[int, float] = {}
        """When, by incarnation."""

    def tick(self, now: float) -> None:
        """Our own beat is sent now."""
        if now - self._ticked > self._late:
            self.begin(now)
        self._ticked = now

    def begin(self, now: float) -> None:
        """From now on we hear others: before, we may have slept or been cut off."""
        self._since = self._ticked = now

    def hear(self, incarnation: int, now: float) -> None:
        """A node has been heard."""
        self.heard[incarnation] = now

    def silent(self, members: Iterable[int], now: float) -> list[int]:
        """Which of these nodes are lost, as far as we may judge now."""
        # Whoever has just joined has yet to be heard.
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
    """The beat of these bytes, None if they are none."""
    try:
        return _decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


_decoder: Final = msgspec.json.Decoder(Beat)
