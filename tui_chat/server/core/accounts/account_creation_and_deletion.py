"""Making an account, with the checks before it; deleting one, with all that belongs to it."""

import re
from typing import Final

from tui_chat.server.core.accounts import account_persistence
from tui_chat.server.core.accounts.account_persistence import keep, new_id
from tui_chat.server.core.accounts.login import log_in, refresh, set_account
from tui_chat.server.core.accounts.password_requests_and_checks import weakness
from tui_chat.server.core.channels import auto_join_channel_ranks_and_topic
from tui_chat.server.core.channels.registered_channels import account_dropped
from tui_chat.server.core.context import Context
from tui_chat.server.core.messages import read_markers
from tui_chat.server.core.password_hash_and_scram_keys import Secrets
from tui_chat.server.core.service_names_and_replies import is_like_service
from tui_chat.server.core.settings import Email
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.records.accounts import Account
from tui_chat.server.core.users import metadata_updates

_EMAIL: Final = re.compile(r"[^\s@]{1,64}@[^\s@.]+(?:\.[^\s@.]+)*")
_LONGEST_EMAIL: Final = 254
"""Characters. RFC 5321 4.5.3.1.3."""


def check_new(ctx: Context, name: str, email: str, password: str) -> tuple[str, str] | None:
    """Why the client may not make this account: a code of account-registration and a sentence."""
    policy = ctx.network.settings.accounts
    if ctx.session.account:
        return "ALREADY_AUTHENTICATED", "You are already logged in"
    user = ctx.session.user
    if not (policy.open or (user is not None and user.may_register)):
        return "TEMPORARILY_UNAVAILABLE", "Only the operator of this server makes accounts"
    return (
        check_name(ctx, name)
        or _check_email(policy.email, email)
        or weakness(ctx.network.settings, name, password)
        or _check_pace(ctx)
    )


def name_problem(network: Network, name: str) -> tuple[str, str] | None:
    """Why there can be no new account of this name, whoever makes it: code and sentence."""
    if not network.is_nickname(name) or is_like_service(name):
        return "BAD_ACCOUNT_NAME", "An account name must be a valid nickname"
    if network.accounts.owner_of(name) is not None:
        return "ACCOUNT_EXISTS", "That account already exists"
    if len(network.accounts) >= network.settings.accounts.most:
        return "TEMPORARILY_UNAVAILABLE", "This server has no room for more accounts"
    return None


def check_name(ctx: Context, name: str) -> tuple[str, str] | None:
    """Why the client may not make an account of this name."""
    network = ctx.network
    problem = name_problem(network, name)
    if problem is not None:
        return problem
    holder = network.find_holder(name)
    if holder is not None and holder is not ctx.session.user:
        return "ACCOUNT_EXISTS", "Somebody else has that nickname now"
    return None


def create(ctx: Context, name: str, secrets: Secrets, email: str) -> None:
    """Make an account and log in whoever asked."""
    network = ctx.network
    network.registrations.add(ctx.session.address_key, ctx.at)
    account = Account(name, secrets, ctx.at, email, host=ctx.session.host, id=new_id(ctx))
    keep(ctx, account)
    ctx.log("account registered", account=name, host=ctx.session.host)
    log_in(ctx, account)


def kept_email(ctx: Context, email: str) -> str:
    """The address that is kept of one that was given."""
    return "" if ctx.network.settings.accounts.email is Email.OFF else _given(email)


def _given(written: str) -> str:
    return "" if written == "*" else written


def _check_email(policy: Email, written: str) -> tuple[str, str] | None:
    email = _given(written)
    if policy is Email.OFF or (policy is Email.OPTIONAL and not email):
        return None
    if len(email) > _LONGEST_EMAIL or _EMAIL.fullmatch(email) is None:
        if policy is Email.OPTIONAL:
            text = "That is not an e-mail address (name@example.org); you can leave it out"
            return "INVALID_EMAIL", text
        return "INVALID_EMAIL", "An e-mail address is required, like name@example.org"
    return None


def _check_pace(ctx: Context) -> tuple[str, str] | None:
    wait = ctx.network.registrations.wait(ctx.session.address_key, ctx.at)
    if wait:
        return "TEMPORARILY_UNAVAILABLE", f"Too many accounts: try again in {wait} seconds"
    return None


def drop(ctx: Context, account: Account) -> None:
    """End an account, the logins to it, and what it owns."""
    account_persistence.forget(ctx, account)
    account_dropped(ctx, account.name)
    auto_join_channel_ranks_and_topic.account_dropped(ctx, account.id)
    metadata_updates.drop_account(ctx, account.name)
    read_markers.drop_account(ctx, account)
    ctx.network.wrong_by_account.forget(ctx.network.fold(account.name))
    ctx.log("account dropped", account=account.name)
    for session in ctx.network.strangers.values():
        if session.registration is not None and session.registration.account == account.name:
            session.registration.account = ""
    for user in tuple(ctx.network.users.values()):
        if user.account == account.name:
            set_account(ctx, user, None)
            refresh(ctx, user)
