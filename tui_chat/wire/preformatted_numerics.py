"""Several numerics as one message: the welcome of newcomers differs in little but the nickname.

Thirty lines are made once. For each newcomer the nickname is filled in, and they are sent as one.
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
    """A numeric for anybody: its own text comes last, if it has one, `words` filled in."""
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
    """Whether a message is such a one, and of more than one line."""
    return message.command == REPLIES and "\n" in message.params[1]
