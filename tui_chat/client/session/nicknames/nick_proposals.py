"""Nicknames to try when one is refused."""

import re
import unicodedata
from typing import Final

from tui_chat.client.events import NickRefused
from tui_chat.client.session.model.state import State

SAFE_LENGTH: Final = 9
"""Characters that every server allows (RFC 2812 1.2.1)."""

_NOT_ALLOWED: Final = re.compile(r"[^A-Za-z0-9_-]+")
_NOT_A_LETTER_OR_DIGIT: Final = re.compile(r"[^A-Za-z0-9]+")
_NOT_IN_FRONT: Final = re.compile(r"^[0-9-]+")
_NUMBERED: Final = re.compile(r"(.*?)(\d*)")


def propose(refused: str, *, taken: bool, longest: int = 0) -> str:
    """Another nickname, near the refused one.

    `taken` tells a name that somebody has from one that the server does not allow. `longest` is
    in characters, 0 where the server has not told it. Proposals to proposals go on counting, so
    that none comes twice.
    """
    if not taken:
        simple = simplify(refused)[: longest or SAFE_LENGTH]
        if simple and simple != refused:
            return simple
        return "guest" if refused != "guest" else "guest2"
    room = longest or max(len(refused), SAFE_LENGTH)
    if not refused.endswith("_") and not refused[-1:].isdigit() and len(refused) < room:
        return refused + "_"
    found = _NUMBERED.fullmatch(refused.rstrip("_"))
    stem, number = (found[1], found[2]) if found else (refused, "")
    following = str(int(number[-6:]) + 1 if number else 2)
    return stem[: max(1, room - len(following))] + following


def simplify(name: str) -> str:
    """The part of a name that every server allows: "João Ávila" gives "JoaoAvila"."""
    plain = unicodedata.normalize("NFKD", name)
    return _NOT_IN_FRONT.sub("", _NOT_ALLOWED.sub("", plain))


def in_one_word(name: str) -> str:
    """A nickname from a name of several words: "José da Luz" gives "Jose_da_Luz"."""
    return "_".join(filter(None, map(simplify, name.split()))) or "guest"


def username_of(nick: str) -> str:
    """The user name for a nickname: letters and digits only, a letter first.

    Servers close the connection over others that a nickname may have: "ana|away" gives "anaaway".
    """
    plain = unicodedata.normalize("NFKD", nick)
    return _NOT_IN_FRONT.sub("", _NOT_A_LETTER_OR_DIGIT.sub("", plain)) or "user"


def ask_again(state: State, nick: str, reason: str, *, taken: bool, owned: bool = False) -> None:
    """While getting in: `nick` is not to be had, for `reason`. Another one is needed."""
    proposal = propose(nick or state.nick, taken=taken, longest=state.features.nick_length)
    if state.was_registered:  # nobody is at the prompt: take what is free, and say so later
        if not taken and state.fold(nick) != state.fold(state.known_nick):
            # Chosen while we were not connected, and no other time will it be allowed either.
            state.wanted_nick.name = proposal = state.known_nick
            state.refuse(reason, state.now)
        state.nick = proposal
        state.send("NICK", proposal)
    else:
        state.tell(NickRefused(nick, reason, proposal, owned))
