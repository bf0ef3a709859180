"""A message as handlers read it, and the table of handlers."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.message import Message
from tui_chat.wire.sanitize import sanitize, sanitize_formatted
from tui_chat.wire.source import Source
from tui_chat.wire.timestamps import parse_time

if TYPE_CHECKING:
    from tui_chat.client.session.model.state import State

_YEAR_2200: Final = 7_258_118_400.0
_LONGEST_WORD: Final = 512
"""Characters of a name or word, a whole line of RFC 1459: what is longer is cut."""
_LONGEST_MSGID: Final = 200
"""Bytes: we name messages in lines that hold other things too."""


class Heard:
    """One message of the server. What `param`, `text` and `nick` give is safe to show."""

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
        """How many parameters there are."""
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
    """A time tag in seconds; what is no time, or none that a clock shows, is the arrival's."""
    try:
        at = parse_time(written) / 1000
    except ProtocolError:
        return arrived
    return at if 0 <= at <= _YEAR_2200 else arrived


Handler = Callable[["State", Heard], None]

HANDLERS: Final[dict[str, tuple[int, Handler]]] = {}
"""Command or numeric -> the fewest parameters it makes sense with, and what handles it."""


def on(*commands: str, least: int = 0) -> Callable[[Handler], Handler]:
    """The decorated function handles these commands; with fewer parameters they are dropped."""

    def register(handler: Handler) -> Handler:
        for command in commands:
            HANDLERS[command] = (least, handler)
        return handler

    return register
