"""Own messages on their way: waiting to be sent, or to be confirmed by the server."""

from collections import deque
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from tui_chat.client.buffers.buffers import Buffer, Mark
from tui_chat.client.buffers.scrollback import LineKind, Quote
from tui_chat.wire.message import Message
from tui_chat.wire.tags import NO_TAGS

_MOST: Final = 1_000
NOWHERE: Final = Mark(0.0, "")
"""Of a place in which no message is known."""


class OwnMessage:
    """An own message under way, and the line that shows it.

    `pieces` are what of it is still to be confirmed, as written; mostly one. It is for all in the
    place, or with an `audience` for those of its members with these marks. A message is `sent`
    on the connection that stands or, if `on_lost_connection`, was on one that was lost.
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
        "nick",
        "on_lost_connection",
        "passed",
        "pieces",
        "sent",
        "tags",
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
        """What was put out for it last."""
        self.nick = ""
        """Our name when it was sent."""
        self.label = ""
        self.sent = False
        self.on_lost_connection = False
        self.passed = False
        """Whether a later one arrived: then this one did not, and never will."""
        self.whole = True
        """Whether it went out as one message, so that an echo shows all of it."""
        self.echo_ping = 0
        """Where the server shows messages back without labels: the PING by whose answer it must
        have shown this one; else 0."""
        self.confirming_ping = 0
        """Where the server shows nothing back: the PING whose answer confirms it; else 0."""

    @property
    def target(self) -> str:
        """Where it goes: `#tea`, or `@#tea` to the operators there."""
        return self.audience + self.buffer.name


class Unconfirmed:
    """The own messages under way, in the order in which they were written."""

    __slots__ = ("_entries",)

    def __init__(self) -> None:
        self._entries: deque[OwnMessage] = deque()

    def add(self, entry: OwnMessage) -> OwnMessage | None:
        """Take one more. Gives the oldest up when there are too many."""
        self._entries.append(entry)
        return self._entries.popleft() if len(self._entries) > _MOST else None

    def remove(self, entry: OwnMessage) -> None:
        """It is confirmed, or given up."""
        self._entries.remove(entry)

    def of(self, buffer: Buffer) -> list[OwnMessage]:
        """Those of one place."""
        return [entry for entry in self._entries if entry.buffer is buffer]

    def showing(self, buffer: Buffer, line_id: int) -> OwnMessage | None:
        """The one that a line shows."""
        for entry in self._entries:
            if entry.line_id == line_id and entry.buffer is buffer:
                return entry
        return None

    def moved(self, buffer: Buffer, ids: Mapping[int, int]) -> None:
        """Lines of the place have other ids now."""
        for entry in self._entries:
            if entry.buffer is buffer:
                entry.line_id = ids.get(entry.line_id, entry.line_id)

    def labelled(self, label: str) -> OwnMessage | None:
        """The one that went under this label."""
        for entry in self._entries:
            if entry.sent and entry.label == label:
                return entry
        return None

    def first_sent(self, buffer: Buffer | None) -> OwnMessage | None:
        """The oldest of a place that the server has and did not answer."""
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
        """The one of a place that is shown as sent and may yet be refused, if it is the only one.

        Of several nobody knows which one a refusal is about.
        """
        unproven = [
            each for each in self._entries if each.confirming_ping and each.buffer is buffer
        ]
        return unproven[0] if len(unproven) == 1 else None

    def lose(self) -> None:
        """The connection is lost: nothing that was sent will be answered on it."""
        for entry in self._entries:
            if entry.sent:
                entry.on_lost_connection, entry.label, entry.confirming_ping, entry.echo_ping = (
                    True,
                    "",
                    0,
                    0,
                )

    def confirmed_by(self, ping_number: int) -> list[OwnMessage]:
        """Those that were sent before that PING, which has been answered."""
        return [
            each for each in self._entries if each.sent and 0 < each.confirming_ping <= ping_number
        ]

    def not_shown_by(self, ping_number: int) -> list[OwnMessage]:
        """Those that should have been shown back by the answer to that PING."""
        return [each for each in self._entries if each.sent and 0 < each.echo_ping <= ping_number]

    def __iter__(self) -> Iterator[OwnMessage]:
        return iter(list(self._entries))


class Unsent(msgspec.Struct, frozen=True, omit_defaults=True):
    """An own message under way: for which place, what it says, and how far it has come.

    `pieces` are what of it is still to be confirmed, as written. `nick` is our name when it was
    sent, "" if it never was; `seen` is the last message of the place that we know.
    """

    place: str
    pieces: tuple[str, ...]
    at: float
    kind: LineKind = LineKind.MESSAGE
    text: str = ""
    """All of it, where that is more than the first piece."""
    tags: Mapping[str, str] = {}
    reply: Quote | None = None
    nick: str = ""
    passed: bool = False
    seen: Mark = NOWHERE
    audience: str = ""
