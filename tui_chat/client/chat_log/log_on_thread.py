"""The log as the client uses it: nothing here waits for a disk.

Changes are collected and written about every second, on a thread that also reads. SQLite is
imported there, when it is first needed.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from tui_chat.client.chat_log.log_record_types import Change, Conversation, Entry, Page
from tui_chat.client.config.config_schema import Config
from tui_chat.client.language.i18n import _
from tui_chat.client.search_query import SearchQuery

if TYPE_CHECKING:
    from tui_chat.client.chat_log.sqlite_store import LogDatabase

T = TypeVar("T")
FILE: Final = "log.db"
_EVERY: Final = 1.0
"""Seconds between two writes; so much is lost if the computer fails."""
_PAUSE: Final = 30.0
"""Seconds until the next attempt after a failure."""
_MOST_WAITING: Final = 10_000
"""Changes that wait to be written: of more, while the disk is full, the oldest are dropped."""
_TRIMMED_AFTER: Final = 1_000
"""Changes after which the bounds are checked."""
_LAST_WAIT: Final = 3.0
"""Seconds that leaving the program waits for the last changes to be written."""
_PAGE: Final = 200
_DAY: Final = 86_400.0


def configured_log(config: Config, folder: Path) -> "ChatLog | None":
    """The log in `folder` as configured, None if none is to be kept."""
    if not config.log:
        return None
    return ChatLog(folder, days=config.log_days, megabytes=config.log_megabytes)


class ChatLog:
    """The log in `folder`; it keeps `days` days (0: all) and at most `megabytes`.

    `on_error` gets a sentence when the log cannot be written or read: once, until it works again.
    """

    def __init__(self, folder: Path, *, days: int = 0, megabytes: int = 100) -> None:
        self.path = folder / FILE
        self._days = days
        self._megabytes = megabytes
        self._waiting: deque[Change] = deque(maxlen=_MOST_WAITING)
        self._thread: ThreadPoolExecutor | None = None
        self._database: LogDatabase | None = None
        self._planned: asyncio.TimerHandle | None = None
        self._writing: asyncio.Task[None] | None = None
        self._untrimmed = _TRIMMED_AFTER
        self._closed = False
        self._set_aside = False
        self._is_failing = False
        self._unreported = ""
        self._on_error: Callable[[str], object] | None = None

    def listen(self, on_error: Callable[[str], object]) -> None:
        """Tell `on_error` of errors, also of one before now."""
        self._on_error = on_error
        if self._unreported:
            on_error(self._unreported)
            self._unreported = ""

    # Writing

    def write(self, change: Change) -> None:
        """Have a change written soon."""
        if not self._closed:
            self._waiting.append(change)
            self._plan(_EVERY)

    def _plan(self, seconds: float) -> None:
        if self._planned is None and self._writing is None:
            loop = asyncio.get_running_loop()
            self._planned = loop.call_later(seconds, self._begin_writing)

    def _begin_writing(self) -> None:
        self._planned = None
        self._writing = asyncio.create_task(self.flush())
        self._writing.add_done_callback(self._written)

    def _written(self, _task: "asyncio.Task[None]") -> None:
        self._writing = None
        if self._waiting:
            self._plan(_PAUSE if self._is_failing else _EVERY)

    async def flush(self) -> None:
        """Write what waits to be written."""
        changes = [*self._waiting]
        self._waiting.clear()
        if changes and not await self._ask(self._apply, changes, default=False):
            room = _MOST_WAITING - len(self._waiting)
            self._waiting.extendleft(reversed(changes[max(0, len(changes) - room) :]))

    # Reading

    async def page(
        self, conversation: Conversation, *, before: int | None, until: float | None
    ) -> Page:
        """A page of a conversation: see `LogDatabase.page`. Empty if the log cannot be read."""
        await self.flush()
        return await self._ask(self._page, conversation, before, until, default=Page([], None))

    async def search(
        self, server: str, user: str, query: SearchQuery, key: str
    ) -> list[tuple[str, Entry]] | None:
        """The lines found by `LogDatabase.search`; None if the log cannot be read."""
        await self.flush()
        return await self._ask(self._search, server, user, query, key, default=None)

    # The end

    def close(self) -> None:
        """Write the rest. Waits for a slow disk, but not for ever."""
        self._closed = True
        if self._planned is not None:
            self._planned.cancel()
        if self._thread is None and not self._waiting:
            return
        changes = [*self._waiting]
        self._waiting.clear()
        closing = self._submit(self._close, changes)
        try:
            closing.result(_LAST_WAIT)
        except Exception:  # noqa: BLE001 - the program ends, and nobody can do anything about it
            closing.cancel()
        if self._thread is not None:
            self._thread.shutdown(wait=False)
            self._thread = None

    # Between the loop and the thread

    async def _ask(self, work: Callable[..., T], *arguments: Any, default: T) -> T:
        """The result of `work` on the thread, or `default` if it fails: then that is told."""
        try:
            answer: tuple[T, str] = await asyncio.wrap_future(
                self._submit(self._on_thread, work, *arguments)
            )
        except Exception as error:  # noqa: BLE001 - whatever a disk does, the chat goes on
            self._tell(self._words(error))
            self._is_failing = True
            return default
        self._is_failing = False
        result, told = answer
        if told:
            self._report(told)
        return result

    def _submit(self, work: Callable[..., T], *arguments: Any) -> "Future[T]":
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="chat-log")
        return self._thread.submit(work, *arguments)

    def _tell(self, sentence: str) -> None:
        if not self._is_failing:
            self._report(sentence)

    def _report(self, sentence: str) -> None:
        if self._on_error is not None:
            self._on_error(sentence)
        else:
            self._unreported = sentence

    def _words(self, error: Exception) -> str:
        from tui_chat.client.chat_log.sqlite_store import NewerLogError  # noqa: PLC0415 - it was needed

        if isinstance(error, NewerLogError):
            return _("Messages are not logged: a newer version of tui-chat made the log.")
        reason = error.strerror if isinstance(error, OSError) else str(error)
        return _("Messages cannot be logged: {reason}.").format(reason=reason or repr(error))

    # On the thread

    def _on_thread(self, work: Callable[..., T], *arguments: Any) -> tuple[T, str]:
        """The result, and a sentence if the log was damaged and another one is begun."""
        import sqlite3  # noqa: PLC0415 - most people talk on servers with a history

        from tui_chat.client.chat_log.sqlite_store import is_damage  # noqa: PLC0415 - as above

        try:
            return work(self._opened(), *arguments), ""
        except sqlite3.Error as error:
            if self._set_aside or not is_damage(error):
                raise
        self._set_aside = True
        told = self._put_aside()
        return work(self._opened(), *arguments), told

    def _opened(self) -> "LogDatabase":
        from tui_chat.client.chat_log.sqlite_store import open_log  # noqa: PLC0415 - as above

        if self._database is None:
            self._database = open_log(self.path)
        return self._database

    def _put_aside(self) -> str:
        if self._database is not None:
            self._database.close()
            self._database = None
        aside = self.path.with_suffix(".broken")
        self.path.replace(aside)
        for suffix in ("-wal", "-shm"):
            self.path.with_name(f"{FILE}{suffix}").unlink(missing_ok=True)
        text = _("The log of messages was damaged; it is set aside as {file}.")
        return text.format(file=aside)

    def _apply(self, database: "LogDatabase", changes: list[Change]) -> bool:
        database.apply(changes)
        self._untrimmed += len(changes)
        if self._untrimmed >= _TRIMMED_AFTER:
            self._untrimmed = 0
            oldest = time.time() - self._days * _DAY if self._days else 0.0
            database.trim(oldest=oldest, most_bytes=self._megabytes * 1_000_000)
        return True

    @staticmethod
    def _page(
        database: "LogDatabase",
        conversation: Conversation,
        before: int | None,
        until: float | None,
    ) -> Page:
        return database.page(conversation, before=before, until=until, count=_PAGE)

    @staticmethod
    def _search(
        database: "LogDatabase", server: str, user: str, query: SearchQuery, key: str
    ) -> list[tuple[str, Entry]] | None:
        return database.search(server, user, query, key)

    def _close(self, changes: list[Change]) -> None:
        if changes:
            self._on_thread(self._apply, changes)
        if self._database is not None:
            self._database.close()
            self._database = None
