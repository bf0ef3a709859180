"""`tui-chat log export`: everything that is logged, for people and for programs to read."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from tui_chat.client.buffers.line import Line
from tui_chat.client.buffers.plain_line import line_text
from tui_chat.client.chat_log.log_on_thread import FILE
from tui_chat.client.chat_log.log_record_types import Conversation, Kept, line_of
from tui_chat.client.chat_log.sqlite_store import LogDatabase, open_log
from tui_chat.client.language.i18n import _
from tui_chat.wire.timestamps import format_time

_CLOCK: Final = "%Y-%m-%d %H:%M:%S"


class ExportError(Exception):
    """The log cannot be exported; the text is one sentence that says why."""


class Logged(NamedTuple):
    """A message, and where it was said."""

    conversation: Conversation
    line: Line

    def as_text(self) -> str:
        """`2026-11-20 12:00:00 irc.example:6667 #tea ana: hello`, in local time."""
        place = f"{self.conversation.server} {self.conversation.name}"
        return line_text(self.line, clock=_CLOCK, place=place)

    def as_data(self) -> dict[str, Any]:
        """The message for a line of JSON, the time in UTC."""
        return {
            "time": format_time(round(self.line.at * 1000)),
            "server": self.conversation.server,
            "user": self.conversation.user,
            "channel": self.conversation.name,
            "kind": self.line.kind.name.lower(),
            "sender": self.line.sender,
            "text": self.line.text,
            "own": self.line.own,
            "msgid": self.line.msgid,
        }


def exported(folder: Path, name: str = "", server: str = "") -> Iterator[Logged]:
    """All that is logged of a channel or person, oldest first; "" are all, one after the other.

    `server` is a host, or "host:port". Clients may be running. Raises ExportError.
    """
    path = folder / FILE
    try:
        database = open_log(path, read_only=True)
    except FileNotFoundError:
        raise ExportError(_("No messages are logged on this computer.")) from None
    except (OSError, sqlite3.Error) as error:
        raise _unreadable(path, error) from error
    try:
        yield from _read(database, name, server.lower())
    except sqlite3.Error as error:
        raise _unreadable(path, error) from error
    finally:
        database.close()


def _read(database: LogDatabase, name: str, server: str) -> Iterator[Logged]:
    wanted = [each for each in database.kept() if _is_meant(each, name, server)]
    if not wanted and name:
        text = _("Nothing is logged for {name}. Check the name.")
        raise ExportError(text.format(name=name))
    for each in wanted:
        for entry in database.entries(each.number):
            yield Logged(each.conversation, line_of(entry))


def _is_meant(kept: Kept, name: str, server: str) -> bool:
    there = kept.conversation
    is_there = server in {"", there.server, there.server.rpartition(":")[0]}
    return is_there and name.lower() in {"", there.key.lower(), there.name.lower()}


def _unreadable(path: Path, error: Exception) -> ExportError:
    reason = getattr(error, "strerror", None) or error
    return ExportError(_("{file} cannot be read ({reason}).").format(file=path, reason=reason))
