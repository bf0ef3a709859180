"""MONITOR: being told who comes and goes (IRCv3 monitor)."""

from typing import Final

from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.handler_registry import command
from tui_chat.server.core.users import metadata_updates, monitor_notices
from tui_chat.wire.message import Message
from tui_chat.wire.names import Folded
from tui_chat.wire.numerics import Numeric
from tui_chat.wire.text.splitting import pack

_ROOM: Final = 400
"""Bytes of nicknames in one line; the rest of its 512 is the head."""


@command("MONITOR", min_params=1)
def monitor(ctx: Context) -> None:
    """MONITOR +|- <nick>{,<nick>}, or C to clear the list, L to show it, S for who is online."""
    act = {"+": _add, "-": _remove, "C": _clear, "L": _list, "S": _status}.get(ctx.param(0).upper())
    if act is not None:
        act(ctx)


def _add(ctx: Context) -> None:
    network, client = ctx.network, ctx.client
    most = network.settings.limits.monitor
    added: dict[Folded, str] = {}
    wanted = _targets(ctx)
    for number, nick in enumerate(wanted):
        if not network.is_nickname(nick):
            continue  # a mask, for one: nobody may be told of all who come
        folded = network.fold(nick)
        if len(network.monitors.of(client)) >= most and folded not in network.monitors.of(client):
            _report(ctx, added)
            left = ",".join(wanted[number:])
            ctx.reply(Numeric.ERR_MONLISTFULL, str(most), left)
            return
        network.monitors.watch(client, folded, nick)
        added[folded] = nick
    _report(ctx, added)


def _report(ctx: Context, added: dict[Folded, str]) -> None:
    monitor_notices.reply_status(ctx, added, names=added)
    metadata_updates.sync_monitored(
        ctx, [user for one in added if (user := ctx.network.users.get(one))]
    )


def _remove(ctx: Context) -> None:
    for nick in _targets(ctx):
        ctx.network.monitors.unwatch(ctx.client, ctx.network.fold(nick))


def _clear(ctx: Context) -> None:
    ctx.network.monitors.forget(ctx.client)


def _list(ctx: Context) -> None:
    for line in pack(ctx.network.monitors.of(ctx.client).values(), _ROOM):
        params = (ctx.session.nick, line.replace(" ", ","))
        ctx.send(Message(Numeric.RPL_MONLIST.value, params, ctx.network.name))
    ctx.reply(Numeric.RPL_ENDOFMONLIST)


def _status(ctx: Context) -> None:
    watched = ctx.network.monitors.of(ctx.client)
    monitor_notices.reply_status(ctx, watched, names=watched)


def _targets(ctx: Context) -> list[str]:
    if not ctx.param(1):
        raise Refused(Numeric.ERR_NEEDMOREPARAMS, "MONITOR")
    return list(dict.fromkeys(filter(None, ctx.param(1).split(","))))
