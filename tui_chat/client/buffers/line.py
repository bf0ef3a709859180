"""One line of a buffer: a message, an event or a text of the program."""

import enum
from typing import Final

import msgspec

from tui_chat.wire.text.formatting import Span


class LineKind(enum.Enum):
    """The kind of a line, which decides how it is shown."""

    MESSAGE = 0
    ACTION = 1
    """`/me waves`: the text without the sender's name."""
    NOTICE = 2
    EVENT = 3
    """A join, a part, a new nickname, topic or mode, as a complete sentence; shown dim."""
    INFO = 4
    """A text of the program or the server."""
    ERROR = 5


class Movement(enum.Enum):
    """Whether somebody joined or left by an EVENT. Several such lines are folded into one."""

    NONE = 0
    CAME = 1
    LEFT = 2


class LineState(enum.Enum):
    """The delivery state of an own message."""

    SENT = 0
    PENDING = 1
    """It waits to be sent, or to be confirmed by the server."""
    FAILED = 2
    """It was refused or never sent: sending it again does no harm."""
    DOUBTFUL = 3
    """The connection was lost before it was confirmed: it may have arrived."""


class Revision(enum.Enum):
    """Whether a message was changed later."""

    NONE = 0
    EDITED = 1
    DELETED = 2


class Quote(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """The message that a line replies to; `sender` and `text` are "" if it is not loaded."""

    msgid: str
    sender: str = ""
    text: str = ""


class Reaction(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A reaction to a message, mostly an emoji, and the nicknames of its senders in order."""

    text: str
    nicks: tuple[str, ...]


class Line(msgspec.Struct, frozen=True, gc=False, array_like=True, omit_defaults=True):
    """One line of a log, safe to paint as it is.

    `id` grows by one from line to line of a buffer. `at` is in seconds of Unix time. `text` is
    plain and sanitised, and may contain newlines; `spans` are its formatted parts. `own` means
    that the person wrote it, here or in another client; `mention` that it mentions them. The
    text of an edited line is its last version; that of a deleted line says who deleted it.
    `audience` has the marks of rank of a message to a part of a channel.
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
        """Whether the text was edited."""
        return self.revision is Revision.EDITED

    @property
    def deleted(self) -> bool:
        """Whether the message was deleted for everybody."""
        return self.revision is Revision.DELETED


TALK: Final = frozenset({LineKind.MESSAGE, LineKind.ACTION, LineKind.NOTICE})
"""The kinds of line that people write."""
