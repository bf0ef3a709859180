"""Text made safe: received text to be shown, and own messages to be sent."""

import re
from typing import Final

from tui_chat.wire.message import Message
from tui_chat.wire.text.formatting import Span
from tui_chat.wire.text.sanitize import sanitize, sanitize_formatted
from tui_chat.wire.text.splitting import split_text

LONGEST_NAME: Final = 256
"""Bytes of a nickname or channel: a Matrix address, the longest that bridges give, has 255.

All that we say by ourselves about one of these fits a line of 512.
"""
LONGEST_TEXT: Final = 60_000
"""Characters of a message of several lines that are shown."""
_QUOTES: Final = str.maketrans("“”", "''")
_FORBIDDEN: Final = re.compile("[\0\r\n]+")
_NOT_INSIDE: Final = re.compile("[\0\r\n ]+")
_TEXTS: Final = {
    "AWAY": 1,
    "KICK": 3,
    "NICK": 1,
    "NOTICE": 2,
    "PART": 2,
    "PONG": 1,
    "PRIVMSG": 2,
    "QUIT": 1,
    "REDACT": 3,
    "SEARCH": 1,
    "TOPIC": 2,
    "USER": 4,
}
"""Commands whose last parameter servers cut themselves, and their number of parameters."""


def shown(written: str) -> tuple[str, tuple[Span, ...]]:
    """`written` without formatting codes, lines kept apart, and where its styles are."""
    if "\n" not in written:
        return sanitize_formatted(written)
    texts: list[str] = []
    spans: list[Span] = []
    start = 0
    for line in written[:LONGEST_TEXT].split("\n"):
        text, found = sanitize_formatted(line)
        spans += (Span(start + span.start, start + span.end, span.style) for span in found)
        texts.append(text)
        start += len(text) + 1
    return "\n".join(texts), tuple(spans)


def is_name(name: str) -> bool:
    """Whether the name can be sent in every command and shown to a person, unchanged."""
    if "," in name:  # a list of names
        return False
    return _word(sanitize(name)) == name and len(name.encode()) <= LONGEST_NAME


def clean(message: Message, line_length: int) -> Message | None:
    """`message` so that it parses as itself and its body has at most `line_length` bytes.

    Messages of people are split before (`sending.say`). Only texts that the server would cut are
    cut here: topics, reasons and so on. None if cutting such a text is not enough, because half a
    name is another name.
    """
    if not message.params:
        return message
    inner = tuple(_word(param) for param in message.params[:-1])
    last = _valid(_FORBIDDEN.sub(" ", message.params[-1]))
    fit = Message(message.command, (*inner, last), message.source, message.tags)
    excess = _excess(fit, line_length)
    if excess <= 0:
        return fit
    if _TEXTS.get(message.command) != len(message.params):
        return None
    kept = split_text(last, max(4, len(last.encode()) - excess))[0]
    fit = Message(message.command, (*inner, kept), message.source, message.tags)
    return fit if _excess(fit, line_length) <= 0 else None


def _excess(message: Message, line_length: int) -> int:
    """The bytes that a message has too many, without its tags, CR LF included."""
    return len(message.body().encode()) + len("\r\n") - line_length


def _word(param: str) -> str:
    """A parameter that is not the last: never empty, no space, no colon in front."""
    return _valid(_NOT_INSIDE.sub("", param)).lstrip(":") or "*"


def _valid(text: str) -> str:
    """`text` without lone surrogates, which a terminal may paste and UTF-8 has no bytes for."""
    if text.isascii():
        return text
    return text.encode(errors="replace").decode()


def quoted(said: str) -> str:
    """What somebody says of themselves, so that it cannot be taken for words of ours."""
    return f"“{said.translate(_QUOTES)}”"
