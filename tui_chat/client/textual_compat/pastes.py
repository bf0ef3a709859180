"""Pastes as they come from the terminal: all that was pasted is text, and nothing else is."""

import re
from collections.abc import Iterable, Iterator
from functools import wraps
from typing import Final

from textual import _xterm_parser
from textual.message import Message

_BEGIN: Final = "\x1b[200~"
_END: Final = "\x1b[201~"
_NO_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class PasteFilter:
    """Takes what the terminal sends in any pieces, and gives it with clean pastes.

    Textual takes ESC within a paste for the beginning of a key, and what follows it for keys,
    Enter among them: pasted colours of a terminal would be sent, line by line.
    """

    __slots__ = ("_held", "_pasting")

    def __init__(self) -> None:
        self._pasting = False
        self._held = ""

    def take(self, data: str) -> str:
        """What can be said of `data` already; the beginning of a paste's end waits for more."""
        if not self._pasting and "\x1b[" not in data:
            return data
        return "".join(self._pieces(self._held + data))

    def _pieces(self, data: str) -> Iterator[str]:
        self._held = ""
        while data:
            if not self._pasting:
                before, begin, data = data.partition(_BEGIN)
                self._pasting = bool(begin)
                yield before + begin
                continue
            until = data.find(_BEGIN)
            # The last end there is: one that was pasted too must not let the rest in as keys.
            end = data.rfind(_END, 0, until if until >= 0 else len(data))
            if end >= 0:
                self._pasting = False
                yield _NO_TEXT.sub("", data[:end].replace(_END, "")) + _END
                data = data[end + len(_END) :]
            else:
                data, self._held = _split(data)
                yield _NO_TEXT.sub("", data)
                return


def _split(data: str) -> tuple[str, str]:
    """The text, and what may be the beginning of its end."""
    for length in range(min(len(_END) - 1, len(data)), 0, -1):
        if _END.startswith(data[-length:]):
            return data[:-length], data[-length:]
    return data, ""


def hear_whole_pastes() -> None:
    """Have pastes arrive whole, as one event each, whatever is in them."""
    parser = _xterm_parser.XTermParser
    feed = parser.feed
    if hasattr(feed, "__wrapped__"):
        return  # by an application before this one

    @wraps(feed)
    def feed_clean(self: _xterm_parser.XTermParser, data: str) -> Iterable[Message]:
        pastes = self.__dict__.setdefault("_pastes", PasteFilter())
        clean = pastes.take(data)
        ended = not data
        return feed(self, clean) if clean or ended else ()

    parser.feed = feed_clean  # type: ignore[method-assign]
