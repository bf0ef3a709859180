"""The invitations of the network."""

import hmac

from tui_chat.server.core.invitation_and_token_format import Invitation, Pass, id_of, read_token


class Invitations:
    """All invitations, the oldest first."""

    def __init__(self) -> None:
        self._invitations: dict[str, Invitation] = {}

    def __len__(self) -> int:
        return len(self._invitations)

    def put(self, invitation: Invitation) -> None:
        """Enter one, or what it has become."""
        self._invitations[invitation.id] = invitation

    def remove(self, id_: str) -> Invitation | None:
        """Take one out."""
        return self._invitations.pop(id_, None)

    def get(self, id_: str) -> Invitation | None:
        """The one of this id."""
        return self._invitations.get(id_)

    def all(self) -> tuple[Invitation, ...]:
        """Each, those that are over included."""
        return tuple(self._invitations.values())

    def find(self, said: str, at: int) -> Pass | None:
        """The pass of somebody who says this in place of a password: a token, or `TOKEN.WORD`.

        None if no invitation admits them. The WORD is of their choosing; who says the same again
        comes in without another use.
        """
        read = read_token(said)
        if read is None:
            return None
        hashed, seat = read
        found = self._invitations.get(id_of(hashed))
        if found is None or not hmac.compare_digest(found.hash, hashed):
            return None
        return Pass(found.id, seat) if found.admits(seat, at) else None
