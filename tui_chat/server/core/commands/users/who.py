"""WHO and WHOX: searching for users (modern.ircdocs.horse, "WHO message"; IRCv3 whox)."""

from collections.abc import Callable, Iterable
from typing import Final

from tui_chat.server.core.context import Context
from tui_chat.server.core.handler_registry import command
from tui_chat.server.core.state.ranks import prefixes
from tui_chat.server.core.state.users_and_channels import Channel, User
from tui_chat.server.core.state.visibility import finds, sees, sees_in
from tui_chat.wire.masks import matches
from tui_chat.wire.message import Message, Text
from tui_chat.wire.names import is_channel
from tui_chat.wire.numerics import Numeric

_HIDDEN_ADDRESS: Final = "255.255.255.255"
"""What WHOX shows for an address that is not for the asker."""
_TOKEN: Final = 3
"""Digits of a WHOX token at most."""

_SEARCHED: Final[dict[str, Callable[[User], str]]] = {
    "n": lambda user: user.nick,
    "u": lambda user: user.username,
    "h": lambda user: user.host,
    "r": lambda user: user.realname,
    "a": lambda user: user.account,
}
"""What a mask may be compared with."""


@command("WHO", reads=True)
def who(ctx: Context) -> None:
    """WHO [<channel>|<mask> [<flags>][%<fields>[,<token>]]]: list members or matching users.

    The mask "0" fits everybody (RFC 1459 4.5.1).
    The flag `o` lists operators only. The flags `n u h r a` say what the mask is compared with:
    nickname, username, host, real name, account.
    """
    mask = ctx.param(0) or "*"
    flags, whox, wanted = ctx.param(1).partition("%")
    fields, _, token = wanted.partition(",")
    if not (token.isascii() and token.isdecimal() and len(token) <= _TOKEN):
        token = "0"  # noqa: S105 - a number that the asker recognises its answer by
    for user, channel in _found(ctx, mask, flags):
        if "o" in flags and "o" not in user.modes:
            continue
        if whox:
            _reply_fields(ctx, user, channel, fields, token)
        else:
            _reply(ctx, user, channel)
    ctx.reply(Numeric.RPL_ENDOFWHO, mask)


def _found(ctx: Context, mask: str, flags: str) -> Iterable[tuple[User, Channel | None]]:
    asker = ctx.user
    if mask == "0":
        mask = "*"
    if is_channel(mask):
        channel = ctx.network.find_channel(mask)
        if channel is not None and sees(asker, channel):
            for user in channel.members:
                if finds(asker, user) and (channel.shows(asker, user) or "o" in asker.modes):
                    yield user, channel
        return
    exact = ctx.network.find_user(mask)
    if exact is not None:  # whoever knows the nickname may see even the invisible
        yield exact, _common_channel(asker, exact)
        return
    searched = [search for letter, search in _SEARCHED.items() if letter in flags]
    for user in ctx.network.users.values():
        if finds(asker, user) and any(
            matches(mask, search(user)) for search in searched or _SEARCHED.values()
        ):
            yield user, _common_channel(asker, user)


def _common_channel(asker: User, user: User) -> Channel | None:
    """A channel in which the asker may know the user to be."""
    return next(
        (channel for channel in user.channels.values() if sees_in(asker, user, channel)), None
    )


def _reply(ctx: Context, user: User, channel: Channel | None) -> None:
    name = channel.name if channel else "*"
    server = ctx.network.server_of(user)
    flags = _flags(user, channel)
    params = (name, user.username, user.host, server, user.nick, flags, f"0 {user.realname}")
    ctx.send(Message(Numeric.RPL_WHOREPLY.value, (ctx.user.nick, *params), ctx.network.name))


def _reply_fields(
    ctx: Context, user: User, channel: Channel | None, fields: str, token: str
) -> None:
    """The values that were asked for; their order is fixed, whatever that of the letters."""
    values = {
        "t": token,
        "c": channel.name if channel else "*",
        "u": user.username,
        "i": _address(ctx, user),
        "h": user.host,
        "s": ctx.network.server_of(user),
        "n": user.nick,
        "f": _flags(user, channel),
        "d": "0",
        "l": str((ctx.at - user.spoke_at) // 1000),
        "a": user.account or "0",
        "o": "n/a",
        # HexChat takes the first character of a real name for a colon.
        "r": Text(user.realname),
    }
    shown = (value for letter, value in values.items() if letter in fields)
    params = (ctx.user.nick, *shown)
    ctx.send(Message(Numeric.RPL_WHOSPCRPL.value, params, ctx.network.name))


def _flags(user: User, channel: Channel | None) -> str:
    """`H`ere or `G`one, `*` of an operator, `B` of a bot, then the ranks in the channel."""
    return (
        ("G" if user.away else "H")
        + ("*" if "o" in user.modes else "")
        + ("B" if "B" in user.modes else "")
        + (prefixes(channel.members[user]) if channel else "")
    )


def _address(ctx: Context, user: User) -> str:
    shown = user is ctx.user or "o" in ctx.user.modes
    return user.address if shown else _HIDDEN_ADDRESS
