"""A conversation: its lines, its members, and up to where it was read. Pure."""

import enum
import math
from collections.abc import Sequence
from itertools import islice
from typing import Final, NamedTuple

import msgspec

from tui_chat.client.buffers.line import TALK, Line, LineKind, LineState, Movement, Quote
from tui_chat.client.buffers.members import NOBODY, Members
from tui_chat.client.buffers.scrollback import LineBudget, Lines
from tui_chat.wire.names import Folded
from tui_chat.wire.text.formatting import Span

_MOST_UNREAD: Final = 10_000
"""Lines that `recount` looks at."""


class BufferKind(enum.Enum):
    """The kind of conversation that a buffer shows."""

    SERVER = "server"
    CHANNEL = "channel"
    PERSON = "person"


class Past(enum.Enum):
    """Whether there are older messages than the first line of a buffer."""

    UNKNOWN = "unknown"
    """The server has no history, or was not asked yet."""
    MORE = "more"
    LOADING = "loading"
    COMPLETE = "complete"
    """There are none."""


class Mark(NamedTuple):
    """The position of a message in a conversation: the server's time, and its msgid or ""."""

    at: float
    msgid: str


class Before(NamedTuple):
    """The lines of a buffer before a moment: those with a smaller id, said up to a time.

    That is infinite while it is not known.
    """

    line_id: int
    at: float


NOTHING: Final = Before(0, math.inf)


