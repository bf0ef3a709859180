"""Reading pages of `history.db`, on a thread of its own."""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from tui_chat.server.core.events import Millis
from tui_chat.server.core.messages.history_request_types import (
    Entry,
    Page,
    Reading,
    Reference,
    Targets,
)
from tui_chat.server.core.stamps.msgids import first_number, number_of, time_of
from tui_chat.server.store.history_sql_queries import Conversations
from tui_chat.server.store.message_selection import Span, between, latest, with_context

_END: Final = (1 << 63) - 1


class HistoryReader:
    """Answers questions about the history, over a connection that nothing else uses."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._conversations = Conversations(database)

    def read(self, reading: Reading) -> Page:
        """A page of one conversation."""
        target = self._conversations.number(reading.target)
        if target is None:
            return Page.cut([], 0, newest=False)
        if reading.around is not None:
            return Page(self._around(target, reading))
        after, before = span(reading.after), span(reading.before)
        if (reading.after is not None and after is None) or (
            reading.before is not None and before is None
        ):
            return Page.cut([], 0, newest=False)
        start, end, newest = between(after, before, reading.newest, _END)
        seek = self._newest if newest else self._oldest
        found = seek(target, start, end, reading.limit + 1, reading.events)
        page = Page.cut(found, reading.limit, newest=newest)
        if page and after is not None and before is not None:
            page[:] = with_context(page, self._entries_from(target, start), reading)
        return page

    def find(self, target: str, msgid: str) -> list[Entry]:
        """The message with this id, if it is there."""
        number, place = self._conversations.number(target), number_of(msgid)
        if number is None or place is None:
            return []
        found = self._conversations.backwards(number, place, place + 1, events=True)
        return [one.entry() for one in found if one.msgid == msgid][:1]

    def beginning(self, name: str) -> Millis:
        """The time of a conversation's oldest message; 0 if nothing is kept of it."""
        (first,) = self._conversations.execute(
            "SELECT min(first) FROM blocks JOIN targets ON target = id WHERE name = ?", name
        ).fetchone()
        return Millis(0 if first is None else time_of(first))

    def targets(self, request: Targets) -> list[tuple[str, Millis]]:
        """The conversations whose latest message lies in a span of time."""
        channels = ((name, self._last_spoken(name)) for name in request.channels)
        found = [(name, at) for name, at in channels if at]
        # In the order in which they are chosen: no more are read than are shown.
        talks = self._conversations.talks_of(request.identity)
        recent = (name for name, until in talks if time_of(until) > request.after)
        names: Iterable[str] = recent if request.newest else reversed([*recent])
        spoken = ((name, self._last_spoken(name)) for name in names)
        fitting = ((name, at) for name, at in spoken if request.after < at < request.before)
        return latest([*found, *islice(fitting, request.limit)], request)

    def last_time(self) -> int:
        """The time of the newest message."""
        (last,) = self._conversations.execute(
            "SELECT max((SELECT last FROM blocks WHERE target = id ORDER BY first DESC LIMIT 1))"
            " FROM targets"
        ).fetchone()
        return time_of(last or 0)

    def close(self) -> None:
        """Close the connection."""
        self._conversations.close()

    def _around(self, target: int, reading: Reading) -> list[Entry]:
        place = span(reading.around)
        if place is None:
            return []
        half = reading.limit // 2
        before = self._newest(target, 0, place.low, half, reading.events)
        rest = reading.limit - len(before)
        found = before + self._oldest(target, place.low, _END, rest, reading.events)
        return with_context(found, self._entries_from(target, place.low), reading)

    def _entries_from(self, target: int, start: int) -> Iterator[Entry]:
        rows = self._conversations.forwards(target, start, _END, events=True)
        return (one.entry() for one in rows)

    def _newest(self, target: int, start: int, end: int, limit: int, events: bool) -> list[Entry]:
        rows = self._conversations.backwards(target, start, end, events=events)
        return [one.entry() for one in islice(rows, limit)][::-1]

    def _oldest(self, target: int, start: int, end: int, limit: int, events: bool) -> list[Entry]:
        rows = self._conversations.forwards(target, start, end, events=events)
        return [one.entry() for one in islice(rows, limit)]

    def _last_spoken(self, name: str) -> Millis:
        target = self._conversations.number(name)
        if target is None:
            return Millis(0)
        newest = next(self._conversations.backwards(target, 0, _END, events=False), None)
        return Millis(newest.at if newest else 0)


def span(reference: Reference) -> Span | None:
    """The places that a reference stands for; None without one, or if it cannot be read."""
    if reference is None:
        return None
    if isinstance(reference, str):
        number = number_of(reference)
        return None if number is None else Span(number, number + 1)
    return Span(first_number(reference), first_number(reference + 1))
