"""The masks of bans in words: whom they keep out."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.language.i18n import _
from tui_chat.client.session.model.state import State
from tui_chat.wire.masks import is_mask, matches

_ACCOUNT: Final = re.compile(r"[~$]?(?:a|account):(.+)")


def mask_in_words(buffer: Buffer | None, mask: str) -> str:
    """Whom a mask fits, as `everybody from spam.example`; the mask itself if no words say it."""
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
    """The nicknames of the members that a mask fits, as far as their addresses are known."""
    for member in () if buffer is None else buffer.members.values():
        if member.address and matches(mask, f"{member.nick}!{member.address}"):
            yield member.nick


def fits_us(state: State, mask: str) -> bool:
    """Whether the mask fits ourselves, as far as we know our address."""
    return bool(state.address) and matches(mask, f"{state.nick}!{state.address}")