class Buffer:
    """A conversation: a channel, a person, or the server's own page.

    A painter compares `members.version` and `lines_version` (a line changed, or all were dropped;
    added lines show in `lines.next_id`).
    """

    __slots__ = (
        "_read_at",
        "_shown",
        "away",
        "banned",
        "before_connection",
        "from_log",
        "identity",
        "joined",
        "key",
        "kind",
        "latest",
        "latest_page",
        "lines",
        "lines_version",
        "members",
        "mentions",
        "modes",
        "muted",
        "name",
        "namesake",
        "oldest",
        "online",
        "past",
        "read_up_to",
        "silenced",
        "topic",
        "unquoted",
        "unread",
    )

    def __init__(
        self, name: str, kind: BufferKind, key: Folded, budget: LineBudget | None = None
    ) -> None:
        self.name = name
        self.kind = kind
        self.key = key
        self.lines = Lines(budget)
        self.members: Final = Members()
        self.topic = ""
        self.modes = ""
        """The channel's flags as "nt"; "" until known."""
        self.banned: dict[Folded, str] = {}
        """The masks of bans by the nicknames of members that they fitted, who have left since."""
        self.silenced: list[str] | None = None
        """Masks of those whom the channel lets read but not write; None until asked for."""
        self.joined = False
        """Whether messages can be sent here: we are in the channel, or connected."""
        self.unread = 0
        self.mentions = 0
        self.read_up_to = -1
        """The id of the last line that was read; the "new" mark is drawn after it."""
        self.muted = False
        """Whether messages here do not count as unread."""
        self.past = Past.UNKNOWN
        self.from_log = False
        """Whether the server has told all it has, and older lines are those of our own log."""
        self.latest: Mark | None = None
        """The last message that we have; later ones are missing."""
        self.oldest: Mark | None = None
        """The first message that we have; older ones can be requested."""
        self.online: bool | None = None
        """Of a person: whether they are online; None if the server does not tell."""
        self.away = False
        """Of a person: whether they are away."""
        self.identity = NOBODY
        """Of a person: their address and account."""
        self.namesake = NOBODY
        """Of a person: who has their nickname now, if that seems to be somebody else."""
        self.unquoted: dict[str, list[str]] = {}
        """Of messages that are not loaded: msgid -> msgids of the replies to it in this buffer."""
        self.latest_page: frozenset[str] = frozenset()
        """The msgids of the page of the history that was merged last."""
        self.before_connection = NOTHING
        """What was here when the latest connection was made."""
        self._read_at = 0.0
        self.lines_version = 0
        self._shown = False

    def append(
        self,
        kind: LineKind,
        text: str,
        at: float,
        *,
        sender: str = "",
        spans: tuple[Span, ...] = (),
        msgid: str = "",
        own: bool = False,
        mention: bool = False,
        state: LineState = LineState.SENT,
        movement: Movement = Movement.NONE,
        reply: Quote | None = None,
        audience: str = "",
    ) -> Line:
        """Add a line, and count it as unread if somebody else wrote it and it is not in view."""
        line = Line(0, at, kind, sender, text, spans, msgid, own, mention, state, movement, reply)
        return self.add(msgspec.structs.replace(line, audience=audience) if audience else line)

    def add(self, line: Line, *, quietly: bool = False) -> Line:
        """Add `line` with a new id; `quietly` does not count it as unread."""
        lines = self.lines
        line = msgspec.structs.replace(line, id=lines.next_id)
        lines.append(line)
        if not quietly:
            self._count(line)
        return line

    def replace_from(
        self, line_id: int, new: Sequence[Line], rest: Sequence[Line]
    ) -> dict[int, int]:
        """Replace all lines from `line_id` on by `new` and then `rest`.

        `rest` is a selection of the replaced lines. Gives their new ids: old id -> new id. The
        ids in `new` are ignored.
        """
        lines = self.lines
        lines.cut(line_id)
        moved: dict[int, int] = {}
        for line in new:
            lines.append(msgspec.structs.replace(line, id=lines.next_id))
        for line in rest:
            moved[line.id] = lines.next_id
            lines.append(msgspec.structs.replace(line, id=lines.next_id))
        if self.read_up_to >= line_id:
            kept = (place for old, place in moved.items() if old <= self.read_up_to)
            self.read_up_to = max(kept, default=lines.next_id - 1 if self._shown else line_id - 1)
        self.lines_version += 1
        return moved

    def replace(self, line: Line) -> bool:
        """Replace the line with the id of `line`. False if there is none any more."""
        self.lines_version += 1
        return self.lines.replace(line)

    def clear(self) -> None:
        """Drop all lines."""
        self.lines.clear()
        self.oldest = None
        if self.past is Past.COMPLETE:
            self.past = Past.MORE
        self.lines_version += 1
        self._nothing_unread()

    def show(self) -> None:
        """Note that the person looks at this buffer: nothing is or becomes unread."""
        self._shown = True
        self._nothing_unread()

    def hide(self) -> None:
        """Note that the person looks at something else: later lines are new."""
        self._read_at = self.read_at
        self._shown = False
        self.read_up_to = self.lines.next_id - 1

    @property
    def read_at(self) -> float:
        """The time of the last message that was read, here or elsewhere; 0.0 if never any."""
        if self._shown and self.latest is not None:
            return max(self._read_at, self.latest.at)
        return self._read_at

    def read_elsewhere(self, at: float) -> bool:
        """Note that the person has read up to `at` in another client. Gives whether that is new."""
        if at <= self._read_at:
            return False
        self._read_at = at
        if not self._shown:
            self.recount()
        return True

    def recount(self) -> None:
        """Count the unread messages again, by the time up to which the person has read.

        Nothing is unread if the person has never read here.
        """
        self._nothing_unread()
        self.read_up_to = self.lines.next_id - 1
        if not self._read_at:
            return
        for line in islice(reversed(self.lines), _MOST_UNREAD):
            if line.own or line.kind not in TALK:
                continue
            if line.at <= self._read_at:
                break
            self._count(line)
            self.read_up_to = line.id - 1

    @property
    def calls(self) -> int:
        """The number of unread messages for the person: mentions, and all in a conversation."""
        return self.unread if self.kind is BufferKind.PERSON else self.mentions

    @property
    def shown(self) -> bool:
        """Whether the person looks at this buffer."""
        return self._shown

    def _count(self, line: Line) -> None:
        """Count `line` as unread, if it is."""
        if not (self._shown or self.muted or line.own or line.kind not in TALK):
            self.unread += 1
            self.mentions += line.mention

    def _nothing_unread(self) -> None:
        self.unread = self.mentions = 0

    def __repr__(self) -> str:
        return f"Buffer({self.name!r}, {self.kind.name})"
