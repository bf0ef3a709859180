"""Finding what was said in `history.db`, on a thread of its own: whoever reads is not kept waiting.

A search that takes too long is cut short, and shows what it has found until then.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from time import monotonic
from typing import Final

from tui_chat.server.core.messages.history_queries import Entry, Search
from tui_chat.server.store.blocks import Kept
from tui_chat.server.store.kept_conversations import Conversations
from tui_chat.server.store.msgids import first_number
from tui_chat.server.store.pages import is_from
from tui_chat.server.store.search_index import SearchIndex
from tui_chat.wire.folding import Wanted
from tui_chat.wire.multiline import combined

_LONGEST: Final = 0.25
"""Seconds that a search may take, and as many for what was said lately to be indexed first."""
_INDEX_LOT: Final = 2000
"""Messages made searchable in one go."""
_LOOKED_AT: Final = 500
"""Conversations that are looked at in one go for messages that are not searchable yet."""
_END: Final = (1 << 63) - 1


class HistorySearch:
    """Answers searches, and makes messages searchable when there is time."""

    def __init__(
        self,
        database: sqlite3.Connection,
        index: SearchIndex,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """`database` is a connection that nothing else uses; `clock` gives seconds."""
        self._clock = clock
        self._conversations = Conversations(database)
        self._index = index
        self._indexing = threading.Lock()
        """Both threads make messages searchable."""
        self.touched: set[int] = set()
        """Conversations with messages that may not be searchable yet."""
        self._checked = 0
        """Conversations up to this number are searchable, or among the touched."""
        self.forgotten: list[tuple[int, Kept]] = []
        """Messages taken back that may still be found by their words."""

    def search(self, request: Search) -> list[Entry]:
        """The newest messages that hold the words."""
        until = self._clock() + _LONGEST
        while self._clock() < until and self.index_some():
            pass
        until = self._clock() + _LONGEST

        def is_over() -> bool:
            return self._clock() >= until

        wanted = Wanted(request.words)
        found: list[Entry] = []
        with self._index.stop_when(is_over):
            for target in self._targets(request):
                found += self._search_in(target, request, wanted)
                if is_over():
                    break
        return sorted(found, key=lambda entry: entry.at)[-request.limit :]

    def index_some(self) -> bool:
        """Make a lot of messages searchable; whether there are more."""
        with self._indexing:
            while self.forgotten:
                target, one = self.forgotten.pop()
                self._index.drop(target, [one])
            left = _INDEX_LOT
            while left > 0:
                if not self.touched and not self._look_for_more():
                    return False
                left -= self._index_lot(left) or 1  # looking is work, too
            return True

    def drop(self, target: int, messages: Sequence[Kept]) -> None:
        """Let these no longer be found."""
        with self._indexing:
            self._index.drop(target, messages)

    def forget_conversation(self, target: int) -> None:
        """It is gone."""
        with self._indexing:
            self.touched.discard(target)
            self._index.forget_target(target)

    def close(self) -> None:
        """Close the files."""
        self._index.close()
        self._conversations.close()

    def _look_for_more(self) -> bool:
        found = self._conversations.numbers(self._checked, _LOOKED_AT)
        if found:
            self._checked = found[-1]
            self.touched.update(found)
        return bool(found)

    def _index_lot(self, most: int) -> int:
        """Index a part of one conversation, of so many messages at most; how many it was."""
        target = self.touched.pop()
        start = self._index.indexed_until(target) + 1
        lot: list[Kept] = []
        for one in self._conversations.forwards(target, start, _END, events=False):
            lot.append(one)
            if len(lot) >= most:
                self.touched.add(target)
                break
        self._index.add(target, lot)
        return len(lot)

    def _targets(self, request: Search) -> Iterator[int]:
        names: Iterable[str] = request.targets
        if not names:
            talks = self._conversations.talks_of(request.identity)
            names = (*request.channels, *(name for name, _ in talks))
        for name in names:
            target = self._conversations.number(name)
            if target is not None:
                yield target

    def _search_in(self, target: int, request: Search, wanted: Wanted) -> list[Entry]:
        start = first_number((request.after or 0) + 1) if request.after is not None else 0
        end = first_number(request.before) if request.before is not None else _END
        found: list[Entry] = []
        for number in self._index.find(target, request.words, request.sender, start, end):
            there = self._conversations.backwards(target, number, number + 1, events=False)
            # Again, exactly: the index knows no more than the longest of the words.
            said = (one for one in there if not wanted.words or wanted.is_in(_text(one)))
            found += filter(partial(is_from, request.sender), (one.entry() for one in said))
            if len(found) >= request.limit:
                break
        return found


def _text(one: Kept) -> str:
    return combined(one.params[-1])
