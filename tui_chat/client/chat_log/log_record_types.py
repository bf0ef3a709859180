"""Changes to be written to the log, and answers read from it, as plain values; lines as entries."""

from typing import Final, NamedTuple

from tui_chat.client.buffers.line import Line, LineKind
from tui_chat.client.buffers.members import NOBODY, Identity
from tui_chat.client.session.model.sanitizing import shown
from tui_chat.wire.text.formatting import encode_formatting


class Conversation(NamedTuple):
    """A channel, or a person, on a server, in the log of one of our users.

    `server` is "host:port" and `user` the account or nickname there; `key` is the folded name.
    `identity` says who a person is, whatever they are called; a channel has none.
    """

    server: str
    user: str
    key: str
    name: str
    is_channel: bool
    identity: Identity = NOBODY


class Entry(NamedTuple):
    """A message. `at` is in seconds of Unix time; `text` has IRC's codes for formatting.

    `kind` is 0 for a message, 1 for an action, 2 for a notice. `msgid` is "" if the server gave
    none.
    """

    at: float
    kind: int
    sender: str
    text: str
    own: bool = False
    mention: bool = False
    msgid: str = ""


class Said(NamedTuple):
    """Something was said."""

    conversation: Conversation
    entry: Entry


class Edited(NamedTuple):
    """A message has a new text."""

    conversation: Conversation
    msgid: str
    text: str


class Removed(NamedTuple):
    """A message was deleted for everybody: its text goes."""

    conversation: Conversation
    msgid: str


class Undelivered(NamedTuple):
    """A message of ours was not delivered after all."""

    conversation: Conversation
    entry: Entry


class Renamed(NamedTuple):
    """A person is called `conversation.name` now, and was called `old_key`."""

    conversation: Conversation
    old_key: str


Change = Said | Edited | Removed | Undelivered | Renamed


class Page(NamedTuple):
    """A part of a conversation, oldest first. `oldest` is what to read on from; None: no more."""

    entries: list[Entry]
    oldest: int | None


class Kept(NamedTuple):
    """What is kept of a conversation, by its number: how many messages, and from when to when."""

    conversation: Conversation
    number: int
    messages: int
    first: float
    last: float


_KINDS: Final = (LineKind.MESSAGE, LineKind.ACTION, LineKind.NOTICE)
"""What was said, by its number in the log."""


def entry_of(line: Line) -> Entry:
    """A line, which somebody said, as the log keeps it."""
    written = encode_formatting(line.text, line.spans)
    return Entry(
        line.at,
        _KINDS.index(line.kind),
        line.sender,
        written.encode(errors="replace").decode(),  # of a lone surrogate, half a character
        line.own,
        line.mention,
        line.msgid,
    )


def line_of(entry: Entry) -> Line:
    """A message of the log as a line: it is as little trusted as what a server sends."""
    text, spans = shown(entry.text)
    sender, kind = shown(entry.sender)[0], _KINDS[entry.kind % len(_KINDS)]
    return Line(0, entry.at, kind, sender, text, spans, entry.msgid, entry.own, entry.mention)
