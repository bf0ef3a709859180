"""Conversations in an SQLite file: `history.db` in the state folder.

The loop's thread writes, once per tick. Reading happens on a second thread, searching on a third
and tidying on a fourth, each with a connection of its own. The search index is another file (see
`search_index`), which is filled when there is time.
"""

import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path
from time import thread_time
from typing import Final

from tui_chat.server import exception_logging
from tui_chat.server.core.effects import Speech
from tui_chat.server.core.messages.conversation_keys import put_aside
from tui_chat.server.core.messages.history_request_types import (
    Beginnings,
    Finding,
    HistoryRequest,
    Reading,
    Search,
    Targets,
)
from tui_chat.server.core.stamps.msgids import first_number, number_of
from tui_chat.server.store import Retention, StoreError
from tui_chat.server.store.history_log_place import LogPlace, put_place
from tui_chat.server.store.history_reader import HistoryReader
from tui_chat.server.store.history_retention_and_index_filling import HistoryTidying
from tui_chat.server.store.history_schema import FILE, MIGRATIONS
from tui_chat.server.store.history_search import HistorySearch
from tui_chat.server.store.packed_message_blocks import (
    MOST,
    Block,
    Kept,
    Line,
    messages_in,
    one_by_one,
    pack,
    repack,
    unpack,
)
from tui_chat.server.store.search_index import SearchIndex
from tui_chat.server.store.search_indexing import SearchIndexing
from tui_chat.server.store.sqlite_opening_and_migration import (
    connect,
    in_words,
    open_database,
)
from tui_chat.server.store.sqlite_writer import Writer, Written
from tui_chat.wire.message import Message

_log: Final = logging.getLogger(__name__)
_MOST_WAITING: Final = 50_000
"""The most messages, and other changes, that wait in memory while the disk fails."""
_MOST_TARGETS: Final = 20_000
"""The most targets whose numbers are remembered: private talk makes new ones without end."""
_LARGE_LOG: Final = 8000
"""Pages of write-ahead log, 32 MB, after which the writer copies it back itself."""


