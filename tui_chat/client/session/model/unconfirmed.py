"""Own messages on their way: waiting to be sent, or to be confirmed by the server."""

from collections import deque
from collections.abc import Iterator, Mapping
from typing import Final

from tui_chat.client.buffers.buffers import Buffer
from tui_chat.client.buffers.scrollback import LineKind
from tui_chat.wire.message import Message
from tui_chat.wire.tags import NO_TAGS

_MOST: Final = 1_000


class Entry:
    """An own message under way, and the line that shows it.

    `pieces` are what of it is still to be confirmed, as written; mostly one. It is for all in the
    place, or with an `audience` for those of its members with these marks. A message is `sent`
    on the connection that stands or, if `adrift`, was on one that was lost.
    """

    __slots__ = (
        "adrift",
        "audience",
        "buffer",
        "echo_due",
        "kind",
        "label",
        "line_id",
        "messages",
        "nick",
        "passed",
        "pieces",
        "pulse",
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
        self.adrift = False
        self.passed = False
        """Whether a later one arrived: then this one did not, and never will."""
        self.whole = True
        """Whether it went out as one message, so that an echo shows all of it."""
        self.echo_due = 0
        """Where the server shows messages back without labels: the PING by whose answer it must
        have shown this one; else 0."""
        self.pulse = 0
        """Where the server shows nothing back: the PING whose answer confirms it; else 0."""

    @property
    def target(self) -> str:
        """Where it goes: `#tea`, or `@#tea` to the operators there."""
        return self.audience + self.buffer.name


class Outbox:
    """The own messages under way, in the order in which they were written."""

    __slots__ = ("_entries",)

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque()

    def add(self, entry: Entry) -> Entry | None:
        """Take one more. Gives the oldest up when there are too many."""
        self._entries.append(entry)
        return self._entries.popleft() if len(self._entries) > _MOST else None

    def remove(self, entry: Entry) -> None:
        """It is confirmed, or given up."""
        self._entries.remove(entry)

    def of(self, buffer: Buffer) -> list[Entry]:
        """Those of one place."""
        return [entry for entry in self._entries if entry.buffer is buffer]

    def showing(self, buffer: Buffer, line_id: int) -> Entry | None:
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

    def labelled(self, label: str) -> Entry | None:
        """The one that went under this label."""
        for entry in self._entries:
            if entry.sent and entry.label == label:
                return entry
        return None

    def first_sent(self, buffer: Buffer | None) -> Entry | None:
        """The oldest of a place that the server has and did not answer."""
        for entry in self._entries:
            if entry.sent and not entry.adrift and not entry.pulse and entry.buffer is buffer:
                return entry
        return None

    def only_unproven(self, buffer: Buffer | None) -> Entry | None:
        """The one of a place that is shown as sent and may yet be refused, if it is the only one.

        Of several nobody knows which one a refusal is about.
        """
        unproven = [each for each in self._entries if each.pulse and each.buffer is buffer]
        return unproven[0] if len(unproven) == 1 else None

    def lose(self) -> None:
        """The connection is lost: nothing that was sent will be answered on it."""
        for entry in self._entries:
            if entry.sent:
                entry.adrift, entry.label, entry.pulse, entry.echo_due = True, "", 0, 0

    def confirmed_by(self, pulse: int) -> list[Entry]:
        """Those that were sent before that PING, which has been answered."""
        return [each for each in self._entries if each.sent and 0 < each.pulse <= pulse]

    def not_shown_by(self, pulse: int) -> list[Entry]:
        """Those that should have been shown back by the answer to that PING."""
        return [each for each in self._entries if each.sent and 0 < each.echo_due <= pulse]

    def __iter__(self) -> Iterator[Entry]:
        return iter(list(self._entries))
