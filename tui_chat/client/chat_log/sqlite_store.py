"""The log as an SQLite database. Several clients may use it at once; this is for one thread.

Everything here may raise sqlite3.Error, and `open_log` OSError.
"""

import contextlib
import os
import random
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from tui_chat.client.buffers.members import NOBODY, Identity
from tui_chat.client.chat_log.log_record_types import (
    Change,
    Conversation,
    Edited,
    Entry,
    Kept,
    Page,
    Removed,
    Renamed,
    Said,
    Undelivered,
)
from tui_chat.client.search_query import SearchQuery
from tui_chat.private_files import make_folder
from tui_chat.wire.text.sanitize import sanitize_formatted
from tui_chat.wire.text.search_folding import MOST_PIECES, MOST_WORDS, Wanted, indexed

_VERSION: Final = 1
_SCHEMA: Final = """
    CREATE TABLE conversations (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        server TEXT NOT NULL, user TEXT NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL,
        channel INTEGER NOT NULL, address TEXT NOT NULL, account TEXT NOT NULL
    );
    CREATE INDEX conversations_by_key ON conversations (server, user, key);
    CREATE TABLE messages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation INTEGER NOT NULL, at REAL NOT NULL, kind INTEGER NOT NULL,
        sender TEXT NOT NULL, text TEXT NOT NULL, own INTEGER NOT NULL, mention INTEGER NOT NULL,
        msgid TEXT NOT NULL, writer INTEGER NOT NULL, digest INTEGER NOT NULL
    );
    CREATE INDEX messages_of ON messages (conversation);
    CREATE UNIQUE INDEX messages_once ON messages (conversation, digest, at);
    CREATE INDEX messages_by_msgid ON messages (msgid) WHERE msgid != '';
    CREATE VIRTUAL TABLE words USING fts5 (
        text, content = '', tokenize = "ascii tokenchars '_'"
    );
"""
_COLUMNS: Final = "m.at, m.kind, m.sender, m.text, m.own, m.mention, m.msgid"
_BUSY: Final = 2.0
"""Seconds that another client may take to write."""
_SAME: Final = 30.0
"""Seconds by which two clients may hear the same message apart."""
_MOST_FOUND: Final = 100
_LOOKED_AT: Final = 20 * _MOST_FOUND
"""Messages of the index that are compared word by word."""
_PART: Final = 20
"""Of a log that is too large, the oldest twentieth is dropped at a time."""
_STEPS: Final = 1_000


class NewerLogError(sqlite3.DatabaseError):
    """The log was written by a newer version of this program."""


