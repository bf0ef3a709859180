"""Own messages that wait to be sent, or to be confirmed by the server."""

from collections import deque
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from tui_chat.client.buffers.buffer import Buffer, Mark
from tui_chat.client.buffers.line import LineKind, Quote
from tui_chat.wire.message import Message
from tui_chat.wire.tags import NO_TAGS

_MOST: Final = 1_000
_MOST_NICKS: Final = 8
"""Of ours, for one message."""
NOWHERE: Final = Mark(0.0, "")
"""Of a place in which no message is known."""


class OwnMessage:
    """An own message that is not confirmed yet, and the line that shows it.

    `pieces` are the parts of its text that are not confirmed yet; mostly one. With an `audience`
    it is for the members with these marks of rank only. `sent` says that it was sent: on the
    present connection or, if `on_lost_connection`, on one that was lost.
    """

    __slots__ = (
        "audience",
        "buffer",
        "confirming_ping",
        "echo_ping",
        "kind",
        "label",
        "line_id",
        "messages",
        "nicks",
        "on_lost_connection",
        "passed",
        "pieces",
        "sent",
        "tags",
        "was_kept",
        "whole",
    )

    def __init__(
        self,
        buffer: Buffer,
        line_id: int,
        kind: LineKind,
        piece: str,
        tags: Mapping[str, str] = NO_TAGS,
        audience: str = "",
    ) -> None:
        self.buffer = buffer
        self.audience = audience
        self.line_id = line_id
        self.kind = kind
        self.pieces = [piece]
        self.tags = tags
        self.messages: list[Message] = []
        """The messages that carried it last."""
        self.nicks: tuple[str, ...] = ()
        """Our nickname when it was sent; and those that we may have had when the server read it."""
        self.label = ""
        self.sent = False
        self.on_lost_connection = False
        self.passed = False
        """Whether a later message arrived: then this one never will."""
        self.was_kept = False
        """Whether it was written before the present connection was there."""
        self.whole = True
        """Whether it was sent as one message, so that one echo shows all of it."""
        self.echo_ping = 0
        """The number of the PING before whose answer the echo must come; 0 if there is a label,
        or no echo."""
        self.confirming_ping = 0
        """The number of the PING whose answer confirms it; 0 if the server sends echoes."""

    @property
    def target(self) -> str:
        """The target on the wire: `#tea`, or `@#tea` for the operators there."""
        return self.audience + self.buffer.name


class Unconfirmed:
    """The unconfirmed messages, in the order in which they were written."""

    __slots__ = ("_entries",)

    def __init__(self) -> None:
        self._entries: deque[OwnMessage] = deque()

    def add(self, entry: OwnMessage) -> OwnMessage | None:
        """Add a message. Gives the oldest, which is removed, if there are too many."""
        self._entries.append(entry)
        return self._entries.popleft() if len(self._entries) > _MOST else None

    def remove(self, entry: OwnMessage) -> None:
        """Remove a message that is confirmed or given up."""
        self._entries.remove(entry)

    def of(self, buffer: Buffer) -> list[OwnMessage]:
        """The messages of one buffer."""
        return [entry for entry in self._entries if entry.buffer is buffer]

    def showing(self, buffer: Buffer, line_id: int) -> OwnMessage | None:
        """The message that a line shows."""
        for entry in self._entries:
            if entry.line_id == line_id and entry.buffer is buffer:
                return entry
        return None

    def moved(self, buffer: Buffer, ids: Mapping[int, int]) -> None:
        """Note that lines of the buffer have new ids: old id -> new id."""
        for entry in self._entries:
            if entry.buffer is buffer:
                entry.line_id = ids.get(entry.line_id, entry.line_id)

    def labelled(self, label: str) -> OwnMessage | None:
        """The message that was sent with this label."""
        for entry in self._entries:
            if entry.sent and entry.label == label:
                return entry
        return None

    def first_sent(self, buffer: Buffer | None) -> OwnMessage | None:
        """The oldest message of a buffer that was sent and that only an echo confirms."""
        for entry in self._entries:
            if (
                entry.sent
                and not entry.on_lost_connection
                and not entry.confirming_ping
                and entry.buffer is buffer
            ):
                return entry
        return None

    def only_unproven(self, buffer: Buffer | None) -> OwnMessage | None:
        """The only message of a buffer that is shown as sent and may still be refused.

        None if there are several: nobody knows which one a refusal is about.
        """
        unproven = [
            each for each in self._entries if each.confirming_ping and each.buffer is buffer
        ]
        return unproven[0] if len(unproven) == 1 else None

    def renamed(self, nick: str) -> None:
        """Note that the server calls us so from now on: perhaps also in what it has yet to show."""
        for entry in self._entries:
            if entry.sent and not entry.on_lost_connection:
                entry.nicks = (*entry.nicks, nick)[-_MOST_NICKS:]

    def lose(self) -> None:
        """Note that the connection is lost: no sent message will be answered."""
        for entry in self._entries:
            entry.was_kept = True
            if entry.sent:
                entry.on_lost_connection, entry.label, entry.confirming_ping, entry.echo_ping = (
                    True,
                    "",
                    0,
                    0,
                )

    def confirmed_by(self, ping_number: int) -> list[OwnMessage]:
        """The messages that the answer to that PING confirms."""
        return [
            each for each in self._entries if each.sent and 0 < each.confirming_ping <= ping_number
        ]

    def not_shown_by(self, ping_number: int) -> list[OwnMessage]:
        """The messages whose echo should have come before the answer to that PING."""
        return [each for each in self._entries if each.sent and 0 < each.echo_ping <= ping_number]

    def __iter__(self) -> Iterator[OwnMessage]:
        return iter(list(self._entries))


class Unsent(msgspec.Struct, frozen=True, omit_defaults=True):
    """An unconfirmed message as plain data, to be kept until the next run.

    `pieces` are the parts of its text that are not confirmed yet. `nick` is our nickname when it
    was sent, "" if it never was; `other_nicks` are those that we may have had when the server read
    it. `seen` is the last message of the buffer that we knew then.
    """

    place: str
    pieces: tuple[str, ...]
    at: float
    kind: LineKind = LineKind.MESSAGE
    text: str = ""
    """The whole text, if it is more than the first piece."""
    tags: Mapping[str, str] = {}
    reply: Quote | None = None
    nick: str = ""
    passed: bool = False
    seen: Mark = NOWHERE
    audience: str = ""
    other_nicks: tuple[str, ...] = ()
