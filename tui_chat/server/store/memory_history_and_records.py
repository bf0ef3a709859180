"""History and records in memory, which end with the process: for tests and by configuration."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from operator import attrgetter
from typing import Any, Final

import msgspec

from tui_chat.server.core.effects import Speech
from tui_chat.server.core.events import Millis
from tui_chat.server.core.messages.conversation_keys import put_aside
from tui_chat.server.core.messages.history_request_types import (
    Beginnings,
    Entry,
    Finding,
    HistoryRequest,
    Reading,
    Search,
    Targets,
)
from tui_chat.server.store import Record, Retention, nobody_holds
from tui_chat.server.store.message_selection import latest, matches, page
from tui_chat.wire.message import SPOKEN, Message
from tui_chat.wire.text.search_folding import Wanted

MOST_CONVERSATIONS: Final = 5_000
"""The most conversations that are kept: anybody can begin new ones without end."""
MOST_MESSAGES: Final = 500_000
"""The most messages of all conversations together."""
_DAY: Final = 86_400_000


class MemoryRecords:
    """Records in a dictionary."""

    write_error = ""

    def __init__(self) -> None:
        self._records: dict[tuple[str, str], dict[str, Any]] = {}

    def keep(self, kind: str, key: str, value: dict[str, Any] | None) -> None:
        """Put or drop a record."""
        if value is None:
            self._records.pop((kind, key), None)
        else:
            # As it comes back from a disk: a value that no disk could keep must fail here, too.
            self._records[kind, key] = msgspec.json.decode(msgspec.json.encode(value))

    def commit(self) -> None:
        """Do nothing: there is no disk."""

    def all(self) -> Iterator[Record]:
        """All records, ordered by kind and key."""
        for (kind, key), value in sorted(self._records.items()):
            yield kind, key, value

    @contextmanager
    def as_committed(self) -> Iterator[Callable[[], tuple[Record, ...]]]:
        """A reader of the records as they are now."""
        records = tuple(self.all())
        yield lambda: records

    def close(self) -> None:
        """Do nothing."""


class MemoryHistory:
    """Conversations as lists of their newest messages."""

    write_error = ""

    def __init__(self, retention: Retention = Retention()) -> None:  # noqa: B008 - immutable
        self._retention = retention
        self._entries: dict[str, list[Entry]] = {}
        self._is_held: Callable[[str], bool] = nobody_holds

    def remember(
        self, target: str, message: Message, msgid: str, at: int, author: str = ""
    ) -> None:
        """Add a message."""
        del msgid  # it is among the message's tags
        entries = self._entries.get(target)
        if entries is None:
            if len(self._entries) >= MOST_CONVERSATIONS:
                self._drop_conversations()
            entries = self._entries[target] = []
        entries.append(Entry(Millis(at), message, author))

    def remember_speech(self, target: str, speech: Speech, author: str = "") -> None:
        """Add all messages of a speech."""
        for at, message in enumerate(speech.messages(), speech.at):
            self.remember(target, message, message.tags["msgid"], at, author)

    def forget(self, target: str, msgid: str) -> None:
        """Take a message out."""
        if target in self._entries:
            # A list of its own: another thread may be reading the old one.
            left = [one for one in self._entries[target] if one.message.tags["msgid"] != msgid]
            self._entries[target] = left

    def move(self, old: str, new: str) -> None:
        """Rename a conversation."""
        entries = self._entries.pop(old, [])
        others = self._entries.pop(new, [])
        if others:
            self._entries[put_aside(new, others[0].message.tags["msgid"])] = others
        if entries:
            self._entries[new] = entries

    def drop(self, target: str, since: int) -> None:
        """Forget the end of a conversation."""
        left = [entry for entry in self._entries.pop(target, ()) if entry.at < since]
        if left:
            self._entries[target] = left

    def commit(self) -> None:
        """Do nothing: there is no disk."""

    end_tick = commit

    def last_time(self) -> int:
        """The time of the newest message."""
        return max((entries[-1].at for entries in self._entries.values() if entries), default=0)

    def answer(self, request: HistoryRequest) -> object:
        """Answer a request."""
        match request:
            case Reading():
                return page(self._entries.get(request.target, []), request)
            case Finding(target=target, msgid=msgid):
                entries = self._entries.get(target, [])
                return [entry for entry in entries if entry.message.tags["msgid"] == msgid]
            case Beginnings():
                found = (self._entries.get(target) for target in request.targets)
                return tuple(entries[0].at if entries else Millis(0) for entries in found)
            case Targets():
                wanted = (*request.channels, *talks_of(tuple(self._entries), request.identity))
                times = ((name, self._last_spoken(name)) for name in wanted)
                return latest(((name, at) for name, at in times if at), request)
            case Search():
                return self._search(request)

    def protect(self, is_held: Callable[[str], bool]) -> None:
        """Drop last what `is_held` says that somebody holds."""
        self._is_held = is_held

    def tidy(self, now: int) -> bool:
        """Drop messages that are too old or too many."""
        days, messages = self._retention
        for entries in tuple(self._entries.values()):
            # In one step each: the loop's thread may be adding to the list meanwhile.
            if messages and len(entries) > messages:
                del entries[: len(entries) - messages]
            if days:
                del entries[: bisect_right(entries, now - days * _DAY, key=attrgetter("at"))]
        self._drop_of_the_longest()
        return False

    def close(self) -> None:
        """Do nothing."""

    def _drop_of_the_longest(self) -> None:
        """If there are too many messages in all, drop the oldest of the largest conversations."""
        conversations = tuple(self._entries.values())
        too_many = sum(map(len, conversations)) - MOST_MESSAGES
        while too_many > 0:
            longest = max(conversations, key=len)
            dropped = min(too_many, len(longest) // 2 + 1)
            del longest[:dropped]
            too_many -= dropped

    def _drop_conversations(self) -> None:
        """Drop some conversations that nobody holds, or with the fewest messages, oldest first."""
        spoken = {
            target: (
                self._is_held(target),
                sum(entry.message.command in SPOKEN for entry in entries),
            )
            for target, entries in self._entries.items()
        }
        # A dictionary has them in the order in which they began, and sorting keeps that order.
        for target in sorted(spoken, key=spoken.__getitem__)[: MOST_CONVERSATIONS // 10 or 1]:
            del self._entries[target]

    def _last_spoken(self, target: str) -> Millis:
        entries = self._entries.get(target, [])
        spoken = (entry.at for entry in reversed(entries) if entry.message.command in SPOKEN)
        return next(spoken, Millis(0))

    def _search(self, request: Search) -> list[Entry]:
        targets = request.targets or (
            *request.channels,
            *talks_of(tuple(self._entries), request.identity),
        )
        wanted = Wanted(request.words)
        found = [
            entry
            for target in targets
            for entry in self._entries.get(target, [])
            if matches(entry, request, wanted)
        ]
        return sorted(found, key=lambda entry: entry.at)[-request.limit :]


def talks_of(targets: Iterable[str], identity: str) -> Iterator[str]:
    """The private conversations of a person."""
    for target in targets:
        one, space, other = target.partition(" ")
        if space and identity in {one, other}:
            yield target
