"""Permission to write to a user: its modes R and T, and the people whom it accepts (ACCEPT)."""

from typing import Final

from tui_chat.server.core.channels.rights import holds_ctcp
from tui_chat.server.core.context import Refused
from tui_chat.server.core.state.users_and_channels import User
from tui_chat.wire.numerics import Numeric

MOST_ACCEPTED: Final = 100
"""People whom one user accepts; those whom it wrote to make room, the oldest first."""


def check_may_address(user: User, receiver: User, text: str) -> None:
    """Raise Refused unless the receiver's modes let the user say this to it."""
    modes = receiver.modes
    if user is receiver:
        return
    if "R" in modes and not user.account and user.identity not in (receiver.accepted or ()):
        text = "You must be logged in to speak to this user (+R)"
        raise Refused(Numeric.ERR_NEEDREGGEDNICK, receiver.nick, text=text)
    if "T" in modes and holds_ctcp(text):
        text = "CTCP is not passed on to this user (+T)"
        raise Refused(Numeric.ERR_CANNOTSENDTOUSER, receiver.nick, text=text)


def expect_answer(user: User, receiver: User) -> None:
    """Let the receiver of the user's message answer it, whatever the user's modes say."""
    if "R" in user.modes and not receiver.account and user is not receiver:
        accepted = user.accepted = user.accepted or {}
        accepted.setdefault(receiver.identity, receiver.nick)
        if len(accepted) > MOST_ACCEPTED:
            del accepted[next(iter(accepted))]
