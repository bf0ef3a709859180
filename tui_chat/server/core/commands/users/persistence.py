"""PERSISTENCE: whether one stays on the network without a connection (IRCv3 draft/persistence)."""

from tui_chat.server.core.accounts.always_on_setting import SETTINGS, choose, status
from tui_chat.server.core.context import Context, Failed
from tui_chat.server.core.handler_registry import command


@command("PERSISTENCE")
def persistence(ctx: Context) -> None:
    """PERSISTENCE GET, or SET ON|OFF|DEFAULT: show or set whether you stay when offline.

    The reply is PERSISTENCE STATUS. Unknown subcommands are ignored, as the specification says.
    """
    subcommand = ctx.param(0).upper()
    if not subcommand:
        raise _invalid()
    if subcommand not in {"GET", "SET"}:
        return
    account = ctx.network.accounts.find(ctx.user.account)
    if account is None:
        raise Failed("PERSISTENCE", "ACCOUNT_REQUIRED", text="Log in to an account first")
    if subcommand == "SET":
        wanted = ctx.param(1).upper()
        if wanted not in SETTINGS:
            raise _invalid()
        account = choose(ctx, account, SETTINGS[wanted])
    ctx.send(status(ctx, ctx.user, account))


def _invalid() -> Failed:
    text = "Say PERSISTENCE GET, or PERSISTENCE SET ON, OFF or DEFAULT"
    return Failed("PERSISTENCE", "INVALID_PARAMETERS", text=text)
