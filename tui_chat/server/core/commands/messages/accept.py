"""ACCEPT: from whom a user hears although its modes would keep them away."""

from typing import Final

from tui_chat.server.core.channels.rights import holds_ctcp
from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.registry import command
from tui_chat.server.core.state.users_and_channels import User
from tui_chat.wire.numerics import Numeric

_MOST: Final = 100
"""People whom one user accepts; those whom it wrote to make room, the oldest first."""


@command("ACCEPT")
def accept(ctx: Context) -> None:
    """ACCEPT [<nick>|-<nick>|*{,...}]: hear from somebody without an account in spite of mode R.

    `-` ends it, `*` or nothing lists who is accepted. It holds as long as both are here.
    """
    if not ctx.param(0):
        return _list(ctx)
    return ctx.each(ctx.param(0), lambda word: _change(ctx, word))


def check_may_address(user: User, receiver: User, text: str) -> None:
    """Raise Refused unless the receiver's modes let the user say this to it."""
    modes = receiver.modes
    if user is receiver:
        return
    if "R" in modes and not user.account and user.identity not in (receiver.accepted or ()):
        text = "You must be logged in to speak to this user (+R)"
        raise Refused(Numeric.ERR_NEEDREGGEDNICK, receiver.nick, text=text)
    if "T" in modes and holds_ctcp(text):
        text = "CTCP is not passed on to this user (+T)"
        raise Refused(Numeric.ERR_CANNOTSENDTOUSER, receiver.nick, text=text)


def expect_answer(user: User, receiver: User) -> None:
    """A user writes to somebody, who may then answer whatever the user's modes say."""
    if "R" in user.modes and not receiver.account and user is not receiver:
        accepted = user.accepted = user.accepted or {}
        accepted.setdefault(receiver.identity, receiver.nick)
        if len(accepted) > _MOST:
            del accepted[next(iter(accepted))]


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
    if len(accepted) >= _MOST:
        raise Refused(Numeric.ERR_ACCEPTFULL)
    accepted[other.identity] = other.nick
    ctx.user.accepted = accepted
    return None


def _identity_of(ctx: Context, accepted: dict[str, str], nick: str) -> str:
    """Of somebody who was accepted under this nickname and is gone."""
    fold = ctx.network.fold
    return next((key for key, name in accepted.items() if fold(name) == fold(nick)), "")


def _list(ctx: Context) -> None:
    accepted = ctx.user.accepted or {}
    here = {user.identity: user.nick for user in ctx.network.users.values()} if accepted else {}
    for identity, nick in accepted.items():
        ctx.reply(Numeric.RPL_ACCEPTLIST, here.get(identity, nick))
    ctx.reply(Numeric.RPL_ENDOFACCEPT)
