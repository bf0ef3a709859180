"""Message ids: numbers in the order of time, so that an id is also a position in the history."""

import re
from typing import Final

LAST: Final = (1 << 63) - 1
"""The greatest place: SQLite's greatest integer."""
_MSGID: Final = re.compile("([0-9a-f]{1,16})(?:-([1-9][0-9]{0,3}))?", re.ASCII)
_PER_MILLISECOND: Final = 1 << 20
_PER_EVENT: Final = 1 << 8
"""Ids that are left free after an event's own, for the messages that one command may cause."""


class MsgidClock:
    """Gives each event an id that is greater than all ids before it."""

    def __init__(self) -> None:
        self._last = 0

    @property
    def last(self) -> int:
        """The place of the last id, 0 before there was any."""
        return self._last

    def restore(self, last: int) -> None:
        """Go on behind this place."""
        self._last = last

    def next(self, at: int) -> str:
        """The id of an event at this time, in milliseconds since 1970."""
        first = at * _PER_MILLISECOND
        last = self._last + _PER_EVENT
        # max() would take 0.3 us, a tenth of the time that a line is in the node.
        self._last = last = first if first > last else last  # noqa: FURB136 - see above
        return f"{last:x}"

    def several(self, at: int, count: int) -> tuple[str, ...]:
        """The ids that as many calls of `next` would give."""
        first = max(at * _PER_MILLISECOND, self._last + _PER_EVENT)
        end = first + count * _PER_EVENT
        self._last = end - _PER_EVENT
        return tuple([f"{number:x}" for number in range(first, end, _PER_EVENT)])


def number_of(msgid: str) -> int | None:
    """The place of a message, from 0 to LAST; ids of an event's further messages end in `-2` etc.

    None if it is not one of our ids.
    """
    found = _MSGID.fullmatch(msgid)
    if found is None:
        return None
    return min(int(found[1], 16) + int(found[2] or 1) - 1, LAST)


def first_number(at: int) -> int:
    """The first place of a millisecond, or the nearest place if it is out of range."""
    return max(0, min(at * _PER_MILLISECOND, LAST))


def time_of(number: int) -> int:
    """The millisecond that a place lies in."""
    return number // _PER_MILLISECOND
