"""Everything that was kept of a channel, for people and for programs to read."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tui_chat.server.core.messages.history_request_types import Entry
from tui_chat.server.store import StoreError
from tui_chat.server.store.history_schema import FILE, MIGRATIONS
from tui_chat.server.store.packed_message_blocks import unpack
from tui_chat.server.store.sqlite_opening_and_migration import check_version, connect, version_of
from tui_chat.wire.multiline_text_and_batches import combined
from tui_chat.wire.source import Source
from tui_chat.wire.text.sanitize import sanitize
from tui_chat.wire.timestamps import format_time

_INDENT: Final = "\n" + " " * 20
_ACTION: Final = "\x01ACTION "
_SENTENCES: Final = {
    "PRIVMSG": "<{nick}> {last}",
    "NOTICE": "-{nick}- {last}",
    "JOIN": "-> {nick} joined",
    "PART": "<- {nick} left{why}",
    "QUIT": "<- {nick} quit{why}",
    "KICK": "<- {who} was put out by {nick}{why}",
    "NICK": "-- {nick} is now {last}",
    "TOPIC": "-- {nick} set the topic: {last}",
}


def exported(folder: Path, channel: str) -> Iterator[Entry]:
    """All that is kept of a channel, oldest first, of a server that may be running meanwhile.

    Raises StoreError if there is no history in the folder, or none of this channel.
    """
    path = folder / FILE
    if not path.exists():
        raise StoreError(f"There is no history in {folder}. Name its folder with --state.")
    database = connect(path, read_only=True)
    try:
        check_version(path, version_of(database), len(MIGRATIONS))
        target = _target(database, channel)
        rows = database.execute(
            "SELECT data FROM blocks WHERE target = ? ORDER BY first", (target,)
        )
        for (data,) in rows:
            yield from (one.entry() for one in unpack(data))
    except sqlite3.Error as error:
        raise StoreError(f"{path} cannot be read ({error}).") from error
    finally:
        database.close()


def as_data(entry: Entry) -> dict[str, Any]:
    """One message for a line of JSON: time, source, command, params and tags, as they were sent."""
    message = entry.message
    return {
        "time": format_time(entry.at),
        "source": None if message.source is None else str(message.source),
        "command": message.command,
        "params": tuple(map(combined, message.params)),
        "tags": dict(message.tags),
    }


def as_text(entry: Entry) -> str:
    """One message as it is to be read: `2025-11-20 12:00:00 <alice> hello`.

    Further lines of one that has several are indented.
    """
    message = entry.message
    when = format_time(entry.at)[:19].replace("T", " ")
    nick = Source(message.source or "").nick
    words = _words(nick, message.command, message.params)
    return f"{when} " + _INDENT.join(map(sanitize, combined(words).split("\n")))


def _words(nick: str, command: str, params: tuple[str, ...]) -> str:
    last = params[-1] if params else ""
    if command == "PRIVMSG" and last.startswith(_ACTION):
        return f"* {nick} {last.removeprefix(_ACTION).rstrip(chr(1))}"
    why = f" ({last})" if last and not (command == "PART" and len(params) < 2) else ""
    who = params[1] if len(params) > 1 else ""
    rest = " ".join((command, *params[1:]))
    return _SENTENCES.get(command, "-- {nick} {rest}").format(
        nick=nick, last=last, why=why, who=who, rest=rest
    )


def _target(database: sqlite3.Connection, channel: str) -> int:
    """The number of a channel, by its folded name or one that differs in case only."""
    rows = database.execute(
        "SELECT id FROM targets WHERE name = ? OR lower(name) = lower(?)"
        " ORDER BY name = ? DESC LIMIT 1",
        (channel, channel, channel),
    ).fetchall()
    if not rows:
        raise StoreError(f"No messages are kept of {channel}. Check the name.")
    return int(rows[0][0])
