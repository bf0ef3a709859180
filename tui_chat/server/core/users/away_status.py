"""Whether a user is away: that depends on all of its connections (IRCv3 away-notify, pre-away)."""

from typing import Final

from tui_chat.server.core.accounts.always_on import NOT_CONNECTED
from tui_chat.server.core.channels.rights import spoken
from tui_chat.server.core.context import Context
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.users_and_channels import Channel, User
from tui_chat.server.core.users.monitor_notices import tell_about
from tui_chat.wire.capability_enum import Capability
from tui_chat.wire.message import Message

_NO_WORDS: Final = "Away"
UNATTENDED: Final = "*"
"""The away message of a connection that nobody uses: it does not count (pre-away)."""


def settle(ctx: Context, user: User) -> None:
    """Work out whether the user is away, and tell those who see it if that has changed."""
    away = _away(ctx.network, user)
    if away == user.away:
        return
    user.away = away
    message = Message("AWAY", (away,) if away else (), user.source)
    without_words = Message("AWAY", (_NO_WORDS,), user.source)
    tell_about(
        *(ctx, user, message, Capability.AWAY_NOTIFY.bit),
        words=away if _has_words(away) else "",
        without_words=without_words,
    )


def told(network: Network, user: User, channel: Channel) -> str:
    """The away message for a channel, without its text if the user may not say it there."""
    if not _has_words(user.away):
        return user.away
    return spoken(network, user, user.away, channel) or _NO_WORDS


def _has_words(away: str) -> bool:
    return away not in {"", UNATTENDED, NOT_CONNECTED}


def _away(network: Network, user: User) -> str:
    """The away message; "" if anybody is at one of the connections."""
    said = [network.sessions[client].away for client in user.clients]
    if not all(said):
        return ""
    words = [text for text in said if text != UNATTENDED]
    if words:
        return words[-1]
    return UNATTENDED if said else NOT_CONNECTED
