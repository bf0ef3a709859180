"""Changing the modes of a user, and telling it."""

from tui_chat.server.core.context import Context
from tui_chat.server.core.state.users_and_channels import User
from tui_chat.wire.message import Message
from tui_chat.wire.modes import ModeChange, format_modes


def change_modes(ctx: Context, user: User, changes: list[ModeChange]) -> None:
    """Make these changes, and tell the user of those that changed something."""
    made = [change for change in changes if (change.letter in user.modes) is not change.adding]
    for change in made:
        set_mode(ctx, user, change.letter, held=change.adding)
    if made:
        ctx.tell(user.clients, Message("MODE", (user.nick, *format_modes(made)), user.source))


def set_mode(ctx: Context, user: User, letter: str, *, held: bool) -> None:
    """Set or clear a mode that is not, or is, set; nobody is told."""
    network = ctx.network
    user.modes = "".join(sorted(set(user.modes) ^ {letter}))
    if letter == "i":
        network.invisible += 1 if held else -1
    elif letter == "o":
        if held:
            network.operators[user] = None
        else:
            network.operators.pop(user, None)
