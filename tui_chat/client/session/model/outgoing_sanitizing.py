"""Outgoing messages made fit to be sent, whatever a person typed and a server named."""

import re
from typing import Final

from tui_chat.wire.message import Message
from tui_chat.wire.sanitize import sanitize
from tui_chat.wire.splitting import split_text

LONGEST_NAME: Final = 256
"""Bytes of a nickname or channel: a Matrix address, the longest that bridges give, has 255.

All that we say by ourselves about one of these fits a line of 512.
"""
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
"""How many parameters a command has when the last is one that servers cut themselves."""


def is_name(name: str) -> bool:
    """Whether a server can be told this name in every command, and a person shown it, as it is."""
    if "," in name:  # a list of names
        return False
    return _word(sanitize(name)) == name and len(name.encode()) <= LONGEST_NAME


def clean(message: Message, line_length: int) -> Message | None:
    """`message` so that it parses as itself and its body has at most `line_length` bytes.

    Text that people write is split before it comes here (`speaking.say`): what is cut here is a
    topic or reason that the server would have cut. None if there is no such text, or not enough
    of it: half a name is another name.
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
