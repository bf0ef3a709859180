"""The log of one server: writes what its session tells, and reads the pages that it asks for."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, Final

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.buffers.line import TALK, Line, LineState, Revision
from tui_chat.client.buffers.members import NOBODY, is_service
from tui_chat.client.chat_log.log_on_thread import ChatLog
from tui_chat.client.chat_log.log_record_types import (
    Change,
    Conversation,
    Edited,
    Removed,
    Renamed,
    Said,
    Undelivered,
    entry_of,
    line_of,
)
from tui_chat.client.commands.password_detection import names_password
from tui_chat.client.events import (
    BufferClosed,
    BufferRenamed,
    Event,
    Found,
    LineChanged,
    LocalHistoryWanted,
    LocalSearchWanted,
    MessageReceived,
    MessageRedacted,
)
from tui_chat.client.session import Session

_NOT_DELIVERED: Final = frozenset({LineState.FAILED, LineState.DOUBTFUL})


class SessionLog:
    """Logs what is said on one server, as long as that keeps no history itself.

    Conversations with services are never logged, for passwords are said in them.
    """

    def __init__(
        self, session: Session, log: ChatLog, server: str, user: Callable[[], str]
    ) -> None:
        self._session = session
        self._log = log
        self._server = server
        self._user = user
        self._read_on: dict[Buffer, int] = {}
        """Where the next older page of a buffer begins."""
        self._tasks: set[asyncio.Task[None]] = set()
        session.keep_log()

    def take(self, events: Iterable[Event]) -> None:
        """Write and read what these events call for."""
        for event in events:
            match event:
                case MessageReceived(misplaced=False) if self._is_logged(event.buffer, event.line):
                    self._write_line(event.buffer, event.line)
                case LineChanged() if self._is_logged(event.buffer, event.line):
                    self._change_line(event.buffer, event.line)
                case MessageRedacted() if event.msgid:
                    self._write(Removed(self._conversation(event.buffer), event.msgid))
                case BufferRenamed(buffer=Buffer(kind=BufferKind.PERSON)):
                    self._rename(event)
                case BufferClosed():
                    self._read_on.pop(event.buffer, None)
                case LocalHistoryWanted():
                    self._begin(self._read_page(event))
                case LocalSearchWanted():
                    self._begin(self._search(event))

    # Writing

    def _write(self, change: Change) -> None:
        if self._user():
            self._log.write(change)

    def _is_logged(self, buffer: Buffer, line: Line) -> bool:
        if self._session.has_history or buffer.kind is BufferKind.SERVER or line.kind not in TALK:
            return False
        if is_service(line.sender) or (
            buffer.kind is BufferKind.PERSON and is_service(buffer.name)
        ):
            return False
        return not (line.own and names_password(line.text))

    def _write_line(self, buffer: Buffer, line: Line) -> None:
        if not line.own or line.state is LineState.SENT:
            self._write(Said(self._conversation(buffer), entry_of(line)))

    def _change_line(self, buffer: Buffer, line: Line) -> None:
        conversation = self._conversation(buffer)
        if line.deleted:
            self._write(Removed(conversation, line.msgid))
        elif line.revision is Revision.EDITED:
            self._write(Edited(conversation, line.msgid, entry_of(line).text))
        elif line.own and line.state is LineState.SENT:
            self._write(Said(conversation, entry_of(line)))
        elif line.own and line.state in _NOT_DELIVERED:
            self._write(Undelivered(conversation, entry_of(line)))

    def _rename(self, event: BufferRenamed) -> None:
        old_key = self._session.fold(event.old)
        self._write(Renamed(self._conversation(event.buffer), old_key))

    def _conversation(self, buffer: Buffer) -> Conversation:
        """The conversation of a buffer: with whoever has the nickname of a person now."""
        identity = buffer.identity if buffer.namesake == NOBODY else buffer.namesake
        return Conversation(
            self._server,
            self._user(),
            buffer.key,
            buffer.name,
            buffer.kind is BufferKind.CHANNEL,
            identity,
        )

    # Reading

    def _begin(self, reading: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(reading)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _read_page(self, event: LocalHistoryWanted) -> None:
        buffer = event.buffer
        before = self._read_on.get(buffer)
        page = await self._log.page(
            self._conversation(buffer),
            before=before,
            until=event.before if before is None else None,
        )
        if page.oldest is not None:
            self._read_on[buffer] = page.oldest
        lines = [line_of(entry) for entry in page.entries]
        self._session.page_read(buffer, lines, more=page.oldest is not None)

    async def _search(self, event: LocalSearchWanted) -> None:
        key = self._session.fold(event.query.place) if event.query.place else ""
        found = await self._log.search(self._server, self._user(), event.query, key)
        results = None if found is None else [Found(name, line_of(entry)) for name, entry in found]
        self._session.found_in_log(event.text, event.query, results)
