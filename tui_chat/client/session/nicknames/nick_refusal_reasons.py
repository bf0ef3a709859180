"""Why a server refuses a nickname, as a sentence: from its numeric, its text, and the name."""

import re
from typing import Final

from tui_chat.client.language.i18n import _, marked
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.server_features import Features

BANNED_IN: Final = marked("You can't change your nickname while you are banned or muted in {1}.")
"""The second word is the channel."""
_RESERVED_CODES: Final = frozenset({"NICKNAME_RESERVED", "ACCOUNT_REQUIRED"})
"""Codes of FAIL NICK for a nickname that belongs to an account."""

_RESERVED: Final = re.compile(r"reserv|regist|account|kept|owned|services", re.IGNORECASE)
_LOOKS_LIKE: Final = re.compile(r"look|similar|confus", re.IGNORECASE)
_TOO_LONG: Final = re.compile(r"too long", re.IGNORECASE)
_CHANNEL: Final = re.compile(r"[#&][^\s,]+")
_NUMBER: Final = re.compile(r"\b\d{1,3}\b")
_UNUSUAL: Final = re.compile(r"[^A-Za-z0-9_\[\]\\`^{|}-]")
_SAYS_NOTHING: Final = re.compile(r"err?oneous|invalid nick|illegal nick", re.IGNORECASE)


def taken(nick: str) -> str:
    """The sentence that somebody else has the nickname."""
    return _('"{nick}" is taken.').format(nick=nick)


def reserved(nick: str) -> str:
    """The nickname belongs to an account that we are not logged in to."""
    return _('"{nick}" belongs to an account; if it is yours, log in first.').format(nick=nick)


def is_reserved(incoming: Incoming) -> bool:
    """Whether a nickname is refused because it belongs to an account."""
    match incoming.message.command:
        case "FAIL":
            return incoming.param(1) in _RESERVED_CODES
        case "433" | "436":
            return _RESERVED.search(incoming.last) is not None
        case _:
            return False


def reason_of_failure(incoming: Incoming, nick: str) -> str:
    """Why `nick` was refused by FAIL NICK <code> [<nick>] :<description>."""
    if is_reserved(incoming):
        return reserved(nick)
    return _('"{nick}" can\'t be used: {reason}').format(nick=nick, reason=incoming.last)


def contains_spaces() -> str:
    """The sentence that nicknames cannot contain spaces."""
    return _("Nicknames can't contain spaces.")


def reason_of(incoming: Incoming, nick: str, features: Features) -> str:
    """Why `nick` was refused by this numeric."""
    text = incoming.last
    match incoming.message.command:
        case "431":
            reason = _("Type a nickname.")
        case "432":
            reason = _unusable(nick, text, features)
        case "433" | "436":
            reason = reserved(nick) if is_reserved(incoming) else _taken(nick, text)
        case "437":
            reason = _('"{nick}" is not available for now.').format(nick=nick)
        case "484":
            reason = _("You can't change your nickname: your connection is restricted.")
        case _:
            reason = _not_here(f"{incoming.param(1)} {text}", text)
    return reason


def _not_here(told: str, text: str) -> str:
    channel = _CHANNEL.search(told)
    if channel is None:
        return _("You can't change your nickname: {reason}").format(reason=text)
    text = _("You can't change your nickname while you are in {channel}.")
    return text.format(channel=channel[0])


def _taken(nick: str, text: str) -> str:
    if _LOOKS_LIKE.search(text):
        return _('"{nick}" looks too much like a nickname that is taken.').format(nick=nick)
    return taken(nick)


def _unusable(nick: str, text: str, features: Features) -> str:
    if _TOO_LONG.search(text) or 0 < features.nick_length < len(nick):
        return _too_long(nick, features.nick_length or length_told(text))
    if _RESERVED.search(text):
        return _('"{nick}" is reserved on this server.').format(nick=nick)
    reason = _wrong_characters(nick)
    if not reason and text and not _SAYS_NOTHING.search(text):
        return _('"{nick}" can\'t be used: {reason}').format(nick=nick, reason=text)
    return reason or _('"{nick}" can\'t be used on this server.').format(nick=nick)


def length_told(text: str) -> int:
    """The most characters of a nickname, from the text of a refusal; 0 if it does not tell."""
    found = _NUMBER.search(text) if _TOO_LONG.search(text) else None
    return int(found[0]) if found else 0


def _too_long(nick: str, most: int) -> str:
    if most:
        return _("Nicknames can have at most {count} characters.").format(count=most)
    return _('"{nick}" is too long.').format(nick=nick)


def _wrong_characters(nick: str) -> str:
    """Why most servers refuse these characters, as a sentence; "" if they are all usual."""
    if " " in nick:
        return contains_spaces()
    if nick[:1].isdigit():
        return _("Nicknames can't begin with a digit.")
    if nick[:1] == "-":
        return _("Nicknames can't begin with a hyphen.")
    unusual = _UNUSUAL.search(nick)
    if unusual is None:
        return ""
    text = _("Nicknames can't contain {character} on this server.")
    return text.format(character=unusual[0])
