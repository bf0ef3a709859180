"""A line of a log as plain text, for eyes, ears and pipes."""

import datetime as dt
from typing import Final

from tui_chat.client.buffers.line import Line, LineKind
from tui_chat.client.buffers.statusmsg_words import audience_in_words
from tui_chat.client.events import Reacted
from tui_chat.client.language.i18n import _

CLOCK: Final = "%H:%M"
_INDENT: Final = "\n      "
_QUOTED: Final = 60
"""Characters of a message that are told again, so that one knows which is meant."""


def line_text(line: Line, *, clock: str = CLOCK, place: str = "") -> str:
    """`09:14 ana: good morning!`, in local time, with `place` in front of who says it.

    Nobody can pretend to be another line: further lines of a text are indented, and what no
    person said has no name and colon. No escape sequences: a line's text has none.
    """
    when = dt.datetime.fromtimestamp(line.at).astimezone().strftime(clock)
    words = _words(line).replace("\n", _INDENT)
    return " ".join(part for part in (when, place, words) if part)


def reaction_text(event: Reacted, *, place: str = "") -> str:
    """`09:15 - bia reacts with 👍 to ana: good morning!`, in local time."""
    text = " ".join(event.line.text.split())
    if len(text) > _QUOTED:
        text = f"{text[: _QUOTED - 1]}…"
    words = _("{nick} reacts with {sign} to {sender}: {text}").format(
        nick=event.nick, sign=event.sign, sender=event.line.sender, text=text
    )
    return line_text(Line(0, event.at, LineKind.EVENT, event.nick, words), place=place)


def _words(line: Line) -> str:
    text = _text(line)
    match line.kind:
        case LineKind.MESSAGE:
            return f"{line.sender}: {text}"
        case LineKind.ACTION:
            return f"* {line.sender} {text}"
        case LineKind.NOTICE:
            return f"[{line.sender}] {text}"
        case LineKind.EVENT:
            return f"- {text}"
        case LineKind.INFO:
            return f"-- {text}"
        case LineKind.ERROR:
            return f"!! {text}"


def _text(line: Line) -> str:
    """The text, the message that it answers, and its state: edited, failed and so on."""
    text = line.text
    if line.deleted:
        text = f"({text})"
    elif line.edited:
        text = _("{text} (edited)").format(text=text)
    if line.reply is not None and line.reply.sender:
        text = _("(to {nick}) {text}").format(nick=line.reply.sender, text=text)
    if line.audience:
        text = f"({audience_in_words(line.audience)}) {text}"
    if line.reactions:
        signs = (
            f"{each.text} {len(each.nicks)}" if len(each.nicks) > 1 else each.text
            for each in line.reactions
        )
        text = f"{text} [{', '.join(signs)}]"
    return text
