"""OPER, KILL, WALLOPS, REHASH and CHGHOST: running the network."""

import re
from typing import Final

from tui_chat.server.core.context import Context, Failed, Refused
from tui_chat.server.core.effects import Ask, Reload
from tui_chat.server.core.handler_registry import answered, command
from tui_chat.server.core.state.attempt_limits import too_many
from tui_chat.server.core.users.host_change import change_host
from tui_chat.server.core.users.operators import (
    CheckOperator,
    audit,
    check_operator,
    expel,
    find_operator,
    make_operator,
    tell_node,
)
from tui_chat.wire.message import Message
from tui_chat.wire.numerics import Numeric

_HOST: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,62}")
_USERNAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,10}")


@command("OPER", min_params=2, secret=True)
def oper(ctx: Context) -> None:
    """OPER <name> <password>: become a server operator. RFC 2812 3.1.4."""
    name = ctx.param(0)
    _check_pace(ctx.network.wrong_by_host.wait(ctx.session.address_key, ctx.at))
    found = find_operator(ctx.network.settings.operators, name, ctx.user)
    if found is None:
        audit(ctx, "failed to become an operator: none has that name and host")
        raise Refused(Numeric.ERR_NOOPERHOST)
    if ctx.network.operator_addresses.get(name) != ctx.user.address:
        _check_pace(ctx.network.wrong_by_operator.wait(name, ctx.at))
    ctx.effects.append(Ask(ctx.client, CheckOperator(name, ctx.param(1), found.password)))


@answered(CheckOperator)
def checked(ctx: Context, request: CheckOperator, is_right: bool | None) -> None:
    """Make the user an operator, if the password was right."""
    if not is_right:
        ctx.network.wrong_by_host.add(ctx.session.address_key, ctx.at)
        ctx.network.wrong_by_operator.add(request.name, ctx.at)
        audit(ctx, f"failed to become operator {request.name}: wrong password")
        raise Refused(Numeric.ERR_PASSWDMISMATCH)
    ctx.network.wrong_by_operator.forget(request.name)
    ctx.network.operator_addresses[request.name] = ctx.user.address
    make_operator(ctx, f"became operator {request.name}")
    ctx.reply(Numeric.RPL_YOUREOPER)


def _check_pace(wait: int) -> None:
    if wait:
        raise Refused(Numeric.ERR_PASSWDMISMATCH, text=too_many(wait))


@command("KILL", min_params=1)
def kill(ctx: Context) -> None:
    """KILL <nick> [<reason>]: disconnect somebody from the network. RFC 2812 3.7.1."""
    check_operator(ctx)
    user = ctx.other(ctx.param(0))
    by = ctx.user
    reason = (ctx.param(1) or "no reason given")[: ctx.network.settings.limits.kick]
    audit(ctx, f"killed {user.source} ({reason})")
    ctx.tell(user.clients, Message("KILL", (user.nick, reason), by.source))
    tell_node(ctx, "Killed", user)
    expel(ctx, user, f"Killed ({by.nick} ({reason}))")


@command("WALLOPS", min_params=1)
def wallops(ctx: Context) -> None:
    """WALLOPS <text>: send a message to all users with mode w. RFC 2812 4.7."""
    text = ctx.param(0)
    if not text:
        raise Refused(Numeric.ERR_NEEDMOREPARAMS, "WALLOPS")
    check_operator(ctx)
    users = ctx.network.users.values()
    clients = tuple(client for user in users if "w" in user.modes for client in user.clients)
    ctx.tell(clients, Message("WALLOPS", (text,), ctx.user.source))


@command("REHASH")
def rehash(ctx: Context) -> None:
    """REHASH: reload the configuration; connections stay. RFC 2812 4.2."""
    check_operator(ctx)
    audit(ctx, "reloaded the configuration")
    ctx.reply(Numeric.RPL_REHASHING, "*")
    ctx.effects.append(Reload(ctx.client))


@command("CHGHOST", min_params=3)
def chghost(ctx: Context) -> None:
    """CHGHOST <nick> <username> <host>: change somebody's visible username and host."""
    check_operator(ctx)
    user = ctx.other(ctx.param(0))
    username, host = ctx.param(1), ctx.param(2)
    if not _USERNAME.fullmatch(username):
        raise Failed("CHGHOST", "INVALID_USERNAME", text="That username is not valid")
    if not _HOST.fullmatch(host):
        raise Failed("CHGHOST", "INVALID_HOST", text="That host is not valid")
    audit(ctx, f"changed the host of {user.source} to {username}@{host}")
    tell_node(ctx, "Changed the host of", user)
    change_host(ctx, user, username, host)
