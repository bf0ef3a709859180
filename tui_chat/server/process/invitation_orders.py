"""Invitations that are made, listed and revoked on the server's machine (`tui-chat invite`)."""

import secrets
import string
from typing import Final

import msgspec

from tui_chat.server.core.events import InvitationMade, InvitationRevoked, Millis
from tui_chat.server.core.invitation_and_token_format import MOST, Invitation, hash_of, id_of
from tui_chat.server.core.users.invitation_records import in_words, maker
from tui_chat.server.engine.node import Node

_SIGNS: Final = string.ascii_letters + string.digits
_LENGTH: Final = 22
"""Of a token: as hard to guess as 16 random bytes, and marked whole by a double click."""
_HOUR: Final = 3_600_000


class NewInvitationOrder(msgspec.Struct, frozen=True):
    """An invitation to be made."""

    uses: int
    hours: int
    account: bool


def new_token() -> str:
    """A token that nobody can guess."""
    return "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))


def make(node: Node, token: str, order: NewInvitationOrder) -> Invitation | None:
    """Enter the invitation of a new token; None if there are too many."""
    now = node.now()
    open_ones = [one for one in node.network.invitations.all() if not one.is_over(now)]
    if len(open_ones) >= MOST:
        return None
    hashed, until = hash_of(token), Millis(now + order.hours * _HOUR)
    one = Invitation(id_of(hashed), hashed, "", until, order.uses, order.account)
    node.backplane.submit(InvitationMade(node.id, now, one))
    return one


def revoke(node: Node, id_: str) -> bool:
    """Let nobody in with this invitation any more. False if there is none."""
    if node.network.invitations.get(id_) is None:
        return False
    node.backplane.submit(InvitationRevoked(node.id, node.now(), id_))
    return True


def listed(node: Node) -> tuple[str, ...]:
    """A line about each that lets somebody in."""
    now = node.now()
    known = (one for one in node.network.invitations.all() if not one.is_over(now))
    return tuple(f"{in_words(one)}, by {maker(one)}" for one in known)
