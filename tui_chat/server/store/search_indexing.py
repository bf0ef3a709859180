"""Filling the search index from `history.db` when there is time, a few messages at a time."""

import sqlite3
from collections.abc import Sequence
from typing import Final

from tui_chat.server.store.history_sql_queries import Conversations
from tui_chat.server.store.packed_message_blocks import Kept
from tui_chat.server.store.search_index import SearchIndex

_LOT: Final = 2000
"""Messages that are indexed in one go, in about 25 ms."""
_LOOKED_AT: Final = 500
"""Conversations that are checked in one go for messages that are not indexed yet."""
_END: Final = (1 << 63) - 1


class SearchIndexing:
    """Brings the index up to date. The index itself says how far it is: a restart loses nothing."""

    def __init__(self, database: sqlite3.Connection, index: SearchIndex) -> None:
        """`database` is a connection that only the calling thread uses."""
        self._conversations = Conversations(database)
        self._index = index
        self.touched: set[int] = set()
        """Conversations with messages that may not be indexed yet."""
        self._checked = 0
        """Conversations up to this number are either indexed or touched."""
        self.forgotten: list[tuple[int, Kept]] = []
        """Messages taken back whose words may still be in the index."""

    def index_some(self) -> bool:
        """Index a number of messages. Gives whether there are more."""
        while self.forgotten:
            target, one = self.forgotten.pop()
            self._index.drop(target, [one])
        left = _LOT
        while left > 0:
            if not self.touched and not self._look_for_more():
                return False
            left -= self._index_lot(left) or 1  # looking is work, too
        return True

    def drop(self, target: int, messages: Sequence[Kept]) -> None:
        """Have these messages removed from the index."""
        self._index.drop(target, messages)

    def forget_conversation(self, target: int) -> None:
        """It is gone."""
        self.touched.discard(target)
        self._index.forget_target(target)

    def _look_for_more(self) -> bool:
        found = self._conversations.numbers(self._checked, _LOOKED_AT)
        if found:
            self._checked = found[-1]
            self.touched.update(found)
        return bool(found)

    def _index_lot(self, most: int) -> int:
        """Index at most so many messages of a conversation. Gives how many it were."""
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
