"""Which machines of a network have another time than this one.

The log has one clock, that of the engine which leads, so that nothing but the times of messages is
wrong. But people see those, and they jump whenever another engine leads.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tui_chat.server.cluster.heartbeat_liveness import MOST_HEARD

NOTABLE: Final = 10_000
"""Milliseconds by which clocks may differ: a heartbeat of a busy machine is late, too."""


@dataclass(slots=True)
class _Difference:
    since: float
    ahead: int
    is_told: bool = False


class ClockDifferences:
    """The clocks that have differed from ours for `lasting` seconds.

    A node that slept hears old heartbeats at first. `now` is the time of one clock, in seconds.
    """

    def __init__(self, lasting: float) -> None:
        self._lasting = lasting
        self._found: dict[int, _Difference] = {}
        """By incarnation."""

    def hear(self, incarnation: int, ahead: int, now: float) -> None:
        """Note that the clock of this node is that many milliseconds ahead of ours."""
        if abs(ahead) < NOTABLE:
            self._found.pop(incarnation, None)
        elif incarnation in self._found:
            self._found[incarnation].ahead = ahead
        elif len(self._found) < MOST_HEARD:
            self._found[incarnation] = _Difference(now, ahead)

    def news(self, members: Mapping[int, str], now: float) -> Iterator[str]:
        """A sentence about each of these nodes, by incarnation, whose clock was found to differ."""
        self._found = {one: found for one, found in self._found.items() if one in members}
        for one, found in self._found.items():
            if not found.is_told and now - found.since >= self._lasting:
                found.is_told = True
                yield (
                    f"the clock of {members[one]} is {in_words(found.ahead)} that of this machine: "
                    "set both right, or the times of messages jump when another engine leads"
                )


def in_words(ahead: int) -> str:
    """How a clock differs that is so many milliseconds ahead: "59 minutes behind"."""
    seconds = round(abs(ahead) / 1000)
    units = {86_400: "days", 3600: "hours", 60: "minutes", 1: "seconds"}
    unit = next((one for one in units if seconds >= 2 * one), 1)
    return f"{round(seconds / unit)} {units[unit]} {'ahead of' if ahead > 0 else 'behind'}"
