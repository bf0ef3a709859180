"""ISON, USERHOST and USERIP: which of a few users are here, and from where."""

from typing import Final

from tui_chat.server.core.context import Context
from tui_chat.server.core.handler_registry import command
from tui_chat.server.core.state.users_and_channels import User
from tui_chat.wire.numerics import Numeric

_MOST_NICKS: Final = 5
"""RFC 2812 4.8."""


@command("ISON", min_params=1, reads=True)
def ison(ctx: Context) -> None:
    """ISON <nick>{ <nick>}: show which of these users are online. RFC 2812 4.9."""
    nicks = " ".join(ctx.params).split()
    here = (user.nick for nick in nicks if (user := ctx.network.find_user(nick)))
    ctx.reply(Numeric.RPL_ISON, " ".join(here))


@command("USERHOST", min_params=1, reads=True)
def userhost(ctx: Context) -> None:
    """USERHOST <nick>{ <nick>}: show the hosts of up to five users. RFC 2812 4.8."""
    nicks = " ".join(ctx.params).split()[:_MOST_NICKS]
    here = (_line(user, user.host) for nick in nicks if (user := ctx.network.find_user(nick)))
    ctx.reply(Numeric.RPL_USERHOST, " ".join(here))


@command("USERIP", min_params=1, reads=True)
def userip(ctx: Context) -> None:
    """USERIP <nick>{ <nick>}: show the IP addresses of up to five users."""
    nicks = " ".join(ctx.params).split()[:_MOST_NICKS]
    users = filter(None, map(ctx.network.find_user, nicks))
    here = (_line(user, _address(ctx, user)) for user in users)
    ctx.reply(Numeric.RPL_USERIP, " ".join(here))


def _line(user: User, host: str) -> str:
    operator = "*" if "o" in user.modes else ""
    return f"{user.nick}{operator}={'-' if user.away else '+'}{user.username}@{host}"


def _address(ctx: Context, user: User) -> str:
    """The address, for oneself and for operators; else the host that all are shown."""
    return user.address if user is ctx.user or "o" in ctx.user.modes else user.host
