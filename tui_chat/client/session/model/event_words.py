"""What people did, in words: the same whether it is told as it happens or from the history."""

import re
from typing import Final, NamedTuple

from tui_chat.client.buffers.scrollback import Movement
from tui_chat.client.language.i18n import _
from tui_chat.client.session.model.incoming import Heard

_LOST: Final = re.compile(
    r"ping timeout|connection (closed|reset|timed out|lost)|read error|write error|broken pipe"
    r"|remote host closed|eof|client closed|timed out|\*\.net",
    re.IGNORECASE,
)


class Happening(NamedTuple):
    """A sentence about what somebody did, and whether they came or left by it."""

    text: str
    movement: Movement = Movement.NONE


def came(heard: Heard) -> Happening:
    """JOIN."""
    return Happening(_("{nick} came").format(nick=heard.nick), Movement.CAME)


def parted(heard: Heard) -> Happening:
    """PART <channel> [:<reason>]."""
    text, reason = _("{nick} left").format(nick=heard.nick), heard.text(1)
    if reason:
        text = _("{nick} left: {reason}").format(nick=heard.nick, reason=reason)
    return Happening(text, Movement.LEFT)


def quitted(heard: Heard) -> Happening:
    """QUIT [:<reason>]."""
    reason = heard.text(0)
    if _LOST.match(reason):
        text = _("{nick} was lost: {reason}").format(nick=heard.nick, reason=reason)
        return Happening(text, Movement.LEFT)
    # What programs say for people who said nothing.
    said = reason.removeprefix("Quit:").removeprefix("Quit").strip()
    text = _("{nick} left").format(nick=heard.nick)
    if said and said != heard.nick:
        text = _("{nick} left: {reason}").format(nick=heard.nick, reason=said)
    return Happening(text, Movement.LEFT)


def kicked(heard: Heard) -> Happening:
    """KICK <channel> <nick> [:<reason>] of somebody else."""
    nick, by, reason = heard.param(1), heard.nick, kick_reason(heard)
    text = _("{by} removed {nick}").format(by=by, nick=nick)
    if reason:
        text = _("{by} removed {nick}: {reason}").format(by=by, nick=nick, reason=reason)
    return Happening(text)


def kick_reason(heard: Heard) -> str:
    """Why, "" where nobody said so: then servers put one of the names."""
    reason = heard.text(2)
    return "" if reason in (heard.nick, heard.param(1)) else reason


def renamed(heard: Heard, *, own: bool) -> Happening:
    """NICK <new name>."""
    if own:
        return Happening(_("You are now {new}").format(new=heard.param(0)))
    return Happening(_("{old} is now {new}").format(old=heard.nick, new=heard.param(0)))


def topic_set(heard: Heard) -> Happening:
    """TOPIC <channel> :<topic>."""
    topic = heard.text(1)
    text = _("{by} took the topic away").format(by=heard.nick)
    if topic:
        text = _("{by} set the topic: {topic}").format(by=heard.nick, topic=topic)
    return Happening(text)
