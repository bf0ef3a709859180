"""MODE of a user: its own switches (modern.ircdocs.horse, "User Modes")."""

from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.state.users_and_channels import USER_MODES
from tui_chat.server.core.users.user_mode_changes import change_modes
from tui_chat.wire.modes import ModeChange, parse_modes
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


def _is_allowed(change: ModeChange) -> bool:
    """Operators are made by OPER alone; MODE only ends it."""
    return change.letter != "o" or not change.adding
