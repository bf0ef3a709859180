"""Searching `history.db`, on a thread of its own, so that reading need not wait for it.

Messages that are not in the index yet are searched one by one. A search that takes too long is cut
short, and gives what it has found so far.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from time import monotonic, thread_time
from typing import Final

from tui_chat.server.core.messages.history_request_types import Entry, Search
from tui_chat.server.core.stamps.msgids import first_number
from tui_chat.server.store.history_sql_queries import Conversations
from tui_chat.server.store.message_selection import matches
from tui_chat.server.store.packed_message_blocks import Kept, texts, unpack
from tui_chat.server.store.search_index import SearchIndex
from tui_chat.wire.text.search_folding import Wanted

_LONGEST: Final = 0.25
"""Seconds of the processor that a search in the index may take."""
_LONGEST_BEYOND: Final = 0.5
"""Seconds that searching messages outside the index may take: about a million messages."""
_SLOWEST: Final = 4
"""How many times as long it may take by the clock on the wall: the disk or others may be slow."""
_END: Final = (1 << 63) - 1


class HistorySearch:
    """Answers searches."""

    def __init__(
        self,
        database: sqlite3.Connection,
        index: SearchIndex,
        clock: Callable[[], float] = thread_time,
    ) -> None:
        """`database` is a connection that nothing else uses; `clock` gives seconds.

        By default these are the thread's own: a search finds no less because others are busy.
        """
        self._clock = clock
        self._conversations = Conversations(database)
        self._index = index

    def search(self, request: Search) -> list[Entry]:
        """The newest messages that contain the words."""
        start = first_number((request.after or 0) + 1) if request.after is not None else 0
        end = first_number(request.before) if request.before is not None else _END
        wanted = Wanted(request.words)
        left = dict.fromkeys(self._targets(request), range(start, end))
        """The places of each conversation that are to be looked for in the index."""
        found: list[Entry] = []
        is_over = self._is_past_in(_LONGEST_BEYOND)
        for target in [*left]:
            # Asked once: the index grows meanwhile.
            reached = self._index.reached(target) + 1
            new = self._beyond_index(
                target, range(max(start, reached), end), request, wanted, is_over
            )
            found += new
            left[target] = range(start, min(end, reached))
            if len(new) >= request.limit:
                del left[target]
            if is_over():
                break
        is_over = self._is_past_in(_LONGEST)
        with self._index.stop_when(is_over):
            for target, places in left.items():
                found += self._in_index(target, places, request, wanted)
                if is_over():
                    break
        return sorted(found, key=lambda entry: entry.at)[-request.limit :]

    def close(self) -> None:
        """Close the files."""
        self._index.close()
        self._conversations.close()

    def _is_past_in(self, seconds: float) -> Callable[[], bool]:
        until, latest = self._clock() + seconds, monotonic() + _SLOWEST * seconds
        return lambda: self._clock() >= until or monotonic() >= latest

    def _targets(self, request: Search) -> Iterator[int]:
        names: Iterable[str] = request.targets
        if not names:
            talks = self._conversations.talks_of(request.identity)
            names = (*request.channels, *(name for name, _ in talks))
        for name in names:
            target = self._conversations.number(name)
            if target is not None:
                yield target

    def _beyond_index(
        self,
        target: int,
        places: range,
        request: Search,
        wanted: Wanted,
        is_over: Callable[[], bool],
    ) -> list[Entry]:
        """The newest wanted messages among those that are not in the index yet."""
        found: list[Entry] = []
        for data in self._conversations.blocks_backwards(
            target, places.start, places.stop, events=False
        ):
            # Most blocks do not contain the words, which shows without unpacking every message.
            if wanted.may_be_in(texts(data)):
                there = (one for one in reversed(unpack(data)) if one.number in places)
                found += _matching(there, request, wanted)
            if len(found) >= request.limit or is_over():
                break
        return found

    def _in_index(self, target: int, places: range, request: Search, wanted: Wanted) -> list[Entry]:
        found: list[Entry] = []
        for number in self._index.find(target, request.words, request.sender, places):
            there = self._conversations.backwards(target, number, number + 1, events=False)
            # Checked again: the index was asked for the longest words only.
            found += _matching(there, request, wanted)
            if len(found) >= request.limit:
                break
        return found


def _matching(messages: Iterable[Kept], request: Search, wanted: Wanted) -> Iterator[Entry]:
    entries = (one.entry() for one in messages)
    return (entry for entry in entries if matches(entry, request, wanted))
