"""VERSION, MOTD, LUSERS, TIME, HELP, INFO, ISUPPORT, LINKS, ADMIN and STATS: about the server."""

from datetime import UTC, datetime
from inspect import cleandoc
from typing import Final

from tui_chat.server.core.commands.users.whois import asked_node
from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.handler_registry import COMMANDS, command
from tui_chat.server.core.users.operators import check_operator
from tui_chat.server.core.users.welcome import reply_features, reply_motd, user_counts
from tui_chat.wire.masks import matches
from tui_chat.wire.numerics import Numeric
from tui_chat.wire.text.splitting import pack
from tui_chat.wire.timestamps import format_time


@command("VERSION", reads=True)
def version(ctx: Context) -> None:
    """VERSION [<server>]: show the server's version and what it supports. RFC 2812 3.4.3."""
    node = asked_node(ctx, ctx.param(0))
    runs = _version(ctx, node).replace(" ", "-")
    ctx.reply(Numeric.RPL_VERSION, runs, node or ctx.network.name, "")
    reply_features(ctx)


@command("MOTD", reads=True)
def motd(ctx: Context) -> None:
    """MOTD [<server>]: show the message of the day. RFC 2812 3.4.1."""
    asked_node(ctx, ctx.param(0))
    reply_motd(ctx)


@command("LUSERS", reads=True)
def lusers(ctx: Context) -> None:
    """LUSERS: show the numbers of users and channels. RFC 2812 3.4.2."""
    ctx.replies(user_counts(ctx.network))


@command("TIME", reads=True)
def time(ctx: Context) -> None:
    """TIME [<server>]: show the time of the server (of your node). RFC 2812 3.4.6."""
    asked_node(ctx, ctx.param(0))
    seconds = ctx.at // 1000
    moment = datetime.fromtimestamp(seconds, UTC)
    server = ctx.network.nodes.name_of(ctx.client) or ctx.network.name
    ctx.reply(Numeric.RPL_TIME, server, str(seconds), "0", f"{moment:%F %T} UTC")


_ROOM: Final = 70
"""Bytes of a line of help: it is read in narrow windows too."""
_ADMIN: Final = (Numeric.RPL_ADMINLOC1, Numeric.RPL_ADMINLOC2, Numeric.RPL_ADMINEMAIL)


@command("HELP", reads=True)
def help_(ctx: Context) -> None:
    """HELP [<command>]: explain a command, or list all commands."""
    subject = ctx.param(0)
    if not subject:
        words = sorted(COMMANDS)
        lines = ["Commands of this server; HELP <command> tells more:", "", *pack(words, _ROOM)]
        return _reply_help(ctx, "*", lines)
    found = COMMANDS.get(subject.upper())
    if found is None:
        raise Refused(Numeric.ERR_HELPNOTFOUND, subject)
    return _reply_help(ctx, subject, cleandoc(found.handler.__doc__ or subject).splitlines())


@command("HELPOP", reads=True)
def helpop(ctx: Context) -> None:
    """HELPOP [<command>]: the same as HELP."""
    help_(ctx)


@command("INFO", reads=True)
def info(ctx: Context) -> None:
    """INFO [<server>]: show what software this server runs. RFC 2812 3.4.10."""
    node = asked_node(ctx, ctx.param(0))
    settings, nodes = ctx.network.settings, ctx.network.nodes
    where = f"Network {settings.network}, running since {settings.created}"
    if node:
        since, every = format_time(nodes.by_name[node].since), ", ".join(sorted(nodes.by_name))
        where = f"{node} of network {settings.network}, running since {since}; nodes: {every}"
    for line in (
        _version(ctx, node),
        settings.description,
        where,
        "A chat that you host yourself and use in a terminal.",
    ):
        ctx.reply(Numeric.RPL_INFO, line)
    ctx.reply(Numeric.RPL_ENDOFINFO)


@command("LINKS", reads=True)
def links(ctx: Context) -> None:
    """LINKS [<mask>]: list the servers (nodes) of the network. RFC 2812 3.4.5."""
    mask = ctx.params[-1] if ctx.params and ctx.params[-1] else "*"
    nodes = ctx.network.nodes
    own = nodes.name_of(ctx.client) or ctx.network.name
    for name in sorted(nodes.by_name) if nodes.are_several else (own,):
        if matches(mask, name):
            distance = int(name != own)
            ctx.reply(
                Numeric.RPL_LINKS, name, own, f"{distance} {ctx.network.settings.description}"
            )
    ctx.reply(Numeric.RPL_ENDOFLINKS, mask)


@command("ADMIN", reads=True)
def admin(ctx: Context) -> None:
    """ADMIN [<server>]: show who runs the server. RFC 2812 3.4.9."""
    node = asked_node(ctx, ctx.param(0))
    lines = ctx.network.settings.admin
    if not lines:
        raise Refused(Numeric.ERR_NOADMININFO, ctx.network.name)
    ctx.reply(Numeric.RPL_ADMINME, node or ctx.network.name)
    for numeric, line in zip(_ADMIN, lines, strict=False):
        ctx.reply(numeric, line)


@command("STATS", reads=True)
def stats(ctx: Context) -> None:
    """STATS <letter> [<server>]: show u uptime, o operators, k bans. RFC 2812 3.4.4.

    Only operators may use o and k. If there are several nodes, o lists operators of your node.
    """
    node = asked_node(ctx, ctx.param(1))
    letter = ctx.param(0)[:1]
    if letter == "u":
        _uptime(ctx, node)
    elif letter == "o":
        check_operator(ctx)
        for one in ctx.network.settings.operators:
            ctx.reply(Numeric.RPL_STATSOLINE, "O", one.hosts[0], "*", one.name)
    elif letter == "k":
        check_operator(ctx)
        for ban in ctx.network.bans.all(ctx.at):
            until = format_time(ban.until) if ban.until else "*"
            ctx.reply(Numeric.RPL_STATSKLINE, "K", ban.target, until, ban.reason)
    ctx.reply(Numeric.RPL_ENDOFSTATS, letter or "*")


def _version(ctx: Context, node: str) -> str:
    """What runs there; "" is the client's own node."""
    is_own = not node or node == ctx.network.nodes.name_of(ctx.client)
    return ctx.network.settings.version if is_own else ctx.network.nodes.by_name[node].version


def _uptime(ctx: Context, node: str) -> None:
    since = ctx.network.nodes.by_name[node].since if node else ctx.network.started_at
    minutes, seconds = divmod(max(ctx.at - since, 0) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    words = f"{days} days {hours}:{minutes:02}:{seconds:02}"
    ctx.reply(Numeric.RPL_STATSUPTIME, words=(f"{words} ({node})" if node else words,))


def _reply_help(ctx: Context, subject: str, lines: list[str]) -> None:
    first, *rest = lines
    ctx.reply(Numeric.RPL_HELPSTART, subject, first)
    for line in rest:
        ctx.reply(Numeric.RPL_HELPTXT, subject, line)
    ctx.reply(Numeric.RPL_ENDOFHELP, subject)


@command("ISUPPORT", unregistered=True, reads=True, strangers=True)
def isupport(ctx: Context) -> None:
    """ISUPPORT: list the server's features, as RPL_ISUPPORT does."""
    reply_features(ctx)
