"""How a connection becomes a user: PASS, NICK, USER, and CAP when the client knows it."""

from tui_chat.server.core.accounts import sasl
from tui_chat.server.core.accounts.login import log_in
from tui_chat.server.core.accounts.password_requests_and_checks import (
    CheckPassword,
    Denied,
    Verdict,
    check_server_password,
    proven,
    secrets_of,
)
from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.effects import Append, Ask
from tui_chat.server.core.events import Entered
from tui_chat.server.core.handler_registry import Command, answered, command
from tui_chat.server.core.invitation_and_token_format import is_token
from tui_chat.server.core.state.session import Registration
from tui_chat.server.core.users.network_entry import check_free, is_ours, turn_away
from tui_chat.server.core.users.nick_change import AskHolder, ask_first, take
from tui_chat.wire.names import clean_username
from tui_chat.wire.numerics import Numeric


class CheckPassPassword(CheckPassword, frozen=True):
    """The password of PASS <account>:<password>."""


@command("PASS", min_params=1, unregistered=True, strangers=True, secret=True)
def password(ctx: Context) -> None:
    """PASS <password>: the network's password, before NICK and USER. RFC 2812 3.1.1.

    PASS <account>:<password> logs in, for clients without SASL. If the network has a password,
    send that first.
    """
    registration = _registration(ctx)
    said = ctx.param(0)
    name, colon, word = said.partition(":")
    if not colon or is_stranger(ctx) or said == ctx.network.settings.password:
        registration.password = said
        return
    try:
        account, known = secrets_of(ctx, name)
    except Denied as denied:
        turn_away(ctx, denied.sentence)
        return
    ctx.effects.append(Ask(ctx.client, CheckPassPassword(account, word, known)))


@answered(CheckPassPassword)
def _password_checked(ctx: Context, request: CheckPassPassword, right: Verdict) -> None:
    try:
        log_in(ctx, proven(ctx, request, right=right))
    except Denied as denied:
        ctx.reply(Numeric.ERR_PASSWDMISMATCH)
        turn_away(ctx, denied.sentence)


@command("USER", min_params=4, unregistered=True, strangers=True)
def user(ctx: Context) -> None:
    """USER <username> <mode> <unused> <realname>. RFC 2812 3.1.3."""
    registration = _registration(ctx)
    username, realname = ctx.param(0), ctx.param(3)
    if not (username and realname):
        raise Refused(Numeric.ERR_NEEDMOREPARAMS, "USER")
    registration.username = clean_username(username)
    registration.realname = realname[: ctx.network.settings.limits.realname]
    complete(ctx)


@command("NICK", unregistered=True, strangers=True)
def nick(ctx: Context) -> None:
    """NICK <nickname>: set or change your nickname. RFC 2812 3.1.2."""
    wanted = ctx.param(0)
    if not wanted:
        raise Refused(Numeric.ERR_NONICKNAMEGIVEN)
    if not ctx.network.is_nickname(wanted):
        longest = ctx.network.settings.limits.nick
        text = f"Nickname is too long (at most {longest})" if len(wanted) > longest else ""
        raise Refused(Numeric.ERR_ERRONEUSNICKNAME, wanted, text=text)
    holder = ctx.network.find_holder(wanted, ctx.session.account)
    if ctx.session.user is not None:
        return None if ask_first(ctx, holder, wanted) else take(ctx, wanted)
    registration = _registration(ctx)
    if is_stranger(ctx):  # clients without the password must not learn who is here
        registration.nick = wanted
        return complete(ctx)
    # During negotiation the client may still log in, and then be entitled to the nickname.
    if not registration.negotiating or (holder is not None and not holder.account):
        if not is_ours(ctx, registration, holder) and ask_first(ctx, holder, wanted):
            return None
        check_free(ctx, registration, wanted, holder)
    registration.nick = wanted
    return complete(ctx)


@answered(AskHolder)
def _holder_asked(ctx: Context, request: AskHolder, _lives: object) -> None:
    """Take the nickname that was asked for, if its holder turned out to be gone."""
    wanted, registration = request.nick, ctx.session.registration
    if ctx.session.user is not None:
        take(ctx, wanted)
    elif registration is not None:
        holder = ctx.network.find_holder(wanted, registration.account)
        check_free(ctx, registration, wanted, holder)
        registration.nick = wanted
        complete(ctx)


def is_stranger(ctx: Context) -> bool:
    """Whether the connection has yet to give the server's password.

    A password is checked only once, so that a connection can guess only once, and the guess counts.
    """
    registration = ctx.session.registration
    if registration is None:
        return False
    is_closed = bool(ctx.network.settings.password)
    said = registration.password
    if registration.guess is None and said and (is_closed or is_token(said)):
        try:
            registration.entry = check_server_password(ctx, said)
            registration.guess = ""
        except Denied as denied:
            registration.guess = denied.sentence
    return is_closed and registration.guess != ""


def is_open(ctx: Context, command: Command) -> bool:
    """Whether a connection may use a command before it has registered."""
    return command.unregistered and (command.strangers or not is_stranger(ctx))


def refuse_stranger(ctx: Context) -> None:
    """Refuse a command of a client that has not given the server's password.

    If it has given a wrong one, it is disconnected: so a connection can guess only once.
    """
    registration = ctx.session.registration
    if registration is not None and registration.password:
        ctx.reply(Numeric.ERR_PASSWDMISMATCH)
        turn_away(ctx, registration.guess or "Password incorrect")
    else:
        text = "This server has a password: send it with PASS first"
        ctx.reply(Numeric.ERR_PASSWDMISMATCH, text=text)


def complete(ctx: Context) -> None:
    """Have the connection enter, or refuse it, once it has sent all that registration needs."""
    registration = ctx.session.registration
    if (
        registration is None
        or registration.negotiating
        or not (registration.nick and registration.username)
    ):
        return
    if ctx.session.exchange is not None:
        sasl.abort(ctx)
    if is_stranger(ctx):
        ctx.reply(Numeric.ERR_PASSWDMISMATCH)
        turn_away(ctx, registration.guess or "Password incorrect")
        return
    wanted, registration.nick = registration.nick, ""
    there = ctx.network.find_holder(wanted, registration.account)
    if not is_ours(ctx, registration, there) and ask_first(ctx, there, wanted):
        return
    registration.nick = wanted
    ctx.effects.append(Append(_entered(ctx, registration)))


def _registration(ctx: Context) -> Registration:
    registration = ctx.session.registration
    if registration is None:
        raise Refused(Numeric.ERR_ALREADYREGISTERED)
    return registration


def _entered(ctx: Context, registration: Registration) -> Entered:
    session = ctx.session
    account = ctx.network.accounts.find(registration.account)
    keys = session.subscriptions
    return Entered(
        session.id,
        ctx.at,
        nick=registration.nick,
        username=registration.username,
        realname=registration.realname,
        host=session.host,
        shown=session.shown,
        secure=session.secure,
        fingerprint=session.fingerprint,
        owner=session.owner,
        account="" if account is None else account.id,
        invitation=registration.entry.invitation,
        seat=registration.entry.seat,
        away=session.away,
        held=session.held,
        cap_version=session.cap_version,
        subscriptions=None if keys is None else tuple(keys),
        values=dict(session.values),
    )
