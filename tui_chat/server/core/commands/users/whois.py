"""WHOIS: all about one user (modern.ircdocs.horse, "WHOIS message")."""

from typing import Final

from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.handler_registry import command
from tui_chat.server.core.state.ranks import prefixes
from tui_chat.server.core.state.users_and_channels import User
from tui_chat.server.core.state.visibility import sees_in
from tui_chat.server.core.users import metadata_updates
from tui_chat.wire.masks import matches
from tui_chat.wire.numerics import Numeric
from tui_chat.wire.text.splitting import pack

_ROOM: Final = 300
"""Bytes of channel names in one line; the rest of its 512 is the head, with two nicknames."""


@command("WHOIS", reads=True)
def whois(ctx: Context) -> None:
    """WHOIS [<server>] <nick>: show details of a user. RFC 2812 3.6.2."""
    asked = ctx.params[1] if len(ctx.params) > 1 and ctx.params[1] else ctx.param(0)
    nick = asked.partition(",")[0]
    if not nick:
        raise Refused(Numeric.ERR_NONICKNAMEGIVEN)
    if ctx.param(0) != asked:
        asked_node(ctx, ctx.param(0))
    user = ctx.network.find_user(nick)
    if user is None:
        ctx.reply(Numeric.ERR_NOSUCHNICK, nick)
    else:
        _whois(ctx, user)
        nick = user.nick
    ctx.reply(Numeric.RPL_ENDOFWHOIS, nick)


def asked_node(ctx: Context, name: str) -> str:
    """The name of the node that a command is about, "" where there are not several.

    It may be named by a mask or by somebody on it, and is else the client's own. Raises Refused.
    """
    nodes = ctx.network.nodes
    own = nodes.name_of(ctx.client)
    if not name or matches(name, ctx.network.name) or (own and matches(name, own)):
        return own
    user = ctx.network.find_user(name)
    if user is not None:
        return nodes.names_of(user.clients[:1]) or own
    named = sorted(one for one in nodes.by_name if matches(name, one)) if own else ()
    if not named:
        raise Refused(Numeric.ERR_NOSUCHSERVER, name)
    return named[0]


def _whois(ctx: Context, user: User) -> None:
    nick = user.nick
    settings = ctx.network.settings
    ctx.reply(Numeric.RPL_WHOISUSER, nick, user.username, user.host, "*", user.realname)
    channels = [
        prefixes(channel.members[user]) + channel.name
        for channel in user.channels.values()
        if sees_in(ctx.user, user, channel)
    ]
    for line in pack(channels, _ROOM):
        ctx.reply(Numeric.RPL_WHOISCHANNELS, nick, line)
    ctx.reply(Numeric.RPL_WHOISSERVER, nick, ctx.network.server_of(user), settings.network)
    if user.away:
        ctx.reply(Numeric.RPL_AWAY, nick, user.away)
    if "o" in user.modes:
        ctx.reply(Numeric.RPL_WHOISOPERATOR, nick)
    if "B" in user.modes:
        ctx.reply(Numeric.RPL_WHOISBOT, nick)
    if user.account:
        ctx.reply(Numeric.RPL_WHOISACCOUNT, nick, user.account)
    if user is ctx.user or "o" in ctx.user.modes:
        mask = f"{user.username}@{user.address}"
        ctx.reply(Numeric.RPL_WHOISACTUALLY, nick, mask, user.address)
        ctx.reply(Numeric.RPL_WHOISMODES, nick, words=(f"+{user.modes}",))
    if user.invited and "o" in ctx.user.modes:
        ctx.reply(Numeric.RPL_WHOISSPECIAL, nick, text=f"joined with the invitation {user.invited}")
    if user.clients and all(ctx.network.sessions[client].secure for client in user.clients):
        ctx.reply(Numeric.RPL_WHOISSECURE, nick)
    metadata_updates.reply_whois(ctx, user)
    idle = str((ctx.at - user.spoke_at) // 1000)
    ctx.reply(Numeric.RPL_WHOISIDLE, nick, idle, str(user.signed_on // 1000))
