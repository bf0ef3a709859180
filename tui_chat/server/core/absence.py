"""Whether a user is away: that depends on all of its connections (IRCv3 away-notify, pre-away)."""

from typing import TYPE_CHECKING, Final

from tui_chat.server.core.always_on import NOT_CONNECTED
from tui_chat.server.core.monitors import tell_about
from tui_chat.server.core.user import User
from tui_chat.wire.capabilities import Capability
from tui_chat.wire.message import Message

if TYPE_CHECKING:
    from tui_chat.server.core.context import Context
    from tui_chat.server.core.network import Network

UNATTENDED: Final = "*"
"""What a connection says that nobody sits at: as if it were not there (pre-away)."""


def settle(ctx: "Context", user: User) -> None:
    """Find out whether the user is away, and tell who is to know if that has changed."""
    away = _away(ctx.network, user)
    if away == user.away:
        return
    user.away = away
    message = Message("AWAY", (away,) if away else (), user.source)
    tell_about(ctx, user, message, Capability.AWAY_NOTIFY.bit)


def _away(network: "Network", user: User) -> str:
    """The away message; "" if anybody is at one of the connections."""
    said = [network.sessions[client].away for client in user.clients]
    if not all(said):
        return ""
    words = [text for text in said if text != UNATTENDED]
    if words:
        return words[-1]
    return UNATTENDED if said else NOT_CONNECTED
