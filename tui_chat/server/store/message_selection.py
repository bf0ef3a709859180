"""Choosing the kept messages that answer a request: the same for every kind of store."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from operator import attrgetter
from typing import Final, NamedTuple

import msgspec

from tui_chat.server.core.events import Millis
from tui_chat.server.core.messages.history_request_types import (
    Entry,
    Page,
    Reading,
    Reference,
    Search,
    Targets,
)
from tui_chat.wire.message import SPOKEN, Message
from tui_chat.wire.multiline_text_and_batches import combined
from tui_chat.wire.source import Source
from tui_chat.wire.tags import CONTEXT_TAG, EDIT_TAG, REPLY_TAGS
from tui_chat.wire.text.search_folding import Wanted

CONTEXT: Final = 500
"""Messages behind a page that are searched for reactions to it."""
_BELONGING: Final = {"TAGMSG": REPLY_TAGS, "PRIVMSG": (EDIT_TAG,)}
"""For each command the tags that name the message to which one of this command belongs."""


class Span(NamedTuple):
    """The places that a reference stands for: from `low` up to before `high`."""

    low: int
    high: int


def between(
    after: Span | None, before: Span | None, newest: bool, end: int
) -> tuple[int, int, bool]:
    """The first place to read, the place to stop before, and whether the newest are wanted.

    A reading without an end goes up to `end`. If `after` is later than `before`, the two are
    swapped, and the newest are wanted.
    """
    if after is not None and before is not None and after.low > before.low:
        return before.high, after.low, True
    start = 0 if after is None else after.high
    return start, end if before is None else before.low, newest


def page(entries: Sequence[Entry], reading: Reading) -> Page:
    """The entries that a reading asks for, out of a whole conversation in the order of time."""
    spans = {
        name: _span(entries, reference)
        for name in ("after", "before", "around")
        if (reference := getattr(reading, name)) is not None
    }
    if None in spans.values():
        return Page.cut([], 0, newest=False)
    around = spans.get("around")
    if around is not None:
        found = _around(entries, around.low, reading)
        return Page(with_context(found, entries[around.low :], reading))
    start, end, newest = between(
        spans.get("after"), spans.get("before"), reading.newest, len(entries)
    )
    more = msgspec.structs.replace(reading, limit=reading.limit + 1)
    if newest:
        found = _last(entries, start, end, more)
    else:
        found = list(islice(_wanted(entries, range(start, end), reading), more.limit))
    shown = Page.cut(found, reading.limit, newest=newest)
    if shown and reading.after is not None and reading.before is not None:
        shown[:] = with_context(shown, entries[start:], reading)
    return shown


def with_context(shown: list[Entry], following: Iterable[Entry], reading: Reading) -> list[Entry]:
    """The shown entries, with the reactions to them and edits of them from behind the page.

    `following` are entries of the conversation in order, beginning among the shown ones; the first
    CONTEXT of them are searched. Only clients that are shown all kinds of messages get reactions.
    """
    if not shown:
        return shown
    known = {entry.message.tags["msgid"] for entry in shown}
    belonging: dict[str, list[Entry]] = {}
    for entry in islice(following, CONTEXT):
        tags = entry.message.tags
        names = _BELONGING.get(entry.message.command, ())
        parent = next((tags[name] for name in names if name in tags), "")
        is_wanted = reading.events or entry.message.command in SPOKEN
        if parent in known and is_wanted and tags["msgid"] not in known:
            marked = msgspec.structs.replace(
                entry,
                message=Message(
                    entry.message.command,
                    entry.message.params,
                    entry.message.source,
                    {**tags, CONTEXT_TAG: ""},
                ),
            )
            belonging.setdefault(parent, []).append(marked)
    if not belonging:
        return shown
    return [
        one for entry in shown for one in (entry, *belonging.get(entry.message.tags["msgid"], ()))
    ]


def latest(times: Iterable[tuple[str, Millis]], request: Targets) -> list[tuple[str, Millis]]:
    """The conversations that a request for targets asks for."""
    found = sorted(
        ((name, at) for name, at in times if request.after < at < request.before),
        key=lambda one: (one[1], one[0]),
    )
    return found[-request.limit :] if request.newest else found[: request.limit]


def matches(entry: Entry, search: Search, wanted: Wanted) -> bool:
    """Whether a search finds a message; `wanted` are the words of the search."""
    message = entry.message
    if message.command not in SPOKEN or not is_from(search.sender, entry):
        return False
    if search.after is not None and entry.at <= search.after:
        return False
    if search.before is not None and entry.at >= search.before:
        return False
    if not wanted.words:
        return bool(search.sender)
    return wanted.is_in(combined(message.params[-1]))


def is_from(sender: str, entry: Entry) -> bool:
    """Whether the message is from this nickname; from anybody if that is ""."""
    source = Source(entry.message.source or "")
    return not sender or source.nick.casefold() == sender.casefold()


def _around(entries: Sequence[Entry], place: int, reading: Reading) -> list[Entry]:
    half = msgspec.structs.replace(reading, limit=reading.limit // 2)
    taken = _last(entries, 0, place, half)
    rest = _wanted(entries, range(place, len(entries)), reading)
    return taken + list(islice(rest, reading.limit - len(taken)))


def _last(entries: Sequence[Entry], start: int, end: int, reading: Reading) -> list[Entry]:
    """The newest wanted entries from `start` up to before `end`.

    They are looked for from the end: whoever joins is shown the last few of perhaps thousands.
    """
    backwards = range(end - 1, start - 1, -1)
    return [*islice(_wanted(entries, backwards, reading), reading.limit)][::-1]


def _span(entries: Sequence[Entry], reference: Reference) -> Span | None:
    if isinstance(reference, str):
        found = _index(entries, reference)
        return Span(found, found + 1) if found < len(entries) else None
    at = reference or 0
    return Span(
        bisect_left(entries, at, key=attrgetter("at")),
        bisect_right(entries, at, key=attrgetter("at")),
    )


def _index(entries: Sequence[Entry], msgid: str) -> int:
    """The index of the message with this id, or behind the last one if there is none."""
    places = (place for place, entry in enumerate(entries) if entry.message.tags["msgid"] == msgid)
    return next(places, len(entries))


def _wanted(entries: Sequence[Entry], places: Iterable[int], reading: Reading) -> Iterator[Entry]:
    for place in places:
        entry = entries[place]
        if reading.events or entry.message.command in SPOKEN:
            yield entry