class SqliteHistory:
    """The history on disk. Raises StoreError when the file is unusable."""

    def __init__(
        self,
        folder: Path,
        retention: Retention = Retention(),  # noqa: B008 - immutable
        *,
        durable: bool = False,
        clock: Callable[[], float] = thread_time,
    ) -> None:
        self._path = path = folder / FILE
        database = open_database(path, MIGRATIONS, durable=durable)
        # Copying the log back into the file is left to the other thread: it waits for the disk.
        database.execute("PRAGMA wal_autocheckpoint = 0")
        self._writer = Writer(database, path)
        self._targets: dict[str, int] = {}
        """The numbers of targets that were written to lately."""
        self._pending: dict[str, list[Line]] = {}
        """Messages to be written, by target. A speech has at most as many messages as a block."""
        self._changes: list[Callable[[sqlite3.Connection], None]] = []
        """Other changes of the tick, written before its messages.

        A change acts at once on the messages that wait to be written. So it does not touch messages
        that are said after it in the same tick.
        """
        self.place: LogPlace | None = None
        """The place in the network's log up to which the next commit goes; None without such a log.

        It is stored with the changes, so that none is made twice when the log is read again.
        """
        self._forgotten: list[tuple[int, Kept]] = []
        self._touched: set[int] = set()
        """Conversations with messages in the commit that is being made."""
        self._messages = 0
        """The messages of that commit."""
        try:
            index = SearchIndex(folder)
            self._reader = HistoryReader(connect(path))
            self._search = HistorySearch(connect(path), index, clock)
            # Tidying has its own connection: reading and searching do not wait for it.
            waiting = connect(path)
            self._indexing = SearchIndexing(waiting, index)
            self._tidying = HistoryTidying(
                waiting, self._indexing, retention, self._writer.lock, self._forget_number
            )
        except sqlite3.DatabaseError as error:
            database.close()
            raise StoreError(in_words(path, error)) from error

    @property
    def write_error(self) -> str:
        """Why nothing can be kept just now."""
        return self._writer.write_error

    def remember(
        self, target: str, message: Message, msgid: str, at: int, author: str = ""
    ) -> None:
        """Add a message with the next commit."""
        del msgid  # it is among the message's tags
        lines = self._pending.get(target)
        if lines is None:
            lines = self._pending[target] = []
        lines.append((at, message, author))

    def remember_speech(self, target: str, speech: Speech, author: str = "") -> None:
        """Add all messages of a speech with the next commit."""
        lines = self._pending.setdefault(target, [])
        if len(speech.texts) <= MOST:
            lines.append((speech.at, speech, author))
        else:
            lines += one_by_one([(speech.at, speech, author)])

    def forget(self, target: str, msgid: str) -> None:
        """Take a message out with the next commit."""
        number = number_of(msgid)
        self._keep_pending(target, lambda _, message: message.tags["msgid"] != msgid)
        if number is not None:
            self._changes.append(lambda database: self._forget(database, target, number, msgid))

    def move(self, old: str, new: str) -> None:
        """Rename a conversation with the next commit."""
        moved = self._pending.pop(old, None)
        if new in self._pending:
            self._pending[put_aside(new, "lately")] = self._pending.pop(new)
        if moved:
            self._pending[new] = moved
        self._changes.append(lambda database: self._move(database, old, new))

    def drop(self, target: str, since: int) -> None:
        """Forget the end of a conversation with the next commit."""
        self._keep_pending(target, lambda at, _: at < since)
        self._changes.append(lambda database: self._drop(database, target, since))

    def commit(self) -> None:
        """Write the tick's messages and changes. If that fails, the next call tries them again."""
        if not self._pending and not self._changes:
            return
        if len(self._targets) > _MOST_TARGETS:
            self._targets.clear()  # not during a write, which uses the numbers it has looked up
        written = self._writer.write(self._write)
        if written is not Written.DONE:
            self._targets.clear()  # the numbers of new conversations were rolled back
        if written is Written.LATER:
            self._bound_pending()
            return
        self._indexing.touched |= self._touched
        self._indexing.forgotten += self._forgotten
        self._tidying.kept_lately += self._messages
        self._pending, self._changes = {}, []
        if self._tidying.log_pages > _LARGE_LOG:
            self._tidying.log_pages = 0
            self._writer.copy_log_back()

    end_tick = commit

    def last_time(self) -> int:
        """The time of the newest message. Raises StoreError."""
        try:
            return self._reader.last_time()
        except sqlite3.DatabaseError as error:
            raise StoreError(in_words(self._path, error)) from error

    def answer(self, request: HistoryRequest) -> object:
        """Answer a request."""
        match request:
            case Reading():
                return self._reader.read(request)
            case Finding(target=target, msgid=msgid):
                return self._reader.find(target, msgid)
            case Beginnings():
                return tuple(map(self._reader.beginning, request.targets))
            case Targets():
                return self._reader.targets(request)
            case Search():
                return self._search.search(request)

    def protect(self, is_held: Callable[[str], bool]) -> None:
        """Drop last what `is_held` says that somebody holds."""
        self._tidying.is_held = is_held

    def tidy(self, now: int) -> bool:
        """Copy the write-ahead log back, drop what is too old, index new messages."""
        return self._tidying.tidy(now)

    def close(self) -> None:
        """Commit and close the files."""
        self.commit()
        self._reader.close()
        self._tidying.close()
        self._search.close()
        self._writer.database.close()

    def _forget_number(self, name: str) -> None:
        self._targets.pop(name, None)

    def _write(self, database: sqlite3.Connection) -> None:
        self._forgotten = []
        self._touched = set()
        for change in self._changes:
            change(database)
        rows = []
        for target, lines in self._pending.items():
            number = self._target(database, target)
            self._touched.add(number)
            rows += [(number, *one) for one in _packed(lines)]
        self._messages = sum([row[3] for row in rows])
        database.executemany("INSERT OR IGNORE INTO blocks VALUES (?, ?, ?, ?, ?, ?)", rows)
        if self.place is not None:
            put_place(database, self.place)

    def _keep_pending(self, target: str, wanted: Callable[[int, Message], bool]) -> None:
        lines = one_by_one(self._pending.pop(target, ()))
        left: list[Line] = [line for line in lines if wanted(line[0], line[1])]
        if left:
            self._pending[target] = left

    def _target(self, database: sqlite3.Connection, name: str) -> int:
        number = self._targets.get(name)
        if number is None:
            database.execute("INSERT OR IGNORE INTO targets (name) VALUES (?)", (name,))
            found = database.execute("SELECT id FROM targets WHERE name = ?", (name,)).fetchone()
            number = self._targets[name] = int(found[0])
        return number

    def _forget(self, database: sqlite3.Connection, target: str, number: int, msgid: str) -> None:
        found = database.execute(
            "SELECT target, first, data FROM blocks JOIN targets ON target = id"
            " WHERE name = ? AND first <= ? ORDER BY first DESC LIMIT 1",
            (target, number),
        ).fetchone()
        if found is None:
            return
        place = found[:2]
        kept = unpack(found[2])
        left = [one for one in kept if one.msgid != msgid]
        if len(left) < len(kept):
            self._forgotten += [(place[0], one) for one in kept if one.msgid == msgid]
            self._replace(database, place, left)

    @staticmethod
    def _replace(database: sqlite3.Connection, place: tuple[int, int], left: list[Kept]) -> None:
        if not left:
            database.execute("DELETE FROM blocks WHERE target = ? AND first = ?", place)
            return
        # `first` stays: it is the block's name.
        _, last, messages, spoken, data = repack(left)
        database.execute(
            "UPDATE blocks SET last = ?, messages = ?, spoken = ?, data = ?"
            " WHERE target = ? AND first = ?",
            (last, messages, spoken, data, *place),
        )

    def _drop(self, database: sqlite3.Connection, target: str, since: int) -> None:
        number, start = self._target(database, target), first_number(since)
        database.execute("DELETE FROM blocks WHERE target = ? AND first >= ?", (number, start))
        rows = database.execute(
            "SELECT first, data FROM blocks WHERE target = ? AND last >= ?", (number, start)
        ).fetchall()
        for first, data in rows:
            left = [one for one in unpack(data) if one.number < start]
            self._replace(database, (number, first), left)

    def _move(self, database: sqlite3.Connection, old: str, new: str) -> None:
        moved, left = self._target(database, old), self._target(database, new)
        aside = put_aside(new, left)
        database.execute("UPDATE targets SET name = ? WHERE id = ?", (aside, left))
        database.execute("UPDATE targets SET name = ? WHERE id = ?", (new, moved))
        self._targets[new] = moved
        del self._targets[old]
        if not self._has_messages(database, left):
            database.execute("UPDATE targets SET name = ? WHERE id = ?", (old, left))
            self._targets[old] = left

    @staticmethod
    def _has_messages(database: sqlite3.Connection, target: int) -> bool:
        row = database.execute(
            "SELECT 1 FROM blocks WHERE target = ? LIMIT 1", (target,)
        ).fetchone()
        return row is not None

    def _bound_pending(self) -> None:
        waiting = sum(map(messages_in, self._pending.values()))
        if waiting > _MOST_WAITING:
            self._pending = {}
            _log.error("%d messages are lost: too many were waiting for the disk", waiting)
        if len(self._changes) > _MOST_WAITING:
            self._changes = []
            _log.error("changes to the history are lost: too many were waiting for the disk")


def _packed(lines: list[Line]) -> list[Block]:
    """The blocks of these messages. Messages that cannot be kept are left out."""
    try:
        return [*pack(lines)]
    except Exception as error:  # noqa: BLE001 - our mistake must not lose what others said
        if len(lines) == 1 and messages_in(lines) == 1:
            exception_logging.report("a message could not be stored", error)
            return []
        return [block for line in one_by_one(lines) for block in _packed([line])]
