"""ISON, USERHOST and USERIP: which of a few users are here, and from where."""

from collections.abc import Iterable
from typing import Final

from tui_chat.server.core.context import Context
from tui_chat.server.core.handler_registry import command
from tui_chat.server.core.state.users_and_channels import User
from tui_chat.wire.numerics import Numeric
from tui_chat.wire.text.splitting import pack

_MOST_NICKS: Final = 5
"""RFC 2812 4.8."""
_LINE: Final = 510
"""Bytes of a line without its end."""


@command("ISON", min_params=1, reads=True)
def ison(ctx: Context) -> None:
    """ISON <nick>{ <nick>}: show which of these users are online. RFC 2812 4.9.

    The answer is one line: who finds no room there is left out. Half a nickname would be another.
    """
    nicks = " ".join(ctx.params).split()
    here = (user.nick for nick in nicks if (user := ctx.network.find_user(nick)))
    ctx.reply(Numeric.RPL_ISON, next(pack(here, _room(ctx)), ""))


@command("USERHOST", min_params=1, reads=True)
def userhost(ctx: Context) -> None:
    """USERHOST <nick>{ <nick>}: show the hosts of up to five users. RFC 2812 4.8."""
    nicks = " ".join(ctx.params).split()[:_MOST_NICKS]
    users = filter(None, map(ctx.network.find_user, nicks))
    _reply_in_lines(ctx, Numeric.RPL_USERHOST, (_entry(user, user.host) for user in users))


@command("USERIP", min_params=1, reads=True)
def userip(ctx: Context) -> None:
    """USERIP <nick>{ <nick>}: show the IP addresses of up to five users."""
    nicks = " ".join(ctx.params).split()[:_MOST_NICKS]
    users = filter(None, map(ctx.network.find_user, nicks))
    here = (_entry(user, _address(ctx, user)) for user in users)
    _reply_in_lines(ctx, Numeric.RPL_USERIP, here)


def _reply_in_lines(ctx: Context, numeric: Numeric, words: Iterable[str]) -> None:
    """Answer with as many lines as the words need: half an address would be another one."""
    for line in list(pack(words, _room(ctx))) or [""]:
        ctx.reply(numeric, line)


def _room(ctx: Context) -> int:
    """The bytes that a line has for words, after `:<server> <numeric> <nick> :`."""
    return _LINE - len(f":{ctx.network.name} 000 {ctx.session.nick} :".encode())


def _entry(user: User, host: str) -> str:
    operator = "*" if "o" in user.modes else ""
    return f"{user.nick}{operator}={'-' if user.away else '+'}{user.username}@{host}"


def _address(ctx: Context, user: User) -> str:
    """The address, for oneself and for operators; else the host that all are shown."""
    return user.address if user is ctx.user or "o" in ctx.user.modes else user.host
