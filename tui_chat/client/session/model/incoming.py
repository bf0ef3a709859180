"""A message of the server as handlers read it, and a batch of them."""

from typing import Final

from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.message import Message
from tui_chat.wire.source import Source
from tui_chat.wire.text.sanitize import sanitize, sanitize_formatted
from tui_chat.wire.timestamps import parse_time

YEAR_2200: Final = 7_258_118_400.0
_LONGEST_WORD: Final = 512
"""Characters of a name or word, as a whole line of RFC 1459: longer ones are cut."""
_LONGEST_MSGID: Final = 200
"""Bytes: we name messages in lines that hold other things too."""


class Incoming:
    """One message of the server. `param`, `text` and `nick` give text that is safe to show."""

    __slots__ = ("arrived", "at", "message", "nick", "source")

    def __init__(self, message: Message, arrived: float) -> None:
        self.message = message
        self.source = Source(sanitize((message.source or "")[:_LONGEST_WORD]))
        self.nick = self.source.nick
        self.arrived = self.at = arrived
        written = message.tags.get("time")
        if written is not None:
            self.at = _seconds(written, arrived)

    @property
    def count(self) -> int:
        """The number of parameters."""
        return len(self.message.params)

    def param(self, index: int) -> str:
        """A name or word among the parameters, "" if there are fewer."""
        params = self.message.params
        return sanitize(params[index][:_LONGEST_WORD]) if index < len(params) else ""

    def text(self, index: int) -> str:
        """A parameter that people wrote, without its formatting; "" if there are fewer."""
        params = self.message.params
        return sanitize_formatted(params[index])[0] if index < len(params) else ""

    @property
    def last(self) -> str:
        """The last parameter as `text`."""
        return self.text(len(self.message.params) - 1) if self.message.params else ""

    @property
    def msgid(self) -> str:
        """The message's id, "" if it has none."""
        written = self.message.tags.get("msgid", "")
        return sanitize(written) if len(written.encode()) <= _LONGEST_MSGID else ""


def _seconds(written: str, arrived: float) -> float:
    """A time tag in seconds; the time of arrival if the tag is invalid."""
    try:
        at = parse_time(written) / 1000
    except ProtocolError:
        return arrived
    return at if 0 <= at <= YEAR_2200 else arrived


class Batch:
    """An open batch. `label` is that of the command that it answers, "" for none.

    `collected` are its messages, None if they are handled one by one.
    """

    __slots__ = ("collected", "kind", "label", "opening", "owner", "size")

    def __init__(
        self, kind: str, label: str, opening: Incoming, owner: "Batch | None", *, whole: bool
    ) -> None:
        self.kind = kind
        self.label = label
        self.opening = opening
        self.owner = owner or self
        """The batch that collects the messages: the outer one, if that is handled as a whole."""
        self.collected: list[Incoming] | None = [] if whole else None
        self.size = 0

    @property
    def target(self) -> str:
        """The channel or person that the batch is about, "" for none."""
        return self.opening.param(2)
