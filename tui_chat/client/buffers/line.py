"""One line of a log: what was said or happened, when, by whom, and how far it has come."""

import enum
from typing import Final

import msgspec

from tui_chat.wire.formatting import Span


class LineKind(enum.Enum):
    """What a line is; says how it is shown."""

    MESSAGE = 0
    ACTION = 1
    """`/me waves`: the text without the sender's name."""
    NOTICE = 2
    EVENT = 3
    """Somebody came, left, changed their name, the topic or a mode: dim. Complete sentence."""
    INFO = 4
    """The program's or the server's words."""
    ERROR = 5


class Movement(enum.Enum):
    """Of an EVENT: whether somebody came or left. Several in a row are folded into one."""

    NONE = 0
    CAME = 1
    LEFT = 2


class LineState(enum.Enum):
    """How far an own message has come."""

    SENT = 0
    PENDING = 1
    """Waits to be sent, or for the server to confirm it."""
    FAILED = 2
    """Refused, or never sent: sending it again does no harm."""
    DOUBTFUL = 3
    """The connection was lost over it, and nobody can tell whether it arrived."""


class Revision(enum.Enum):
    """What became of a message after it was said."""

    NONE = 0
    EDITED = 1
    DELETED = 2


class Quote(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """The message that a line answers; `sender` and `text` are "" where it is not known."""

    msgid: str
    sender: str = ""
    text: str = ""


class Reaction(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A sign under a message, an emoji mostly, and who put it there, first to last."""

    text: str
    nicks: tuple[str, ...]


class Line(msgspec.Struct, frozen=True, gc=False, array_like=True, omit_defaults=True):
    """One line of a log, safe to paint as it is.

    `id` grows by one from line to line of a buffer; `at` is in seconds of Unix time; `text` is
    plain and sanitised and may hold newlines; `spans` are the stretches of it that are
    formatted; `own` is said by this user, from here or from another client; `mention` calls them.
    Of an edited line the text is the last version; of a deleted one it says by whom. What was
    said to a part of a channel only has the marks of rank of that part as its `audience`.
    """

    id: int
    at: float
    kind: LineKind
    sender: str = ""
    text: str = ""
    spans: tuple[Span, ...] = ()
    msgid: str = ""
    own: bool = False
    mention: bool = False
    state: LineState = LineState.SENT
    movement: Movement = Movement.NONE
    reply: Quote | None = None
    reactions: tuple[Reaction, ...] = ()
    # Up to fifteen fields have a head of one byte where lines are packed, and more of three.
    revision: Revision = Revision.NONE
    audience: str = ""

    @property
    def edited(self) -> bool:
        """Whether the words are others than those that were said first."""
        return self.revision is Revision.EDITED

    @property
    def deleted(self) -> bool:
        """Whether it was taken away for everybody."""
        return self.revision is Revision.DELETED


TALK: Final = frozenset({LineKind.MESSAGE, LineKind.ACTION, LineKind.NOTICE})
"""The kinds of line that are what people say."""
