"""UBAN: keeping somebody off the network (as Ergo has it)."""

import re
from collections import Counter
from typing import Final

from tui_chat.server.core.context import Context, Failed, Refused
from tui_chat.server.core.events import Millis
from tui_chat.server.core.handler_registry import command
from tui_chat.server.core.state.records.network_bans import Ban, fits
from tui_chat.server.core.users.network_ban_parsing_and_persistence import (
    ban_target_for_address,
    drop,
    keep,
    make_ban,
    origin_of,
)
from tui_chat.server.core.users.operators import audit, check_operator, expel
from tui_chat.wire.message import Message
from tui_chat.wire.numerics import Numeric
from tui_chat.wire.timestamps import format_time

_DURATION: Final = re.compile(r"(?:\d{1,6}[smhdwy])+")
_SECONDS: Final = {
    "s": 1,
    "m": 60,
    "h": 3600,
    "d": 86_400,
    "w": 604_800,
    "y": 31_536_000,
}
_LONGEST_DURATION: Final = 100 * 31_536_000
"""Seconds; longer is for ever."""
_LONGEST_TARGET: Final = 150
_LONGEST_REASON: Final = 200


@command("UBAN", min_params=1)
def uban(ctx: Context) -> None:
    """UBAN ADD <target> [<duration>] [<reason>], UBAN DEL|INFO <target>, or UBAN LIST.

    The target is an address, a network of addresses (10.0.0.0/8), nick!user@host with * and ?,
    or an account. An IPv6 address means its /64; append /128 to ban only that address. A
    duration looks like 1h30m; without one, the ban never expires.
    """
    check_operator(ctx)
    act = {"ADD": _add, "DEL": _delete, "LIST": _list, "INFO": _info}.get(ctx.param(0).upper())
    if act is None:
        text = "There are UBAN ADD, DEL, LIST and INFO"
        raise Failed("UBAN", "INVALID_PARAMS", text=text)
    if act is not _list and not ctx.param(1):
        raise Refused(Numeric.ERR_NEEDMOREPARAMS, "UBAN")
    act(ctx)


def _add(ctx: Context) -> None:
    written = ctx.param(1)
    rest = list(ctx.params[2:])
    until = Millis(0)
    if rest and _DURATION.fullmatch(rest[0]):
        seconds = _seconds(rest.pop(0))
        until = Millis(ctx.at + 1000 * seconds if seconds <= _LONGEST_DURATION else 0)
    reason = " ".join(rest)[:_LONGEST_REASON] or "no reason given"
    if len(written.encode()) > _LONGEST_TARGET or " " in written:
        raise Failed("UBAN", "INVALID_TARGET", text="That is not a valid ban target")
    ban = make_ban(
        ctx.network, ban_target_for_address(written), reason, str(ctx.user.source), ctx.at, until
    )
    if fits(ban, origin_of(ctx, ctx.user)):
        raise Failed("UBAN", "INVALID_TARGET", text="That would ban yourself")
    _drop_expired(ctx)
    if len(ctx.network.bans) >= ctx.network.settings.limits.bans:
        raise Failed("UBAN", "LIMIT_REACHED", text="There are too many bans")
    ctx.network.bans.add(ban)
    keep(ctx, ban)
    audit(ctx, f"banned {ban.target} {_ending(ban)} ({reason})")
    nodes = ctx.network.nodes
    _say(ctx, f"Banned{' on all nodes' if nodes.are_several else ''}: {_in_words(ban)}")
    put_off: Counter[str] = Counter()
    for user in tuple(ctx.network.users.values()):
        if fits(ban, origin_of(ctx, user)):
            put_off[nodes.names_of(user.clients)] += 1
            expel(ctx, user, f"You are banned from this server ({reason})")
    if nodes.are_several and put_off:
        each = ", ".join(f"{count} on {node or 'none'}" for node, count in sorted(put_off.items()))
        _say(ctx, f"Put off the network: {each}")


def _delete(ctx: Context) -> None:
    ban = ctx.network.bans.remove(_target(ctx))
    if ban is None:
        raise Failed("UBAN", "NO_SUCH_BAN", text="There is no ban of that target")
    drop(ctx, ban)
    audit(ctx, f"unbanned {ban.target}")
    where = " on any node" if ctx.network.nodes.are_several else ""
    _say(ctx, f"No longer banned{where}: {ban.target}")


def _list(ctx: Context) -> None:
    bans = ctx.network.bans.all(ctx.at)
    for ban in bans:
        _say(ctx, _in_words(ban))
    _say(ctx, f"{len(bans)} bans")


def _info(ctx: Context) -> None:
    target = _target(ctx)
    ban = next((one for one in ctx.network.bans.all(ctx.at) if one.target == target), None)
    if ban is None:
        raise Failed("UBAN", "NO_SUCH_BAN", text="There is no ban of that target")
    _say(ctx, _in_words(ban))


def _target(ctx: Context) -> str:
    return make_ban(
        ctx.network, ban_target_for_address(ctx.param(1)), "", "", ctx.at, Millis(0)
    ).target


def _drop_expired(ctx: Context) -> None:
    bans = ctx.network.bans
    over = {ban.target for ban in bans.all(Millis(0))} - {ban.target for ban in bans.all(ctx.at)}
    for target in sorted(over):
        ban = bans.remove(target)
        if ban is not None:
            drop(ctx, ban)


def _in_words(ban: Ban) -> str:
    return f"{ban.target} {_ending(ban)}, by {ban.by} at {format_time(ban.at)}: {ban.reason}"


def _ending(ban: Ban) -> str:
    return f"until {format_time(ban.until)}" if ban.until else "for ever"


def _seconds(duration: str) -> int:
    parts = re.findall(r"(\d+)([smhdwy])", duration)
    return sum(int(number) * _SECONDS[unit] for number, unit in parts)


def _say(ctx: Context, text: str) -> None:
    ctx.send(Message("NOTICE", (ctx.user.nick, text), ctx.network.name))
