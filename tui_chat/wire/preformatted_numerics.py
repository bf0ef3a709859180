"""Several numerics as one message, made in advance with a placeholder for the nickname.

The welcome of newcomers differs in little but the nickname. Its thirty lines are made once; for
each newcomer the nickname is filled in, and all are sent as one message.
"""

from collections.abc import Iterable
from typing import Final

from tui_chat.wire.message import Message
from tui_chat.wire.numerics import Numeric

REPLIES: Final = "REPLIES"
"""The command of such a message; it never goes out. Its parameters: a nickname, and the lines."""
NICK: Final = "\0"
"""The placeholder of the nickname in a line: a character that no message contains."""


def line(numeric: Numeric, *params: str, words: Iterable[str] = ()) -> str:
    """A numeric with a placeholder for the nickname; its own text, with `words`, comes last."""
    text = (numeric.text.format(*words),) if numeric.text else ()
    return Message(numeric.code, (NICK, *params, *text)).body()


def replies(lines: str, nick: str, server: str) -> Message:
    """These lines, with LF between them, to somebody."""
    return Message(REPLIES, (nick, lines), server)


def lines_of(message: Message) -> list[str]:
    """The lines of such a message as they go out, without source, tags and CR LF."""
    nick, lines = message.params
    return lines.replace(NICK, nick).split("\n")


def is_several(message: Message) -> bool:
    """Whether a message is made of several numerics."""
    return message.command == REPLIES and "\n" in message.params[1]
