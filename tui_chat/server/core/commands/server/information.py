"""VERSION, MOTD, TIME, ISON and USERHOST: small questions."""

from datetime import UTC, datetime

from tui_chat.server.core.commands.users.whois import check_server
from tui_chat.server.core.context import Context
from tui_chat.server.core.registry import command
from tui_chat.server.core.state.users_and_channels import User
from tui_chat.server.core.users.welcome import reply_features, reply_motd
from tui_chat.wire.numerics import Numeric

_USERHOST_NICKS = 5
"""RFC 2812 4.8."""


@command("VERSION", reads=True)
def version(ctx: Context) -> None:
    """VERSION [<server>]: of the server, and what it supports. RFC 2812 3.4.3."""
    check_server(ctx, ctx.param(0))
    settings = ctx.network.settings
    ctx.reply(Numeric.RPL_VERSION, settings.version.replace(" ", "-"), ctx.network.name, "")
    reply_features(ctx)


@command("MOTD", reads=True)
def motd(ctx: Context) -> None:
    """MOTD [<server>]: the message of the day. RFC 2812 3.4.1."""
    check_server(ctx, ctx.param(0))
    reply_motd(ctx)


@command("TIME", reads=True)
def time(ctx: Context) -> None:
    """TIME [<server>]: the server's. RFC 2812 3.4.6."""
    check_server(ctx, ctx.param(0))
    seconds = ctx.at // 1000
    moment = datetime.fromtimestamp(seconds, UTC)
    ctx.reply(Numeric.RPL_TIME, ctx.network.name, str(seconds), "0", f"{moment:%F %T} UTC")


@command("ISON", min_params=1, reads=True)
def ison(ctx: Context) -> None:
    """ISON <nick>{ <nick>}: which of these are here. RFC 2812 4.9."""
    nicks = " ".join(ctx.params).split()
    here = (user.nick for nick in nicks if (user := ctx.network.find_user(nick)))
    ctx.reply(Numeric.RPL_ISON, " ".join(here))


@command("USERHOST", min_params=1, reads=True)
def userhost(ctx: Context) -> None:
    """USERHOST <nick>{ <nick>}: up to five users and their hosts. RFC 2812 4.8."""
    nicks = " ".join(ctx.params).split()[:_USERHOST_NICKS]
    here = (_userhost(user) for nick in nicks if (user := ctx.network.find_user(nick)))
    ctx.reply(Numeric.RPL_USERHOST, " ".join(here))


def _userhost(user: User) -> str:
    operator = "*" if "o" in user.modes else ""
    return f"{user.nick}{operator}={'-' if user.away else '+'}{user.username}@{user.host}"
