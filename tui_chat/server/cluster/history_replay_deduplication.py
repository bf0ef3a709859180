"""The history of a node in a cluster: it keeps each message once, however often the log is read.

A node that starts again reads entries of the log whose messages are in its history already. Those
change its state again, but must not be added to the history a second time.

What is new need not be in the history before people are shown it, for the log has it: a node that
is killed reads it there again. So several ticks are written at once, which costs half as much.
"""

from collections.abc import Callable
from typing import Final

from tui_chat.server.core.effects import Speech
from tui_chat.server.core.messages.history_request_types import HistoryRequest
from tui_chat.server.store import History
from tui_chat.server.store.history_log_place import LogPlace
from tui_chat.server.store.sqlite_history import SqliteHistory
from tui_chat.wire.message import Message

_MOST_WAITING: Final = 1000
"""Messages that wait to be written at most: these take some milliseconds."""


class PlacedHistory:
    """A `History` that ignores everything caused by log entries up to `place`.

    Whoever uses it calls `commit` every few ticks.
    """

    def __init__(self, history: History, place: LogPlace) -> None:
        self._history = history
        self._kept = place
        """The history has everything up to here."""
        self._is_kept = False
        self._waiting = 0
        """Changes that are not in the file yet."""

    def begin(self, place: LogPlace) -> None:
        """Note that what comes next is caused by the event at this place in the log."""
        self._is_kept = place <= self._kept
        if not self._is_kept:
            self._kept = place
            if isinstance(self._history, SqliteHistory):
                self._history.place = place

    @property
    def write_error(self) -> str:
        """A sentence that says why nothing can be kept just now, or ""."""
        return self._history.write_error

    def remember(
        self, target: str, message: Message, msgid: str, at: int, author: str = ""
    ) -> None:
        """Add a message."""
        if not self._is_kept:
            self._waiting += 1
            self._history.remember(target, message, msgid, at, author)

    def remember_speech(self, target: str, speech: Speech, author: str = "") -> None:
        """Add all messages of a speech."""
        if not self._is_kept:
            self._waiting += len(speech.texts)
            self._history.remember_speech(target, speech, author)

    def forget(self, target: str, msgid: str) -> None:
        """Take a message out."""
        if not self._is_kept:
            self._history.forget(target, msgid)

    def move(self, old: str, new: str) -> None:
        """Rename a conversation."""
        if not self._is_kept:
            self._history.move(old, new)

    def drop(self, target: str, since: int) -> None:
        """Forget the end of a conversation."""
        if not self._is_kept:
            self._history.drop(target, since)

    def end_tick(self) -> None:
        """All of it is in the log; write it if that is much by now."""
        if self._waiting >= _MOST_WAITING:
            self.commit()

    def commit(self) -> None:
        """Have all of it in the file, and the place up to which it goes."""
        self._waiting = 0
        self._history.commit()

    def last_time(self) -> int:
        """The time of the newest message."""
        return self._history.last_time()

    def answer(self, request: HistoryRequest) -> object:
        """The answer to a request."""
        return self._history.answer(request)

    def protect(self, is_held: Callable[[str], bool]) -> None:
        """Drop last what `is_held` says that somebody holds."""
        self._history.protect(is_held)

    def tidy(self, now: int) -> bool:
        """Do a small part of the maintenance."""
        return self._history.tidy(now)

    def close(self) -> None:
        """Commit and let go of the files."""
        self._history.close()
