"""Logging in and out: who is told, and what comes with it (IRCv3 account-notify)."""

from typing import Final

from tui_chat.server.core.accounts import account_persistence, always_on
from tui_chat.server.core.channels.registered_channels import logged_in
from tui_chat.server.core.context import Context
from tui_chat.server.core.state.address_keys import address_key
from tui_chat.server.core.state.records.accounts import Account
from tui_chat.server.core.state.users_and_channels import User
from tui_chat.server.core.users import metadata_updates, session_start_and_end
from tui_chat.server.core.users.monitor_notices import tell_about
from tui_chat.server.core.users.network_ban_parsing_and_persistence import origin_of
from tui_chat.server.core.users.nick_change import is_reserved, rename_to_guest
from tui_chat.server.core.users.operators import expel
from tui_chat.wire.capability_enum import Capability
from tui_chat.wire.message import Message
from tui_chat.wire.numerics import Numeric
from tui_chat.wire.source import Source

_NOTIFY = Capability.ACCOUNT_NOTIFY.bit
_HOSTS: Final = 5
"""How many addresses an account remembers: those of several homes, phones and offices."""


def log_in(ctx: Context, account: Account, *, by_sasl: bool = False) -> None:
    """Log the connection in to an account, and its user if it has one already."""
    session = ctx.session
    if account.host != session.host:
        account = _replace_host(ctx, account)
    ctx.reply(Numeric.RPL_LOGGEDIN, _source(ctx), account.name, words=(account.name,))
    if by_sasl:
        ctx.reply(Numeric.RPL_SASLSUCCESS)
    ctx.log("logged in", account=account.name, host=session.host)
    user = session.user
    if user is None:
        if session.registration is not None:
            session.registration.account = account.name
    elif user.account != account.name:
        set_account(ctx, user, account)
        logged_in(ctx, user)
        always_on.refresh(ctx, user)
        always_on.warn(ctx, user)
        _enforce_bans(ctx, user)


def log_out(ctx: Context) -> None:
    """End the user's login; a nickname that is kept for an account cannot stay with it."""
    user = ctx.user
    ctx.reply(Numeric.RPL_LOGGEDOUT, _source(ctx))
    set_account(ctx, user, None)
    always_on.refresh(ctx, user)
    if is_reserved(ctx, user.nick):
        rename_to_guest(ctx)


def refresh(ctx: Context, user: User) -> None:
    """Check again whether the user is always on; if not, and without connections, it leaves."""
    always_on.refresh(ctx, user)
    if not (user.lasting or user.clients):
        session_start_and_end.remove(ctx, user, "No longer always on")


def _enforce_bans(ctx: Context, user: User) -> None:
    """Put a user off the network if a ban fits it, as after it has logged in."""
    ban = ctx.network.bans.find(origin_of(ctx, user), ctx.at)
    if ban is not None:
        expel(ctx, user, f"You are banned from this server ({ban.reason})")


def _replace_host(ctx: Context, account: Account) -> Account:
    host = ctx.session.host
    before = tuple(
        one
        for one in (account.host, *account.hosts_before)
        if one and address_key(one) != address_key(host)
    )
    account = account_persistence.changed(account, host=host, hosts_before=before[: _HOSTS - 1])
    account_persistence.keep(ctx, account)
    return account


def set_account(ctx: Context, user: User, account: Account | None) -> None:
    """Log the user in to an account, or out with None, and tell everybody who may know."""
    user.account = account.name if account is not None else ""
    user.identity = account.id if account is not None else user.stay
    if account is not None:
        metadata_updates.log_in(ctx, user)
    message = Message("ACCOUNT", (user.account or "*",), user.source)
    ctx.tell(user.clients, message, _NOTIFY)
    tell_about(ctx, user, message, _NOTIFY)


def _source(ctx: Context) -> Source:
    """`nick!user@host` of whoever asks, as far as it is known."""
    if ctx.session.user is not None:
        return ctx.session.user.source
    registration = ctx.session.registration
    username = registration.username if registration is not None else ""
    return Source.of(ctx.session.nick, username or "*", ctx.session.shown)
