"""WHOWAS: about users who are gone (modern.ircdocs.horse, "WHOWAS message")."""

from itertools import islice

from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.handler_registry import command
from tui_chat.wire.numerics import Numeric
from tui_chat.wire.timestamps import format_time


@command("WHOWAS", reads=True)
def whowas(ctx: Context) -> None:
    """WHOWAS <nick> [<count>]: list former users of a nickname, latest first. RFC 2812 3.6.3.

    A count of 0 or less means no limit.
    """
    nick = ctx.param(0)
    if not nick:
        raise Refused(Numeric.ERR_NONICKNAMEGIVEN)
    written = ctx.param(1)
    count = int(written) if written.isascii() and written.isdecimal() and len(written) < 9 else 0
    network = ctx.network
    found = tuple(islice(network.whowas.of(network.fold(nick)), count or None))
    if not found:
        ctx.reply(Numeric.ERR_WASNOSUCHNICK, nick)
    for one in found:
        ctx.reply(Numeric.RPL_WHOWASUSER, one.nick, one.username, one.host, "*", text=one.realname)
        if one.account:
            ctx.reply(Numeric.RPL_WHOISACCOUNT, one.nick, one.account)
        if "o" in ctx.user.modes:
            ctx.reply(Numeric.RPL_WHOISACTUALLY, one.nick, one.address)
        ctx.reply(Numeric.RPL_WHOISSERVER, one.nick, network.name, format_time(one.at))
    ctx.reply(Numeric.RPL_ENDOFWHOWAS, nick)
