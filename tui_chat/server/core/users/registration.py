"""How a connection becomes a user: PASS, NICK, USER, and CAP when the client knows it."""

from tui_chat.server.core.accounts import always_on, sasl
from tui_chat.server.core.accounts.credentials import (
    CheckPassword,
    Denied,
    Verdict,
    check_server_password,
    proven,
    secrets_of,
)
from tui_chat.server.core.accounts.login import log_in
from tui_chat.server.core.channels.join_channel import enter_channel
from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.effects import Ask
from tui_chat.server.core.messages.history_request_types import stay
from tui_chat.server.core.registry import Command, answered, command
from tui_chat.server.core.state.session import Registration
from tui_chat.server.core.state.users_and_channels import User
from tui_chat.server.core.users import (
    metadata_updates,
    monitor_notices,
    multiclient,
    session_start_and_end,
    welcome,
)
from tui_chat.server.core.users.ban_records import origin_of
from tui_chat.server.core.users.nick_change import is_reserved, take, why_taken
from tui_chat.server.core.users.nick_holder import AskHolder, ask_first
from tui_chat.server.core.users.operators import audit
from tui_chat.server.core.users.user_mode_changes import set_mode
from tui_chat.wire.message import Message
from tui_chat.wire.names import clean_username
from tui_chat.wire.numerics import Numeric


class CheckPassPassword(CheckPassword, frozen=True):
    """The password of PASS <account>:<password>."""


