"""MODE of a user: its own switches (modern.ircdocs.horse, "User Modes")."""

from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.state.user import USER_MODES, User
from tui_chat.wire.message import Message
from tui_chat.wire.modes import ModeChange, format_modes, parse_modes
from tui_chat.wire.numerics import Numeric


def user_mode(ctx: Context) -> None:
    """Read or change the modes of the user that MODE names, who must be the one that asks."""
    if ctx.other(ctx.param(0)) is not ctx.user:
        raise Refused(Numeric.ERR_USERSDONTMATCH)
    user = ctx.user
    if len(ctx.params) == 1:
        return ctx.reply(Numeric.RPL_UMODEIS, f"+{user.modes}")
    wanted: dict[str, ModeChange] = {}
    unknown = False
    for change in parse_modes(ctx.params[1:2], {}):
        if change.letter in USER_MODES:
            wanted[change.letter] = change
        else:
            unknown = True
    made = [change for change in wanted.values() if _is_allowed(change)]
    change_modes(ctx, user, made)
    if unknown:
        ctx.reply(Numeric.ERR_UMODEUNKNOWNFLAG)
    return None


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


def _is_allowed(change: ModeChange) -> bool:
    """Operators are made by OPER alone; MODE only ends it."""
    return change.letter != "o" or not change.adding
