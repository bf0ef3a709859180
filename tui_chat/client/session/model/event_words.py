"""Sentences about joins, parts and so on: the same for live messages and for the history."""

import re
from typing import Final, NamedTuple

from tui_chat.client.buffers.line import Movement
from tui_chat.client.language.i18n import _
from tui_chat.client.session.model.incoming import Incoming

_LOST: Final = re.compile(
    r"ping timeout|connection (closed|reset|timed out|lost)|read error|write error|broken pipe"
    r"|remote host closed|eof|client closed|timed out|\*\.net",
    re.IGNORECASE,
)


class EventText(NamedTuple):
    """A sentence about an event, and whether somebody joined or left by it."""

    text: str
    movement: Movement = Movement.NONE


def came(incoming: Incoming) -> EventText:
    """JOIN."""
    return EventText(_("{nick} joined").format(nick=incoming.nick), Movement.CAME)


def parted(incoming: Incoming) -> EventText:
    """PART <channel> [:<reason>]."""
    text, reason = _("{nick} left").format(nick=incoming.nick), incoming.text(1)
    if reason:
        text = _("{nick} left: {reason}").format(nick=incoming.nick, reason=reason)
    return EventText(text, Movement.LEFT)


def quitted(incoming: Incoming) -> EventText:
    """QUIT [:<reason>]."""
    reason = incoming.text(0)
    if _LOST.match(reason):
        text = _("{nick} disconnected ({reason})").format(nick=incoming.nick, reason=reason)
        return EventText(text, Movement.LEFT)
    # What programs say for people who said nothing.
    said = reason.removeprefix("Quit:").removeprefix("Quit").strip()
    text = _("{nick} left").format(nick=incoming.nick)
    if said and said != incoming.nick:
        text = _("{nick} left: {reason}").format(nick=incoming.nick, reason=said)
    return EventText(text, Movement.LEFT)


def kicked(incoming: Incoming) -> EventText:
    """KICK <channel> <nick> [:<reason>] of somebody else."""
    nick, by, reason = incoming.param(1), incoming.nick, kick_reason(incoming)
    text = _("{by} kicked {nick}").format(by=by, nick=nick)
    if reason:
        text = _("{by} kicked {nick}: {reason}").format(by=by, nick=nick, reason=reason)
    return EventText(text)


def kick_reason(incoming: Incoming) -> str:
    """Why, "" where nobody said so: then servers put one of the names."""
    reason = incoming.text(2)
    return "" if reason in (incoming.nick, incoming.param(1)) else reason


def renamed(incoming: Incoming, *, own: bool) -> EventText:
    """NICK <new name>."""
    if own:
        return EventText(_("You are now {new}").format(new=incoming.param(0)))
    return EventText(_("{old} is now {new}").format(old=incoming.nick, new=incoming.param(0)))


def topic_set(incoming: Incoming) -> EventText:
    """TOPIC <channel> :<topic>."""
    topic = incoming.text(1)
    text = _("{by} removed the topic").format(by=incoming.nick)
    if topic:
        text = _("{by} set the topic: {topic}").format(by=incoming.nick, topic=topic)
    return EventText(text)
