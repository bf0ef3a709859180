"""Moments as people in a place read them: the time of day, and which day it was."""

import time
from typing import Final

from tui_chat.client.language.i18n import _, marked

_WEEKDAYS: Final = (
    marked("Monday"),
    marked("Tuesday"),
    marked("Wednesday"),
    marked("Thursday"),
    marked("Friday"),
    marked("Saturday"),
    marked("Sunday"),
)
_MONTHS: Final = (
    marked("January"),
    marked("February"),
    marked("March"),
    marked("April"),
    marked("May"),
    marked("June"),
    marked("July"),
    marked("August"),
    marked("September"),
    marked("October"),
    marked("November"),
    marked("December"),
)


class Days:
    """Which local day a moment falls on; quick for moments that follow each other."""

    __slots__ = ("_begins", "_ends")

    def __init__(self) -> None:
        self._begins = self._ends = 0.0

    def same(self, one: float, other: float) -> bool:
        """Whether both moments, in Unix seconds, fall on one local day."""
        if not self._begins <= one < self._ends:
            # Asking the time zone's rules costs more than all the rest of measuring a line.
            local = _local(one)
            date = local.tm_year, local.tm_mon, local.tm_mday
            self._begins = time.mktime((*date, 0, 0, 0, 0, 0, -1))
            self._ends = time.mktime((date[0], date[1], date[2] + 1, 0, 0, 0, 0, 0, -1))
        return self._begins <= other < self._ends


def clock(at: float, form: str = "%H:%M") -> str:
    """The local time of day as "09:14", or in another form as for `strftime`."""
    local = _local(at)
    if form == "%H:%M":
        return f"{local.tm_hour:02}:{local.tm_min:02}"
    return time.strftime(form, local)


def day_name(at: float) -> str:
    """The local day as "Friday, 20 November 2026"."""
    local = _local(at)
    return _("{weekday}, {day} {month} {year}").format(
        weekday=_(_WEEKDAYS[local.tm_wday]),
        day=local.tm_mday,
        month=_(_MONTHS[local.tm_mon - 1]),
        year=local.tm_year,
    )


def moment(at: float, now: float) -> str:
    """A moment in a few words: "09:14" today, before that "19 November", "1 May 2025"."""
    then, today = _local(at), _local(now)
    if then[:3] == today[:3]:
        return clock(at)
    day = _("{day} {month}").format(day=then.tm_mday, month=_(_MONTHS[then.tm_mon - 1]))
    return day if then.tm_year == today.tm_year else f"{day} {then.tm_year}"


def _local(at: float) -> time.struct_time:
    try:
        return time.localtime(at)
    except (OverflowError, OSError, ValueError):
        return time.localtime(0)
