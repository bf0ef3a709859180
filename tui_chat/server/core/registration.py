"""How a connection becomes a user: PASS, NICK, USER, and CAP when the client knows it."""

from tui_chat.server.core import membership, welcome
from tui_chat.server.core.commands.join import enter_channel
from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.registry import command
from tui_chat.server.core.user import Registration, User
from tui_chat.wire.message import Message
from tui_chat.wire.names import clean_username, is_nickname
from tui_chat.wire.numerics import Numeric


@command("PASS", min_params=1, unregistered=True)
def password(ctx: Context) -> None:
    """PASS <password>: the network's password, before NICK and USER. RFC 2812 3.1.1."""
    _registration(ctx).password = ctx.param(0)


@command("USER", min_params=4, unregistered=True)
def user(ctx: Context) -> None:
    """USER <username> <mode> <unused> <realname>. RFC 2812 3.1.3."""
    registration = _registration(ctx)
    registration.username = clean_username(ctx.param(0))
    registration.realname = ctx.param(3)[: ctx.network.settings.limits.realname]
    complete(ctx)


@command("NICK", unregistered=True)
def nick(ctx: Context) -> None:
    """NICK <nickname>: take a nickname, or another one. RFC 2812 3.1.2."""
    wanted = ctx.param(0)
    if not wanted:
        raise Refused(Numeric.ERR_NONICKNAMEGIVEN)
    if not is_nickname(wanted, ctx.network.settings.limits.nick):
        raise Refused(Numeric.ERR_ERRONEUSNICKNAME, wanted)
    holder = ctx.network.find_user(wanted)
    if holder is not None and holder is not ctx.session.user:
        raise Refused(Numeric.ERR_NICKNAMEINUSE, wanted)
    if ctx.session.user is not None:
        return _rename(ctx, wanted)
    _registration(ctx).nick = wanted
    return complete(ctx)


def complete(ctx: Context) -> None:
    """Let the connection in, once it has said all that is needed."""
    registration = ctx.session.registration
    if (
        registration is None
        or registration.negotiating
        or not (registration.nick and registration.username)
    ):
        return
    settings = ctx.network.settings
    if settings.password and registration.password != settings.password:
        ctx.reply(Numeric.ERR_PASSWDMISMATCH)
        _turn_away(ctx, "Password incorrect")
        return
    if ctx.network.find_user(registration.nick) is not None:
        taken = registration.nick
        registration.nick = ""
        raise Refused(Numeric.ERR_NICKNAMEINUSE, taken)
    _let_in(ctx, registration)


def _registration(ctx: Context) -> Registration:
    registration = ctx.session.registration
    if registration is None:
        raise Refused(Numeric.ERR_ALREADYREGISTERED)
    return registration


def _let_in(ctx: Context, registration: Registration) -> None:
    network = ctx.network
    newcomer = User(
        nick=registration.nick,
        folded=network.fold(registration.nick),
        username=registration.username,
        host=ctx.session.host,
        realname=registration.realname,
        signed_on=ctx.at,
        spoke_at=ctx.at,
    )
    membership.attach(ctx, newcomer)
    network.users[newcomer.folded] = newcomer
    network.most_users = max(network.most_users, len(network.users))
    ctx.log("came", nick=newcomer.nick, host=newcomer.host)
    welcome.greet(ctx)
    for name in network.settings.auto_join:
        ctx.attempt(lambda name=name: enter_channel(ctx, name))  # type: ignore[misc]


def _turn_away(ctx: Context, reason: str) -> None:
    ctx.log("turned away", host=ctx.session.host, reason=reason)
    ctx.close(reason)
    membership.end_session(ctx, reason)


def _rename(ctx: Context, wanted: str) -> None:
    user = ctx.user
    if wanted == user.nick:
        return
    network = ctx.network
    before = user.source
    del network.users[user.folded]
    user.rename(wanted, network.fold(wanted))
    network.users[user.folded] = user
    ctx.tell((*user.clients, *user.peers()), Message("NICK", (wanted,), before))
    ctx.log("renamed", nick=before.nick, to=wanted)
