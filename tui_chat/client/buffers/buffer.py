"""One place where people talk: its lines, who is there, and what of it was read. Pure."""

import enum
from collections.abc import Sequence
from itertools import islice
from typing import Final, NamedTuple

import msgspec

from tui_chat.client.buffers.line import TALK, Line, LineKind, LineState, Movement, Quote
from tui_chat.client.buffers.members import NOBODY, Member
from tui_chat.client.buffers.scrollback import Lines, Room
from tui_chat.wire.formatting import Span
from tui_chat.wire.names import Folded

_MOST_UNREAD: Final = 10_000
"""Lines looked at in counting anew."""


class BufferKind(enum.Enum):
    """What a buffer is about."""

    SERVER = "server"
    CHANNEL = "channel"
    PERSON = "person"


class Past(enum.Enum):
    """What is known of what was said in a place before its first line."""

    UNKNOWN = "unknown"
    """The server keeps no history, or was not asked yet."""
    MORE = "more"
    LOADING = "loading"
    COMPLETE = "complete"
    """Nothing was."""


class Mark(NamedTuple):
    """A message's place in a conversation: when the server took it in, and its msgid or ""."""

    at: float
    msgid: str


class Buffer:
    """One place: its lines, who is there, and what of it was read.

    Whoever paints it compares `version` (anything changed), `members_version` (who is there, or
    their ranks or absence) and `lines_version` (a line changed or all were dropped; lines that
    were added show in `lines.next_id`).
    """

    __slots__ = (
        "_read_at",
        "_shown",
        "away",
        "identity",
        "joined",
        "key",
        "kind",
        "latest",
        "lines",
        "lines_version",
        "members",
        "members_version",
        "mentions",
        "modes",
        "muted",
        "name",
        "namesake",
        "oldest",
        "online",
        "past",
        "read_up_to",
        "topic",
        "unquoted",
        "unread",
        "version",
    )

    def __init__(self, name: str, kind: BufferKind, key: Folded, room: Room | None = None) -> None:
        self.name = name
        self.kind = kind
        self.key = key
        self.lines = Lines(room)
        self.members: dict[Folded, Member] = {}
        self.topic = ""
        self.modes = ""
        """The channel's flags as "nt"; "" until known."""
        self.joined = False
        """Whether what is typed here can be sent: in the channel, or connected."""
        self.unread = 0
        self.mentions = 0
        self.read_up_to = -1
        """Id of the last line seen before the person looked away: "new" is drawn behind it."""
        self.muted = False
        """Whether what is said here does not count as unread."""
        self.past = Past.UNKNOWN
        self.latest: Mark | None = None
        """The last message that the server told of here; what it told later is missing."""
        self.oldest: Mark | None = None
        """The first one, where what is older begins."""
        self.online: bool | None = None
        """Of a person: whether they are there; None where the server does not tell."""
        self.away = False
        """Of a person: whether they are away, as far as the server tells."""
        self.identity = NOBODY
        """Of a person: who they are, whatever they are called."""
        self.namesake = NOBODY
        """Of a person: who has their name now, if that seems to be somebody else."""
        self.unquoted: dict[str, list[str]] = {}
        """The msgids of messages that are not loaded, and of the lines here that answer them."""
        self._read_at = 0.0
        self.version = 0
        self.members_version = 0
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
        """Add a line, and count it as unread if it is somebody else's talk and not in view."""
        line = Line(0, at, kind, sender, text, spans, msgid, own, mention, state, movement, reply)
        return self.add(msgspec.structs.replace(line, audience=audience) if audience else line)

    def add(self, line: Line, *, quietly: bool = False) -> Line:
        """Add `line` under the id that it gets here, as `append` does; `quietly` not counted."""
        lines = self.lines
        line = msgspec.structs.replace(line, id=lines.next_id)
        lines.append(line)
        self.version += 1
        if not quietly:
            self.count(line)
        return line

    def count(self, line: Line) -> bool:
        """Count `line` as unread, if it is; whether it was counted."""
        if self._shown or self.muted or line.own or line.kind not in TALK:
            return False
        self.unread += 1
        self.mentions += line.mention
        return True

    def weave(self, line_id: int, new: Sequence[Line], rest: Sequence[Line]) -> dict[int, int]:
        """Put `new` and then `rest` in the place of all lines from `line_id` on.

        `rest` is of those lines; gives the new id of each by its old one. The ids in `new` do
        not count.
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
        self.version += 1
        return moved

    def replace(self, line: Line) -> bool:
        """Put `line` in the place of the one with its id, if that is still there."""
        self.lines_version += 1
        self.version += 1
        return self.lines.replace(line)

    def clear(self) -> None:
        """Forget the lines, not the place."""
        self.lines.clear()
        self.oldest = None
        if self.past is Past.COMPLETE:
            self.past = Past.MORE
        self.lines_version += 1
        self._nothing_unread()

    def show(self) -> None:
        """The person looks here now: nothing is unread, and nothing that comes will be."""
        self._shown = True
        self._nothing_unread()

    def hide(self) -> None:
        """The person looks away (another buffer, another window): "new" begins here."""
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
        """The person has read what was said up to `at`; counts anew. Whether that was news."""
        if at <= self._read_at:
            return False
        self._read_at = at
        if not self._shown:
            self.recount()
        return True

    def recount(self) -> None:
        """Count what is unread, and find where it begins, by the time up to which was read.

        Where nobody ever read anything, nothing is new.
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
            self.count(line)
            self.read_up_to = line.id - 1

    @property
    def calls(self) -> int:
        """How many unread messages call the person: mentions, and all that one person writes."""
        return self.unread if self.kind is BufferKind.PERSON else self.mentions

    @property
    def shown(self) -> bool:
        """Whether the person looks here."""
        return self._shown

    def touch(self) -> None:
        """Something about the place changed: topic, name, modes, joined."""
        self.version += 1

    def touch_members(self) -> None:
        """Somebody came, left, or changed."""
        self.members_version += 1
        self.version += 1

    def _nothing_unread(self) -> None:
        self.unread = self.mentions = 0
        self.version += 1

    def __repr__(self) -> str:
        return f"Buffer({self.name!r}, {self.kind.name})"