class LogDatabase:
    """An open log. `close` it."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._writer = random.SystemRandom().getrandbits(62)
        """Distinguishes this client from others that log the same conversations."""
        self._numbers: dict[Conversation, int] = {}

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    # Writing

    def apply(self, changes: Iterable[Change]) -> None:
        """Write changes, all or none."""
        scrub = False
        self._numbers.clear()  # another client may have trimmed the log
        with self._transaction():
            for change in changes:
                match change:
                    case Said():
                        self._add(self._number(change.conversation, make=True), change.entry)
                    case Edited():
                        self._edit(change)
                    case Removed():
                        scrub |= self._remove(change)
                    case Undelivered():
                        self._take_back(change)
                    case Renamed():
                        self._rename(change)
        if scrub:
            self._scrub()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._numbers.clear()  # some may not be there
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def _add(self, conversation: int, entry: Entry) -> None:
        digest = _digest(entry)
        if entry.msgid and self._with_msgid(conversation, entry.msgid):
            return
        theirs = self._database.execute(
            "SELECT 1 FROM messages WHERE conversation = ? AND digest = ?"
            " AND at BETWEEN ? AND ? AND writer != ? LIMIT 1",
            (conversation, digest, entry.at - _SAME, entry.at + _SAME, self._writer),
        ).fetchone()
        if theirs is not None and not entry.msgid:
            return  # another client of ours has heard it too
        added = self._database.execute(
            "INSERT OR IGNORE INTO messages (conversation, at, kind, sender, text, own, mention,"
            " msgid, writer, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (conversation, *entry, self._writer, digest),
        )
        if added.rowcount:
            self._index(added.lastrowid or 0, entry.text)

    def _index(self, number: int, text: str) -> None:
        self._database.execute(
            "INSERT INTO words (rowid, text) VALUES (?, ?)", (number, _searchable(text))
        )

    def _drop(self, rows: Iterable[tuple[int, str]]) -> bool:
        """Delete messages, and their words. Gives whether there were any."""
        gone = list(rows)
        self._database.executemany(
            "INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)",
            ((number, _searchable(text)) for number, text in gone),
        )
        self._database.executemany(
            "DELETE FROM messages WHERE id = ?", ((number,) for number, _text in gone)
        )
        return bool(gone)

    def _with_msgid(self, conversation: int, msgid: str) -> list[tuple[int, str]]:
        if not msgid:
            return []
        return self._database.execute(
            "SELECT id, text FROM messages WHERE msgid = ? AND msgid != '' AND conversation = ?",
            (msgid, conversation),
        ).fetchall()

    def _edit(self, change: Edited) -> None:
        number = self._number(change.conversation)
        for row, text in self._with_msgid(number, change.msgid):
            self._database.execute(
                "INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)",
                (row, _searchable(text)),
            )
            self._index(row, change.text)
            self._database.execute("UPDATE messages SET text = ? WHERE id = ?", (change.text, row))

    def _remove(self, change: Removed) -> bool:
        number = self._number(change.conversation)
        return self._drop(self._with_msgid(number, change.msgid))

    def _take_back(self, change: Undelivered) -> None:
        entry = change.entry
        self._drop(
            self._database.execute(
                "SELECT id, text FROM messages WHERE conversation = ? AND digest = ? AND at = ?"
                " AND own",
                (self._number(change.conversation), _digest(entry), entry.at),
            )
        )

    def _scrub(self) -> None:
        """Leave nothing of deleted messages in the files."""
        self._database.execute("INSERT INTO words (words) VALUES ('optimize')")
        self._database.execute("PRAGMA wal_checkpoint (TRUNCATE)")

    # Conversations

    def _number(self, conversation: Conversation, *, make: bool = False) -> int:
        """The number of a conversation; 0 if it is not kept and not to be made."""
        number = self._numbers.get(conversation)
        if number is None:
            number = self._look_up(conversation)
            if not number and make:
                number = self._make(conversation)
            if number:
                self._numbers[conversation] = number
        return number

    def _look_up(self, wanted: Conversation) -> int:
        rows = self._database.execute(
            "SELECT c.id, c.address, c.account, c.name FROM conversations c"
            " WHERE c.server = ? AND c.user = ? AND c.key = ? AND c.channel = ?"
            " ORDER BY (SELECT max(id) FROM messages WHERE conversation = c.id) DESC",
            (wanted.server, wanted.user, wanted.key, wanted.is_channel),
        )
        for number, address, account, name in rows:
            known = Identity(address, account)
            if known.is_same(wanted.identity):
                self._update(number, wanted, known, name)
                return int(number)
        return 0

    def _update(self, number: int, wanted: Conversation, known: Identity, name: str) -> None:
        address = wanted.identity.address or known.address
        account = wanted.identity.account or known.account
        if (address, account, wanted.name) != (*known, name):
            self._database.execute(
                "UPDATE conversations SET name = ?, address = ?, account = ? WHERE id = ?",
                (wanted.name, address, account, number),
            )

    def _make(self, wanted: Conversation) -> int:
        made = self._database.execute(
            "INSERT INTO conversations (server, user, key, name, channel, address, account)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                *(wanted.server, wanted.user, wanted.key, wanted.name, wanted.is_channel),
                *wanted.identity,
            ),
        )
        return made.lastrowid or 0

    def _rename(self, change: Renamed) -> None:
        """Follow a person to a new nickname, unless there is a conversation with them there."""
        now = change.conversation
        if now.identity == NOBODY or self._look_up(now):
            return
        number = self._look_up(now._replace(key=change.old_key))
        self._numbers.clear()
        self._database.execute("UPDATE conversations SET key = ? WHERE id = ?", (now.key, number))

    # Reading

    def page(
        self, conversation: Conversation, *, before: int | None, until: float | None, count: int
    ) -> Page:
        """The last `count` messages before the message `before`, at or before the time `until`."""
        rows = self._database.execute(
            f"SELECT m.id, {_COLUMNS} FROM messages m WHERE m.conversation = ?"  # noqa: S608
            " AND m.id < ? AND m.at <= ? ORDER BY m.id DESC LIMIT ?",
            (
                self._number(conversation),
                _END if before is None else before,
                float(_END) if until is None else until,
                count,
            ),
        ).fetchall()
        rows.reverse()
        more = len(rows) == count
        return Page([_entry(row[1:]) for row in rows], rows[0][0] if more else None)

    def search(
        self, server: str, user: str, query: SearchQuery, key: str
    ) -> list[tuple[str, Entry]]:
        """The newest messages that fit, oldest first, each with its channel or person.

        `key` is the folded name of the place to look in, "" for all.
        """
        wanted = Wanted(query.words)
        condition, values = "c.server = ? AND c.user = ?", [server, user]
        if key:
            condition += " AND c.key = ?"
            values.append(key)
        if query.sender:
            condition += " AND m.sender = ? COLLATE NOCASE"
            values.append(query.sender)
        source = "messages m"
        if wanted.words:
            source = "words JOIN messages m ON m.id = words.rowid"
            condition += " AND words MATCH ?"
            values.append(_match(wanted.words))
        rows = self._database.execute(
            f"SELECT c.name, {_COLUMNS} FROM {source}"  # noqa: S608
            " JOIN conversations c ON c.id = m.conversation"
            f" WHERE {condition} ORDER BY m.id DESC LIMIT ?",
            (*values, _LOOKED_AT),
        )
        found = []
        for name, *columns in rows:
            entry = _entry(columns)
            if not wanted.words or wanted.is_in(_plain(entry.text)):
                found.append((name, entry))
                if len(found) >= _MOST_FOUND:
                    break
        return found[::-1]

    def kept(self) -> list[Kept]:
        """Every conversation of which anything is kept, by server, user and name."""
        rows = self._database.execute(
            "SELECT c.id, c.server, c.user, c.key, c.name, c.channel, c.address, c.account,"
            " count(*), min(m.at), max(m.at)"
            " FROM conversations c JOIN messages m ON m.conversation = c.id"
            " GROUP BY c.id ORDER BY c.server, c.user, c.key, c.id"
        )
        return [
            Kept(
                Conversation(server, user, key, name, bool(channel), Identity(address, account)),
                number,
                *numbers,
            )
            for number, server, user, key, name, channel, address, account, *numbers in rows
        ]

    def entries(self, number: int) -> Iterator[Entry]:
        """Every message of a conversation in `kept`, oldest first."""
        rows = self._database.execute(
            f"SELECT {_COLUMNS} FROM messages m WHERE m.conversation = ? ORDER BY m.id",  # noqa: S608
            (number,),
        )
        return map(_entry, rows)

    # Bounds

    def trim(self, *, oldest: float, most_bytes: int) -> None:
        """Delete what is older than the time `oldest`, and the oldest if that is too much."""
        while True:
            with self._transaction():
                gone = self._drop(
                    self._database.execute(
                        "SELECT id, text FROM messages WHERE at < ? LIMIT ?", (oldest, _STEPS)
                    )
                )
            if not gone:
                break
        while self._size() > most_bytes and self._drop_oldest():
            pass
        with self._transaction():
            self._database.execute(
                "DELETE FROM conversations WHERE id NOT IN (SELECT conversation FROM messages)"
            )
            self._numbers.clear()
        self._database.execute("PRAGMA incremental_vacuum")

    def _drop_oldest(self) -> bool:
        (count,) = self._database.execute("SELECT count(*) FROM messages").fetchone()
        with self._transaction():
            gone = self._drop(
                self._database.execute(
                    "SELECT id, text FROM messages ORDER BY id LIMIT ?", (count // _PART + 1,)
                )
            )
        # Of an index that shrinks, the pages are only freed by this.
        self._database.execute("INSERT INTO words (words) VALUES ('optimize')")
        return gone

    def _size(self) -> int:
        pages, free, size = (
            self._database.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )
        return int((pages - free) * size)


_END: Final = (1 << 62) - 1


def open_log(path: Path, *, read_only: bool = False) -> LogDatabase:
    """Open the log at `path`, which is made if it is not there, for its owner alone.

    Raises OSError, FileNotFoundError also if there is none to be read only.
    """
    if read_only:
        if not path.exists():
            raise FileNotFoundError(path)
    else:
        make_folder(path.parent)
        # A new file has these permissions, and SQLite gives them to the files beside it.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    database = sqlite3.connect(path, timeout=_BUSY, isolation_level=None)
    try:
        _prepare(database)
    except BaseException:
        database.close()
        raise
    return LogDatabase(database)


def _prepare(database: sqlite3.Connection) -> None:
    database.execute("PRAGMA secure_delete = ON")
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if not version:
        database.execute("PRAGMA auto_vacuum = INCREMENTAL")
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    if not version:
        with contextlib.suppress(sqlite3.OperationalError):  # another client was quicker
            database.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;")
        (version,) = database.execute("PRAGMA user_version").fetchone()
    if version > _VERSION:
        raise NewerLogError(version)


def _entry(columns: Sequence[object]) -> Entry:
    at, kind, sender, text, own, mention, msgid = columns
    return Entry(at, kind, sender, text, bool(own), bool(mention), msgid)  # type: ignore[arg-type]


def is_damage(error: sqlite3.Error) -> bool:
    """Whether an error says that the file is no log, or no longer."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None and code & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return True
    return str(error).startswith(("no such table", "no such column"))


def _digest(entry: Entry) -> int:
    said = f"{entry.kind} {entry.sender}\n{entry.text}"
    return zlib.crc32(said.encode(errors="replace"))


def _plain(text: str) -> str:
    return sanitize_formatted(text.replace("\n", " "))[0]


def _searchable(text: str) -> str:
    return indexed(_plain(text))


def _match(words: Iterable[tuple[str, ...]]) -> str:
    """The longest words as a query of FTS5: each is a phrase whose last piece may go on."""
    longest = sorted(words, key=lambda word: -sum(map(len, word)))[:MOST_WORDS]
    return " AND ".join('"' + " ".join(word[:MOST_PIECES]) + '"*' for word in longest)
