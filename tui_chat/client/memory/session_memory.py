"""Restores a session from its memory, and keeps the memory up to date."""

import asyncio
import time
from collections.abc import Callable
from functools import partial
from typing import Final, NamedTuple

import msgspec

from tui_chat.client.buffers.buffer import Buffer, BufferKind, Past
from tui_chat.client.buffers.line import TALK, LineKind, LineState
from tui_chat.client.buffers.members import is_service
from tui_chat.client.memory.remembered_state import Memory
from tui_chat.client.memory.remembered_state_store import Memories, MemoryFileError
from tui_chat.client.session import Rules, Session, Unsent

EVERY: Final = 3.0
"""The least seconds between two writes."""


class _News(NamedTuple):
    """A memory that is not written yet, and the function that writes it: True if it could."""

    memory: Memory
    write: Callable[[], bool]


class SessionMemory:
    """Keeps what the session restores when the program runs next.

    It is of the server, or of the `network` of a bouncer, an id. The memory is that of `person`,
    or if that is "" of the first name that is asked for. Channels of last time are gone back to
    unless the person names others: `rejoin`. It is written a few seconds after a change and by
    `close`; without `memories`, nowhere.
    """

    def __init__(
        self,
        session: Session,
        memories: Memories | None,
        host: str,
        port: int,
        *,
        network: str = "",
        person: str = "",
        rejoin: bool = True,
    ) -> None:
        self._session = session
        self._memories = memories
        self._where = (host, port)
        self._network = network
        self._rejoin = rejoin
        self._known: Memory | None = None
        """The content of the file, as far as we know; None until we know whose memory it is."""
        self._drafts: dict[str, str] = {}
        self._planned: asyncio.TimerHandle | None = None
        self._saving: asyncio.Task[None] | None = None
        self._unclaim: Callable[[], None] | None = None
        self._closed = False
        self._pass_on = session.on_change
        if memories is not None:
            session.on_change = self._changed
            self._begin(person or session.nick)

    @property
    def last_nick(self) -> str:
        """The nickname that the person last had on this server, "" if none is known."""
        return self._memories.last_nick(*self._where) if self._memories is not None else ""

    @property
    def person(self) -> str:
        """Whose memory this is; "" while that is not known."""
        return self._known.person if self._known is not None else ""

    # The beginning

    def _begin(self, name: str) -> None:
        memories = self._memories
        if not name or memories is None:
            return
        person = memories.person(*self._where, name, self._network)
        try:
            memory = memories.load(*self._where, person, self._network)
        except MemoryFileError as error:
            host, port = self._where
            memory = Memory(host.lower().rstrip("."), port, person, network=self._network)
            page = self._session.buffers.server
            page.append(LineKind.ERROR, str(error), time.time())
        self._known = memory
        self._apply(memory, memories)

    def _apply(self, memory: Memory, memories: Memories) -> None:
        session = self._session
        session.restore(memory.positions, memory.seen)
        session.rules = _copied(memory.rules)
        self._drafts = dict(memory.drafts)
        if self._rejoin:
            session.return_to(memory.channels)
        for name in memory.people:
            session.talk_to(name)
        session.remember(memory.identities)
        self._unclaim = _claim_of(memories, memory)
        if self._unclaim is None:  # another client of ours sends it
            memory.unsent = []
        session.resume(memory.unsent)

    # Drafts

    def draft(self, buffer: Buffer) -> str:
        """The draft of a buffer from last time."""
        return self._drafts.get(buffer.key, "")

    def keep_draft(self, buffer: Buffer, text: str) -> None:
        """Remember the draft of a buffer."""
        self._drafts.pop(buffer.key, None)
        if text:
            self._drafts[buffer.key] = text
        self.touch()

    # What changes

    def _changed(self) -> None:
        if self._known is None:
            self._begin(self._session.nick)
        self._pass_on()
        self.touch()

    def touch(self) -> None:
        """Something may have changed: write it soon, in another thread."""
        if self._known is not None and not (self._planned or self._closed):
            try:
                loop = asyncio.get_running_loop()
            except RuntimeError:  # not started yet
                return
            self._planned = loop.call_later(EVERY, self._plan_saving)

    def _plan_saving(self) -> None:
        self._planned = None
        if self._saving:
            self.touch()  # what changed since that began is not in it
        else:
            self._saving = asyncio.create_task(self._save_aside())

    async def _save_aside(self) -> None:
        try:
            news = self._news()
            if news is not None and await asyncio.to_thread(news.write):
                self._known = news.memory
        finally:
            self._saving = None

    def close(self) -> None:
        """The program ends: write the memory, and let another client send the unsent messages."""
        self._closed = True
        if self._planned is not None:
            self._planned.cancel()
            self._planned = None
        news = self._news()
        if news is not None and news.write():
            self._known = news.memory
        if self._unclaim is not None:
            self._unclaim()
            self._unclaim = None

    def _news(self) -> "_News | None":
        """The memory to write; None if nothing changed, or the server never accepted us."""
        known, memories = self._known, self._memories
        if known is None or memories is None or not self._session.was_registered:
            return None
        memory = self._collected(known)
        if memory == msgspec.structs.replace(known, used_at=memory.used_at):
            return None
        return _News(memory, partial(memories.save, memory, known))

    def _collected(self, known: Memory) -> Memory:
        session = self._session
        people = filter(self._may_return, session.buffers.of_kind(BufferKind.PERSON))
        return Memory(
            known.host,
            known.port,
            known.person,
            session.wanted_nick,
            time.time(),
            session.seen,
            session.positions,
            _copied(session.rules),
            session.channels,
            [buffer.name for buffer in people],
            dict(self._drafts),
            self._unsent(known),
            session.identities,
            known.network,
        )

    def _may_return(self, buffer: Buffer) -> bool:
        """Whether a conversation has anything to come back to.

        What services say is in no history and in no log of ours.
        """
        if buffer.key in self._drafts:
            return True
        if is_service(buffer.name):
            return False
        return buffer.past is not Past.COMPLETE or any(
            line.kind in TALK and line.state is not LineState.FAILED for line in buffer.lines
        )

    def _unsent(self, known: Memory) -> list[Unsent]:
        """Our unsent messages, if we have the claim: two clients would send them twice."""
        unsent = self._session.unsent
        if unsent and self._unclaim is None and self._memories is not None:
            self._unclaim = _claim_of(self._memories, known)
        return unsent if self._unclaim is not None else []


def _claim_of(memories: Memories, memory: Memory) -> Callable[[], None] | None:
    return memories.claim(memory.host, memory.port, memory.person, memory.network)


def _copied(rules: Rules) -> Rules:
    return msgspec.convert(msgspec.to_builtins(rules), Rules)
