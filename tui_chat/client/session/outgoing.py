"""Outgoing messages made fit to be sent, whatever a person typed."""

import re
from typing import Final

from tui_chat.wire.message import Message
from tui_chat.wire.splitting import split_text

_FORBIDDEN: Final = re.compile("[\0\r\n]+")
_NOT_INSIDE: Final = re.compile("[\0\r\n ]+")


def clean(message: Message, line_length: int) -> Message:
    """`message` so that it parses as itself and its body has at most `line_length` bytes.

    Text that people write is split before it comes here (`messages.say`): what is cut here is a
    topic or reason that the server would have cut.
    """
    if not message.params:
        return message
    inner = tuple(_word(param) for param in message.params[:-1])
    last = _valid(_FORBIDDEN.sub(" ", message.params[-1]))
    fit = Message(message.command, (*inner, last), message.source, message.tags)
    bare = Message(message.command, fit.params)
    excess = len(bare.encode()) - line_length
    if excess <= 0:
        return fit
    kept = split_text(last, max(4, len(last.encode()) - excess))[0]
    return Message(message.command, (*inner, kept), message.source, message.tags)


def _word(param: str) -> str:
    """A parameter that is not the last: never empty, no space, no colon in front."""
    return _valid(_NOT_INSIDE.sub("", param)).lstrip(":") or "*"


def _valid(text: str) -> str:
    """`text` without lone surrogates, which a terminal may paste and UTF-8 has no bytes for."""
    if text.isascii():
        return text
    return text.encode(errors="replace").decode()
