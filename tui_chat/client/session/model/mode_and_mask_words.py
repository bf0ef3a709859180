"""Changes of channel modes, and masks of bans, in words."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.language.i18n import _, marked
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.state import State
from tui_chat.wire.masks import is_mask, matches
from tui_chat.wire.modes import ModeChange, ModeKind, parse_modes

_WORDS: Final = {
    ("q", True): marked("{by} made {param} an owner of the channel"),
    ("q", False): marked("{by} removed {param}'s ownership of the channel"),
    ("a", True): marked("{by} made {param} a protected operator"),
    ("a", False): marked("{by} removed {param}'s protection"),
    ("o", True): marked("{by} made {param} an operator"),
    ("o", False): marked("{by} removed {param}'s operator status"),
    ("h", True): marked("{by} made {param} a half-operator"),
    ("h", False): marked("{by} removed {param}'s half-operator status"),
    ("v", True): marked("{by} gave voice to {param}"),
    ("v", False): marked("{by} removed {param}'s voice"),
    ("b", True): marked("{by} banned {param}"),
    ("b", False): marked("{by} lifted the ban on {param}"),
    ("e", True): marked("{by} exempted {param} from bans"),
    ("e", False): marked("{by} no longer exempts {param} from bans"),
    ("I", True): marked("{by} lets {param} join without an invitation"),
    ("I", False): marked("{by} no longer lets {param} join without an invitation"),
    ("i", True): marked("{by} made the channel invite-only"),
    ("i", False): marked("{by} opened the channel to everybody"),
    ("k", True): marked("{by} set a key for the channel"),
    ("k", False): marked("{by} removed the channel's key"),
    ("l", True): marked("{by} limited the channel to {param} members"),
    ("l", False): marked("{by} removed the limit on members"),
    ("m", True): marked("{by} made the channel moderated (voiced people only)"),
    ("m", False): marked("{by} ended moderation: everybody can write"),
    ("n", True): marked("{by} blocked messages from outside the channel"),
    ("n", False): marked("{by} allowed messages from outside the channel"),
    ("s", True): marked("{by} hid the channel from everybody outside"),
    ("s", False): marked("{by} no longer hides the channel"),
    ("t", True): marked("{by} allowed only operators to set the topic"),
    ("t", False): marked("{by} allowed everybody to set the topic"),
}
_ABOUT_US: Final = {
    ("q", True): marked("{by} made you an owner of the channel"),
    ("q", False): marked("{by} removed your ownership of the channel"),
    ("a", True): marked("{by} made you a protected operator"),
    ("a", False): marked("{by} removed your protection"),
    ("o", True): marked("{by} made you an operator"),
    ("o", False): marked("{by} removed your operator status"),
    ("h", True): marked("{by} made you a half-operator"),
    ("h", False): marked("{by} removed your half-operator status"),
    ("v", True): marked("{by} gave you voice"),
    ("v", False): marked("{by} removed your voice"),
    ("b", True): marked("{by} banned you from this channel"),
    ("b", False): marked("{by} lifted your ban from this channel"),
    ("m", True): marked("{by} muted you: you can read here, but not write"),
    ("m", False): marked("{by} unmuted you: you can write here again"),
}
"""What somebody else changes about us; "m" is a ban that only mutes."""
_RANKS: Final = frozenset("qaohv")
_MASKED: Final = frozenset("bm")
"""Of the same kinds, those that are about a mask."""
_MOST_CHANGES: Final = 50
"""Of one message: each becomes a line, and a server may not fill the log with one."""
_MOST_COMPARED: Final = 5_000
"""Members with which masks are compared: a message with 50 masks must not take seconds."""


def sentences(state: State, incoming: Incoming) -> list[str]:
    """Sentences about the changes that a MODE of a channel makes."""
    buffer = state.channel(incoming.param(0))
    told: list[str] = []
    others: list[str] = []
    by_us = state.is_me(incoming.nick)
    for change in changes_of(state, incoming):
        muted = state.features.muted_mask(change.letter, change.param or "")
        subject = muted or change.param or ""
        kind = "m" if muted else change.letter
        if not by_us and subject and _is_about_us(state, kind, subject):
            about_us = _(_ABOUT_US[kind, change.adding])
            if kind == "q" and change.adding and _is_for_hosting(state, incoming):
                about_us = _("You are an owner of this channel because you host the server")
            told.append(about_us.format(by=incoming.nick))
            continue
        if muted:
            words = _("{by} muted {param}") if change.adding else _("{by} unmuted {param}")
            told.append(words.format(by=incoming.nick, param=person_of(buffer, muted)))
            continue
        text = _in_words(state, change)
        if text is None or (change.param is None and "{param}" in text):
            others += ("+" if change.adding else "-") + change.letter, *filter(None, [change.param])
            continue
        if change.letter in "beI":
            subject = mask_in_words(buffer, subject)
        told.append(text.format(by=incoming.nick, param=subject))
    if others:
        text = _("{by} changed the channel's modes: {modes}")
        told.append(text.format(by=incoming.nick, modes=" ".join(others)))
    return told


def _is_about_us(state: State, kind: str, subject: str) -> bool:
    """Whether a change of this kind is about us: a key of `_ABOUT_US`."""
    if kind in _MASKED:
        return fits_us(state, subject)
    return kind in _RANKS and _is_rank(state, kind) and state.is_me(subject)


def _is_for_hosting(state: State, incoming: Incoming) -> bool:
    """Whether our own server gives us a rank, and no member of the channel."""
    buffer = state.channel(incoming.param(0))
    given_by_member = buffer is not None and state.fold(incoming.nick) in buffer.members
    return state.profile.hosts and not given_by_member


def words_from(incoming: Incoming, begin: int) -> list[str]:
    """Modes and their parameters, which some servers send as one, or with a space behind."""
    return " ".join(incoming.param(index) for index in range(begin, incoming.count)).split()


def changes_of(state: State, incoming: Incoming) -> list[ModeChange]:
    """The changes that a MODE makes, as far as there are not too many."""
    return changes_in(state, words_from(incoming, 1))


def changes_in(state: State, words: list[str]) -> list[ModeChange]:
    """The changes that modes and their parameters say, as far as there are not too many."""
    return list(islice(parse_modes(words, state.features.mode_kinds), _MOST_CHANGES))


def _is_rank(state: State, letter: str) -> bool:
    """Whether the mode is a rank: "q" is one here and a list there."""
    return state.features.mode_kinds.get(letter) is ModeKind.PREFIX


def _in_words(state: State, change: ModeChange) -> str | None:
    if _is_rank(state, change.letter) != (change.letter in _RANKS):
        return None
    text = _WORDS.get((change.letter, change.adding))
    return None if text is None else _(text)


_ACCOUNT: Final = re.compile(r"[~$]?(?:a|account):(.+)")


def mask_in_words(buffer: Buffer | None, mask: str) -> str:
    """The people that a mask fits, as `everybody from spam.example`; else the mask itself."""
    if account := _ACCOUNT.fullmatch(mask):
        return _("the account {account}").format(account=account[1])
    nick, _bang, address = mask.partition("!")
    user, _at, host = address.partition("@")
    if host and not is_mask(nick):
        return nick
    if nick != "*" or user != "*":
        return mask
    if host == "*":
        return _("everybody")
    if person := only_fitting(buffer, mask):
        return _("{nick} and everybody from the same address").format(nick=person)
    return _("everybody from {address}").format(address=host)


def person_of(buffer: Buffer | None, mask: str) -> str:
    """The nickname of the one member that a mask fits, else the mask in words."""
    return only_fitting(buffer, mask) or mask_in_words(buffer, mask)


def only_fitting(buffer: Buffer | None, mask: str) -> str:
    """The nickname of the one member that a mask fits; "" if it fits nobody here, or several."""
    found = list(islice(fitting(buffer, mask), 2))
    return found[0] if len(found) == 1 else ""


def fitting(buffer: Buffer | None, mask: str) -> Iterator[str]:
    """The nicknames of the members that a mask fits, as far as their addresses are known.

    None in a channel with more than 5,000 members.
    """
    members = () if buffer is None else buffer.members.values()
    for member in members if len(members) <= _MOST_COMPARED else ():
        if member.address and matches(mask, f"{member.nick}!{member.address}"):
            yield member.nick


def fits_us(state: State, mask: str) -> bool:
    """Whether the mask fits ourselves, as far as we know our address."""
    return bool(state.address) and matches(mask, f"{state.nick}!{state.address}")
