"""Invitations: each lets some people in past the server's password, whoever has its token."""

import hashlib
from typing import Final, NamedTuple

import msgspec

from tui_chat.wire.invitation_line import PASS

MOST: Final = 500
"""Invitations in all."""
MOST_OF_MEMBER: Final = 20
"""Invitations of one account, where not only operators invite."""
MOST_USES: Final = 500
"""People whom one invitation lets in."""
MOST_HOURS: Final = 24 * 366


class Invitation(msgspec.Struct, frozen=True):
    """One invitation, without its token."""

    id: str
    """The first characters of the hash: how people name it."""
    hash: str
    """SHA-256 of the token, in hexadecimal: enough for 131 random bits, which nobody guesses."""
    by: str
    """Who made it: a nickname, or "" for whoever runs the server's machine."""
    until: int
    """When it ends for those who have not come yet, in milliseconds since 1970."""
    uses: int
    """How many more people it lets in."""
    account: bool = False
    """Whether those who come may make an account, although not everybody may."""
    seats: tuple[str, ...] = ()
    """Hashes of the tokens with the words that people have chosen: they may come again."""
    owner: str = ""
    """The account that made it, "" for none."""

    def admits(self, seat: str, at: int) -> bool:
        """Whether a person with this seat ("" for none) may come in with it."""
        return seat in self.seats or (self.uses > 0 and at < self.until)

    def is_over(self, at: int) -> bool:
        """Whether nobody comes in with it any more."""
        return not self.seats and not (self.uses > 0 and at < self.until)

    def used(self, seat: str) -> "Invitation":
        """The invitation after a person with this seat has come in."""
        if seat in self.seats:
            return self
        seats = (*self.seats, seat) if seat else self.seats
        return msgspec.structs.replace(self, uses=self.uses - 1, seats=seats)


class Pass(NamedTuple):
    """What lets somebody in: the id of an invitation, and their seat; both "" for the password."""

    invitation: str = ""
    seat: str = ""


NO_PASS: Final = Pass()


def read_token(said: str) -> tuple[str, str] | None:
    """The hash of the token, and the seat, in a text that a client sends as the password.

    None if the text is neither a token nor `TOKEN.WORD`. The client chooses the WORD; without one,
    the seat is "".
    """
    written = PASS.fullmatch(said)
    if written is None:
        return None
    return hash_of(written["token"]), hash_of(said) if written["word"] else ""


def is_token(said: str) -> bool:
    """Whether a password has the form of a token."""
    return PASS.fullmatch(said) is not None


def hash_of(token: str) -> str:
    """The stored form of a token: SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def id_of(hashed: str) -> str:
    """The id of the invitation whose token has this hash."""
    return hashed[:8]
