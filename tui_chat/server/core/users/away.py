"""Whether a user is away: that depends on all of its connections (IRCv3 away-notify, pre-away)."""

from typing import TYPE_CHECKING, Final

from tui_chat.server.core.accounts.always_on import NOT_CONNECTED
from tui_chat.server.core.channels.rights import silencing_channel
from tui_chat.server.core.state.user import User
from tui_chat.server.core.users.monitors import tell_about
from tui_chat.wire.capabilities import Capability
from tui_chat.wire.message import Message

if TYPE_CHECKING:
    from tui_chat.server.core.context import Context
    from tui_chat.server.core.dispatch import Network

_NO_WORDS: Final = "Away"
UNATTENDED: Final = "*"
"""What a connection says that nobody sits at: as if it were not there (pre-away)."""


def settle(ctx: "Context", user: User) -> None:
    """Find out whether the user is away, and tell who is to know if that has changed."""
    away = _away(ctx.network, user)
    if away == user.away:
        return
    user.away = away
    away = told(ctx.network, user)
    message = Message("AWAY", (away,) if away else (), user.source)
    tell_about(ctx, user, message, Capability.AWAY_NOTIFY.bit)


def told(network: "Network", user: User) -> str:
    """What others are told of its own accord: not the words of one who is silenced somewhere."""
    has_words = user.away not in {"", UNATTENDED, NOT_CONNECTED}
    if has_words and silencing_channel(network, user) is not None:
        return _NO_WORDS
    return user.away


def _away(network: "Network", user: User) -> str:
    """The away message; "" if anybody is at one of the connections."""
    said = [network.sessions[client].away for client in user.clients]
    if not all(said):
        return ""
    words = [text for text in said if text != UNATTENDED]
    if words:
        return words[-1]
    return UNATTENDED if said else NOT_CONNECTED
