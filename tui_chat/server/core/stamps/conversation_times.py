"""Times of events and messages: in one conversation each message is later than the one before.

Clients page through the history by time. They would miss messages of one millisecond, such as the
lines of one read, and all messages that are sent while the clock is set back.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from tui_chat.server.core.events import Millis
from tui_chat.server.core.stamps.msgids import MsgidClock, first_number

_LANES: Final = 1 << 11
_LAST_LANE: Final = (1 << 12) - 1
_PER_LANE: Final = 1 << 8
_STEP: Final = first_number(1)
_MOST: Final = 20_000
"""Conversations whose last times are remembered, of those that are not in the past."""


class KeptTimes(NamedTuple):
    """The state of `ConversationTimes`, as plain data."""

    last: dict[str, int]
    lanes: dict[str, int]
    latest: int
    floor: int


class _Lanes(dict[str, int]):
    """The lane of each conversation, which gets one when it is first asked for."""

    def __missing__(self, target: str) -> int:
        lane = self[target] = _LAST_LANE - len(self) % _LANES
        return lane


class ConversationTimes:
    """The last time of each conversation that is not in the past, in milliseconds since 1970.

    A message whose time is moved to a later millisecond also gets an id of that millisecond,
    because ids are places in the history (see `msgids`). Each conversation takes these ids from a
    range of its own, behind the ids of events, so that no two conversations give the same id.
    """

    __slots__ = ("_floor", "_lanes", "_last", "_latest")

    def __init__(self) -> None:
        self._last: dict[str, int] = {}
        self._lanes = _Lanes()
        self._latest = 0
        """The latest of all these times."""
        self._floor = 0
        """No time is earlier: those before it are not remembered."""

    def kept(self) -> KeptTimes:
        """All that it remembers."""
        return KeptTimes(dict(self._last), dict(self._lanes), self._latest, self._floor)

    def restore(self, kept: KeptTimes) -> None:
        """Go on from what another remembers."""
        self._last, self._lanes = dict(kept.last), _Lanes(kept.lanes)
        self._latest, self._floor = kept.latest, kept.floor

    def take(self, target: str, at: int, count: int = 1) -> int:
        """The first of `count` times in a row for messages that are said at this time."""
        first = self._last.get(target, -1) + 1
        if first <= at:  # not in the middle of a read of several lines, as most are
            first = self._begin(at)
        last = self._last[target] = first + count - 1
        if last > self._latest:  # noqa: PLR1730 - see above
            self._latest = last
        return first

    def _begin(self, at: int) -> int:
        """The first time of a conversation whose last one is in the past; makes room for it."""
        if at > self._latest:
            # All is in the past: nothing needs to be remembered.
            self._last = {}
            self._lanes = _Lanes()
        elif len(self._last) >= _MOST:
            self._floor = self._latest + 1
            self._last = {}
            self._lanes = _Lanes()
        return max(at, self._floor)

    def latest(self, target: str, at: int) -> int:
        """A time that no message of the conversation up to now is later than; at least `at`."""
        return max(at, self._last.get(target, 0), self._floor - 1)

    def latest_of_all(self, at: int) -> int:
        """The same for all conversations."""
        return max(at, self._latest)

    def give_back(self, target: str, first: int) -> None:
        """Times from `first` on, the last that were taken, are not needed after all."""
        self._last[target] = first - 1

    def move(self, old: str, new: str) -> None:
        """The conversation `old` goes on as `new`."""
        last = self._last.get(old)
        if last is not None:
            self._last[new] = max(last, self._last.get(new, last))

    def take_for_all(self, targets: Sequence[str], at: int) -> int:
        """The time of one message to all these conversations."""
        if len(targets) == 1:
            return self.take(targets[0], at)
        latest = max([self.take(target, at) for target in targets])
        for target in targets:
            self._last[target] = latest
        return latest

    def msgids(self, target: str, first: int, count: int) -> list[str]:
        """The ids of messages at times in a row that were taken, and are not those of events."""
        start = first * _STEP + self._lanes[target] * _PER_LANE
        return [f"{number:x}" for number in range(start, start + count * _STEP, _STEP)]

    def msgid(self, target: str, at: int) -> str:
        """The id of one message."""
        return f"{at * _STEP + self._lanes[target] * _PER_LANE:x}"


class Stamps:
    """The last time, the last id, and the last times of conversations."""

    __slots__ = ("last", "msgids", "times")

    def __init__(self) -> None:
        self.last = Millis(0)
        """The time of the last event, in milliseconds since 1970; no later one is before it."""
        self.msgids = MsgidClock()
        self.times = ConversationTimes()

    def restore(self, last: Millis, msgid: int, times: KeptTimes) -> None:
        """Go on from what another has given."""
        self.last = last
        self.msgids.restore(msgid)
        self.times.restore(times)

    def time(self, at: Millis) -> Millis:
        """The time of the next event, which is said to be this."""
        self.last = max(self.last, at)
        return self.last
