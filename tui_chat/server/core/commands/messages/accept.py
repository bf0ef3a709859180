"""ACCEPT: from whom a user hears although its modes would keep them away."""

from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.handler_registry import command
from tui_chat.server.core.messages.direct_message_rights import MOST_ACCEPTED
from tui_chat.wire.numerics import Numeric


@command("ACCEPT")
def accept(ctx: Context) -> None:
    """ACCEPT [<nick>|-<nick>|*{,...}]: let somebody without an account write to you despite mode R.

    `-` removes a nickname from the list; `*` or no parameter shows the list. An entry lasts until
    one of the two users quits.
    """
    if not ctx.param(0):
        return _list(ctx)
    return ctx.each(ctx.param(0), lambda word: _change(ctx, word))


def _change(ctx: Context, word: str) -> None:
    if word == "*":
        return _list(ctx)
    accepted = ctx.user.accepted or {}
    if word.startswith("-"):
        nick = word[1:]
        one = ctx.network.find_user(nick)
        identity = one.identity if one is not None else _identity_of(ctx, accepted, nick)
        if accepted.pop(identity, None) is None:
            raise Refused(Numeric.ERR_ACCEPTNOT, nick)
        return None
    other = ctx.other(word)
    if other.identity in accepted:
        raise Refused(Numeric.ERR_ACCEPTEXIST, other.nick)
    if len(accepted) >= MOST_ACCEPTED:
        raise Refused(Numeric.ERR_ACCEPTFULL)
    accepted[other.identity] = other.nick
    ctx.user.accepted = accepted
    return None


def _identity_of(ctx: Context, accepted: dict[str, str], nick: str) -> str:
    """The identity of a user who was accepted under this nickname and has left."""
    fold = ctx.network.fold
    return next((key for key, name in accepted.items() if fold(name) == fold(nick)), "")


def _list(ctx: Context) -> None:
    accepted = ctx.user.accepted or {}
    here = {user.identity: user.nick for user in ctx.network.users.values()} if accepted else {}
    for identity, nick in accepted.items():
        ctx.reply(Numeric.RPL_ACCEPTLIST, here.get(identity, nick))
    ctx.reply(Numeric.RPL_ENDOFACCEPT)
