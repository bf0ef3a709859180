"""How a connection that has registered gets in: as a new user, or as one more of somebody's."""

from typing import Final

from tui_chat.server.core.accounts import always_on
from tui_chat.server.core.channels.join_channel import enter_channel
from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.effects import Effect
from tui_chat.server.core.events import Entered
from tui_chat.server.core.invitation_and_token_format import NO_PASS, Pass
from tui_chat.server.core.messages.conversation_keys import stay
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.session import NO_VALUES, Registration, Session
from tui_chat.server.core.state.users_and_channels import User
from tui_chat.server.core.users import (
    metadata_updates,
    monitor_notices,
    multiclient,
    session_start_and_end,
    welcome,
)
from tui_chat.server.core.users.invitation_records import maker, use
from tui_chat.server.core.users.network_ban_parsing_and_persistence import origin_of
from tui_chat.server.core.users.nick_change import is_reserved, why_taken
from tui_chat.server.core.users.operators import audit
from tui_chat.server.core.users.user_mode_changes import set_mode
from tui_chat.wire.message import Message
from tui_chat.wire.numerics import Numeric

_OVER: Final = "This invitation is invalid or has expired"


def carry_out(network: Network, event: Entered) -> list[Effect]:
    """Let the connection in, or refuse it: the state may have changed since its node checked."""
    session, registration = _session(network, event)
    ctx = Context(network, session, event.at, Message("NICK"), event.msgid)
    stranger = network.strangers.get(event.client)
    holder = network.find_holder(event.nick, registration.account)
    try:
        check_free(ctx, registration, event.nick, holder)
    except Refused as refused:
        if stranger is not None and stranger.registration is not None:
            stranger.registration.nick, stranger.registration.refused = "", event.nick
        ctx.answer(refused)
        return ctx.effects
    registration.nick = event.nick
    newcomer = _newcomer(ctx, registration)
    refusal = _banned(ctx, newcomer)
    if refusal is None:
        refusal = _uninvited(ctx, newcomer, registration)
    if refusal is not None:
        turn_away(ctx, refusal)
        return ctx.effects
    network.strangers.pop(event.client, None)
    network.sessions[event.client] = session
    if holder is not None:
        holder = network.find_user(event.nick)  # and not one whose nickname only looks like it
    if holder is None:
        _let_in(ctx, newcomer)
    else:
        multiclient.attach(ctx, holder)
    return ctx.effects


def check_free(ctx: Context, registration: Registration, wanted: str, holder: User | None) -> None:
    """Raise Refused unless the newcomer may have the nickname that `holder` has now."""
    if is_ours(ctx, registration, holder):
        return
    reserved = is_reserved(ctx, wanted)
    if holder is not None or reserved:
        registration.refused = wanted
        # Clients know no other refusal at this point, and try another nickname.
        text = "Nickname is kept for somebody else's account" if reserved else ""
        if holder is not None and not reserved:
            text = why_taken(ctx, holder, wanted)
        raise Refused(Numeric.ERR_NICKNAMEINUSE, wanted, text=text)


def is_ours(ctx: Context, registration: Registration, holder: User | None) -> bool:
    """Whether the newcomer may become one more connection of the holder."""
    return holder is not None and multiclient.may_attach(ctx, registration, holder)


def without_account(ctx: Context, account: str) -> str | None:
    """Why a client with this account, or with none (""), is turned away; the client is told."""
    policy = ctx.network.settings.accounts
    if not account and policy.closed:
        why = "You must log in to an account to get in"
        ctx.send(Message("FAIL", ("*", "ACCOUNT_REQUIRED", why), ctx.network.name))
        return why
    if policy.allow and ctx.network.fold(account) not in map(ctx.network.fold, policy.allow):
        ctx.reply(Numeric.ERR_YOUREBANNEDCREEP, text="Your account is not on this server's list")
        return "Your account is not on this server's list"
    return None


def turn_away(ctx: Context, reason: str) -> None:
    """Close the connection with this reason, of which the client was told before."""
    ctx.log("turned away", host=ctx.session.host, reason=reason)
    ctx.close(reason)
    session_start_and_end.end_session(ctx, reason)


def _session(network: Network, event: Entered) -> tuple[Session, Registration]:
    account = network.accounts.identified(event.account) if event.account else None
    registration = Registration(
        username=event.username,
        realname=event.realname,
        account="" if account is None else account.name,
        entry=Pass(event.invitation, event.seat) if event.invitation else NO_PASS,
    )
    session = Session(
        event.client,
        event.host,
        event.secure,
        event.held,
        event.cap_version,
        registration,
        shown=event.shown,
        fingerprint=event.fingerprint,
        away=event.away,
        owner=event.owner,
        subscriptions=None if event.subscriptions is None else dict.fromkeys(event.subscriptions),
        values=event.values or NO_VALUES,
    )
    return session, registration


def _uninvited(ctx: Context, newcomer: User, registration: Registration) -> str | None:
    """Why the newcomer is turned away. An invitation is used up only if it lets them in."""
    entry = registration.entry
    if not entry.invitation:
        return without_account(ctx, registration.account)
    invitation = ctx.network.invitations.get(entry.invitation)
    if invitation is None or not use(ctx, entry.invitation, entry.seat):
        ctx.reply(Numeric.ERR_PASSWDMISMATCH, text=_OVER)
        return _OVER
    newcomer.invited = f"{invitation.id} of {maker(invitation)}"
    newcomer.may_register = invitation.account
    return None


def _banned(ctx: Context, newcomer: User) -> str | None:
    ban = ctx.network.bans.find(origin_of(ctx, newcomer), ctx.at)
    if ban is None or ctx.session.owner:
        return None
    ctx.reply(Numeric.ERR_YOUREBANNEDCREEP, text=f"You are banned: {ban.reason}")
    return f"You are banned ({ban.reason})"


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
    if newcomer.may_register and not newcomer.account:
        text = (
            "Your invitation lets you make an account, which keeps your nickname: "
            "/msg NickServ REGISTER PASSWORD"
        )
        ctx.send(Message("NOTICE", (newcomer.nick, text), network.name))
    monitor_notices.notify_online(ctx, newcomer)
    metadata_updates.sync_watchers(ctx, newcomer)
    always_on.refresh(ctx, newcomer)
    always_on.warn(ctx, newcomer)
    for name in network.settings.auto_join:
        ctx.attempt(lambda name=name: enter_channel(ctx, name))  # type: ignore[misc]