@command("PASS", min_params=1, unregistered=True, strangers=True)
def password(ctx: Context) -> None:
    """PASS <password>: the network's password, before NICK and USER. RFC 2812 3.1.1.

    PASS <account>:<password> logs in, for clients that know nothing better; where the network
    has a password, once that is said.
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
        _turn_away(ctx, denied.sentence)
        return
    ctx.effects.append(Ask(ctx.client, CheckPassPassword(account, word, known)))


@answered(CheckPassPassword)
def _password_checked(ctx: Context, request: CheckPassPassword, right: Verdict) -> None:
    try:
        log_in(ctx, proven(ctx, request, right=right))
    except Denied as denied:
        ctx.reply(Numeric.ERR_PASSWDMISMATCH)
        _turn_away(ctx, denied.sentence)


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
    """NICK <nickname>: take a nickname, or another one. RFC 2812 3.1.2."""
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
    if is_stranger(ctx):  # who is here is not for strangers to know
        registration.nick = wanted
        return complete(ctx)
    # Who is still negotiating may be about to log in, and then to have a right to it.
    if not registration.negotiating or (holder is not None and not holder.account):
        if not _is_ours(ctx, registration, holder) and ask_first(ctx, holder, wanted):
            return None
        _check_free(ctx, registration, wanted)
    registration.nick = wanted
    return complete(ctx)


@answered(AskHolder)
def _holder_asked(ctx: Context, request: AskHolder, _lives: object) -> None:
    """Go on where the nickname was asked for; a holder that was dead is gone by now."""
    wanted, registration = request.nick, ctx.session.registration
    if ctx.session.user is not None:
        take(ctx, wanted)
    elif registration is not None:
        _check_free(ctx, registration, wanted)
        registration.nick = wanted
        complete(ctx)


def is_stranger(ctx: Context) -> bool:
    """Whether the connection has yet to say the network's password.

    A password is looked at once, so that a connection is good for one guess, which counts.
    """
    registration = ctx.session.registration
    if registration is None or not ctx.network.settings.password:
        return False
    if registration.guess is None and registration.password:
        try:
            check_server_password(ctx, registration.password)
            registration.guess = ""
        except Denied as denied:
            registration.guess = denied.sentence
    return registration.guess != ""


def is_open(ctx: Context, command: Command) -> bool:
    """Whether a connection may use a command before it has registered."""
    return command.unregistered and (command.strangers or not is_stranger(ctx))


def refuse_stranger(ctx: Context) -> None:
    """Answer a command that is not for strangers; who has said a wrong password is turned away.

    So a connection is good for one guess at most.
    """
    registration = ctx.session.registration
    if registration is not None and registration.password:
        ctx.reply(Numeric.ERR_PASSWDMISMATCH)
        _turn_away(ctx, registration.guess or "Password incorrect")
    else:
        text = "This server has a password: send it with PASS first"
        ctx.reply(Numeric.ERR_PASSWDMISMATCH, text=text)


def complete(ctx: Context) -> None:
    """Let the connection in, once it has said all that is needed."""
    registration = ctx.session.registration
    if (
        registration is None
        or registration.negotiating
        or not (registration.nick and registration.username)
    ):
        return
    if ctx.session.exchange is not None:
        sasl.abort(ctx)
    refusal = _not_welcome(ctx, registration)
    if refusal is not None:
        _turn_away(ctx, refusal)
        return
    wanted, registration.nick = registration.nick, ""
    there = ctx.network.find_holder(wanted, ctx.session.account)
    if not _is_ours(ctx, registration, there) and ask_first(ctx, there, wanted):
        return
    _check_free(ctx, registration, wanted)
    registration.nick = wanted
    newcomer = _newcomer(ctx, registration)
    ban = ctx.network.bans.find(origin_of(ctx, newcomer), ctx.at)
    if ban is not None and not ctx.session.owner:
        ctx.reply(Numeric.ERR_YOUREBANNEDCREEP, text=f"You are banned: {ban.reason}")
        _turn_away(ctx, f"You are banned ({ban.reason})")
        return
    holder = ctx.network.find_user(wanted)
    if holder is None:
        _let_in(ctx, newcomer)
    else:
        multiclient.attach(ctx, holder)


def _not_welcome(ctx: Context, registration: Registration) -> str | None:
    """Why the connection is turned away, which it has been told."""
    settings = ctx.network.settings
    policy = settings.accounts
    if is_stranger(ctx):
        ctx.reply(Numeric.ERR_PASSWDMISMATCH)
        return registration.guess or "Password incorrect"
    if not registration.account and policy.closed:
        why = "You must log in to an account to get in"
        ctx.send(Message("FAIL", ("*", "ACCOUNT_REQUIRED", why), ctx.network.name))
        return why
    allowed = map(ctx.network.fold, policy.allow)
    if policy.allow and ctx.network.fold(registration.account) not in allowed:
        ctx.reply(Numeric.ERR_YOUREBANNEDCREEP, text="Your account is not on this server's list")
        return "Your account is not on this server's list"
    return None


def _check_free(ctx: Context, registration: Registration, wanted: str) -> None:
    """Raise Refused unless the newcomer may have the nickname."""
    network = ctx.network
    holder = network.find_holder(wanted, ctx.session.account)
    reserved = is_reserved(ctx, wanted)
    if _is_ours(ctx, registration, holder):
        return
    if holder is not None or reserved:
        registration.refused = wanted
        # Clients know no other refusal at this point, and try another nickname.
        text = "Nickname is kept for somebody else's account" if reserved else ""
        if holder is not None and not reserved:
            text = why_taken(ctx, holder, wanted)
        raise Refused(Numeric.ERR_NICKNAMEINUSE, wanted, text=text)


def _is_ours(ctx: Context, registration: Registration, holder: User | None) -> bool:
    return holder is not None and multiclient.may_attach(ctx, registration, holder)


def _registration(ctx: Context) -> Registration:
    registration = ctx.session.registration
    if registration is None:
        raise Refused(Numeric.ERR_ALREADYREGISTERED)
    return registration


def _newcomer(ctx: Context, registration: Registration) -> User:
    """Who the connection wants to be."""
    newcomer = User(
        nick=registration.nick,
        folded=ctx.network.fold(registration.nick),
        username=registration.username,
        host=ctx.session.shown,
        realname=registration.realname,
        signed_on=ctx.at,
        spoke_at=ctx.at,
        account=registration.account,
        away=ctx.session.away,
        stay=stay(ctx.at, ctx.client),
    )
    account = ctx.network.accounts.find(registration.account)
    newcomer.identity = account.id if account is not None else newcomer.stay
    newcomer.address = ctx.session.host
    return newcomer


def _let_in(ctx: Context, newcomer: User) -> None:
    network = ctx.network
    session_start_and_end.attach(ctx, newcomer)
    network.add_user(newcomer)
    network.most_users = max(network.most_users, len(network.users))
    ctx.log("came", nick=newcomer.nick, host=newcomer.address)
    for letter in network.settings.user_modes:
        set_mode(ctx, newcomer, letter, held=True)
    if ctx.session.owner:
        set_mode(ctx, newcomer, "o", held=True)
        audit(ctx, "runs this server, and is an operator")
    welcome.greet(ctx)
    monitor_notices.tell_came(ctx, newcomer)
    metadata_updates.sync_watchers(ctx, newcomer)
    always_on.refresh(ctx, newcomer)
    always_on.warn(ctx, newcomer)
    for name in network.settings.auto_join:
        ctx.attempt(lambda name=name: enter_channel(ctx, name))  # type: ignore[misc]


def _turn_away(ctx: Context, reason: str) -> None:
    ctx.log("turned away", host=ctx.session.host, reason=reason)
    ctx.close(reason)
    session_start_and_end.end_session(ctx, reason)
