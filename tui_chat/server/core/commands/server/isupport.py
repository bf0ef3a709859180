"""ISUPPORT: what the server supports, also before registration (IRCv3 draft/extended-isupport)."""

from tui_chat.server.core.context import Context
from tui_chat.server.core.registry import command
from tui_chat.server.core.users.welcome import reply_features


@command("ISUPPORT", unregistered=True, reads=True, strangers=True)
def isupport(ctx: Context) -> None:
    """ISUPPORT: what this server supports, in the words of RPL_ISUPPORT."""
    reply_features(ctx)
