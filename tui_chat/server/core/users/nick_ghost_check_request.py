"""Asking whether the holder of a wanted nickname is still connected.

A client that has lost its connection often comes back before the server notices the loss, and
should not be told that its nickname is in use.
"""

from tui_chat.server.core.context import Context
from tui_chat.server.core.effects import Ask
from tui_chat.server.core.events import ClientId, Request
from tui_chat.server.core.state.users_and_channels import User
from tui_chat.server.core.users.nick_change import is_reserved


class AskHolder(Request, frozen=True):
    """Whether anybody is still there at the connections of `clients`, who have the `nick`.

    True, or False when all of them were found dead; then they have been disconnected.
    """

    nick: str
    clients: tuple[ClientId, ...]


def ask_first(ctx: Context, holder: User | None, nick: str) -> bool:
    """Ask whether the connections of a nickname's holder are alive. Gives whether it was asked.

    A second try for the same nickname gets the answer of the first.
    """
    session = ctx.session
    if holder is None or holder is session.user or not holder.clients:
        return False
    if is_reserved(ctx, nick):
        return False  # alive or not, it is not to be had
    if session.asked_for == nick:
        session.asked_for = ""
        return False
    session.asked_for = nick
    ctx.effects.append(Ask(ctx.client, AskHolder(nick, tuple(holder.clients))))
    return True
