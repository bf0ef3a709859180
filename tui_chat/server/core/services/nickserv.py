"""NickServ: accounts for clients that know neither SASL nor REGISTER."""

import re
from typing import ClassVar, Final

from tui_chat.server.core.accounts import account_persistence
from tui_chat.server.core.accounts.account_creation_and_deletion import (
    check_name,
    check_new,
    create,
    drop,
    kept_email,
    name_problem,
)
from tui_chat.server.core.accounts.account_persistence import new_id
from tui_chat.server.core.accounts.login import log_in, log_out
from tui_chat.server.core.accounts.password_requests_and_checks import (
    UNAVAILABLE,
    CheckPassword,
    Denied,
    HashPassword,
    Verdict,
    WrongPassword,
    confirmed,
    proven,
    secrets_of,
    weakness,
)
from tui_chat.server.core.channels.rights import check_may_rename
from tui_chat.server.core.context import Context
from tui_chat.server.core.effects import Append, Ask
from tui_chat.server.core.events import Guessed
from tui_chat.server.core.handler_registry import answered
from tui_chat.server.core.password_hash_and_scram_keys import Secrets
from tui_chat.server.core.service_names_and_replies import NICKSERV, tell
from tui_chat.server.core.services.service_requests import Declined, attempt, request
from tui_chat.server.core.services.word_splitting import Words
from tui_chat.server.core.state.records.accounts import Account
from tui_chat.server.core.users.nick_change import take
from tui_chat.server.core.users.operators import expel
from tui_chat.wire.timestamps import format_time

_EMAIL: Final = re.compile(r'\*|[^\s@"]+@[^\s@"]+')
"""A word behind a password that is taken for an e-mail address, or `*` for none."""


class HashForNickServ(HashPassword, frozen=True):
    """The password of an account that is made by /msg."""

    email: str


class HashForAnother(HashPassword, frozen=True):
    """The password of an account that an operator makes."""


class HashNewPassword(HashPassword, frozen=True):
    """The new password of an account."""


class CheckIdentity(CheckPassword, frozen=True):
    """The password with which a user wants to log in."""


class CheckBeforeChange(CheckPassword, frozen=True):
    """The old password of a user who wants to change it."""

    reads: ClassVar[bool] = True  # the new password follows, which must not be in the log
    wanted: str


class CheckBeforeDrop(CheckPassword, frozen=True):
    """The password of a user who wants to delete the account."""


@request(NICKSERV, "REGISTER", "<password> [<email>]", "keeps your nickname for you", 1)
def register(ctx: Context, words: Words) -> None:
    """Make an account that is named like the nickname."""
    name = ctx.user.nick
    words, email = words.without_last(_EMAIL)
    password = words.from_word(0)
    problem = check_new(ctx, name, email, password)
    if problem is not None:
        raise Declined(problem[1])
    ctx.effects.append(Ask(ctx.client, HashForNickServ(name, password, kept_email(ctx, email))))


@answered(HashForNickServ)
def _registered(ctx: Context, asked: HashForNickServ, secrets: Secrets | None) -> None:
    problem = check_name(ctx, asked.account)
    if secrets is None or problem is not None:
        tell(ctx, NICKSERV, problem[1] if problem is not None else UNAVAILABLE)
        return
    tell(ctx, NICKSERV, "Account created")
    create(ctx, asked.account, secrets, asked.email)


@request(NICKSERV, "IDENTIFY", "[<account>] <password>", "logs you in", 1)
def identify(ctx: Context, words: Words) -> None:
    """Log in, to the account of the nickname if none is named."""
    if len(words) > 1:
        _check(ctx, CheckIdentity, words[0], words.from_word(1))
    else:
        _check(ctx, CheckIdentity, _nick_account(ctx), words[0])


@answered(CheckIdentity)
def _identified(ctx: Context, asked: CheckIdentity, right: Verdict) -> None:
    def go_on() -> None:
        account = _proven(ctx, asked, right=right)
        tell(ctx, NICKSERV, f"You are now logged in as {account.name}")
        log_in(ctx, account)

    attempt(ctx, NICKSERV, go_on)


@request(NICKSERV, "LOGOUT", "", "logs you out", shared=0)
def logout(ctx: Context, _words: list[str]) -> None:
    """End the login."""
    own_account(ctx)
    tell(ctx, NICKSERV, "You are now logged out")
    log_out(ctx)


@request(NICKSERV, "GHOST", "<nick>", "disconnects whoever uses your nickname", 1, shared=1)
def ghost(ctx: Context, words: list[str]) -> None:
    """Free a nickname of one's own."""
    _expel(ctx, words[0])
    tell(ctx, NICKSERV, f"{words[0]} is free now")


@request(
    NICKSERV, "RECOVER", "<nick>", "takes your nickname back from whoever uses it", 1, shared=1
)
def recover(ctx: Context, words: list[str]) -> None:
    """Free a nickname of one's own and take it."""
    if not ctx.network.is_nickname(words[0]):
        raise Declined("That is not a valid nickname")
    check_may_rename(ctx, ctx.user, words[0])
    _expel(ctx, words[0])
    take(ctx, words[0])


@request(NICKSERV, "PASSWD", "<old password> <new password>", "changes your password", 2)
def passwd(ctx: Context, words: list[str]) -> None:
    """Change the password, for who knows the old one."""
    account = own_account(ctx)
    if len(words) > 2:
        raise Declined("Put double quotes around a password that contains spaces")
    problem = weakness(ctx.network.settings, account.name, words[1])
    if problem is not None:
        raise Declined(problem[1])
    _check(ctx, CheckBeforeChange, account.name, words[0], words[1])


@answered(CheckBeforeChange)
def _may_change(ctx: Context, asked: CheckBeforeChange, right: Verdict) -> None:
    try:
        account = confirmed(ctx, asked, right=right)
    except Denied as denied:
        tell(ctx, NICKSERV, denied.sentence)
        if isinstance(denied, WrongPassword):
            guess = Guessed(ctx.client, ctx.at, ctx.session.address_key, asked.account)
            ctx.effects.append(Append(guess))
        return
    ctx.effects.append(Ask(ctx.client, HashNewPassword(account.name, asked.wanted)))


@answered(HashNewPassword)
def _change(ctx: Context, asked: HashNewPassword, secrets: Secrets | None) -> None:
    account = ctx.network.accounts.find(asked.account)
    if secrets is None or account is None or ctx.user.account != account.name:
        tell(ctx, NICKSERV, UNAVAILABLE)
        return
    account_persistence.keep(ctx, account_persistence.changed(account, secrets=secrets))
    ctx.network.wrong_by_account.forget(ctx.network.fold(account.name))
    tell(ctx, NICKSERV, "Password changed")


@request(NICKSERV, "DROP", "<password>", "deletes your account for good", 1)
def drop_account(ctx: Context, words: Words) -> None:
    """Drop the account, for who knows its password."""
    _check(ctx, CheckBeforeDrop, own_account(ctx).name, words.from_word(0))


@answered(CheckBeforeDrop)
def _may_drop(ctx: Context, asked: CheckBeforeDrop, right: Verdict) -> None:
    def go_on() -> None:
        account = _proven(ctx, asked, right=right)
        tell(ctx, NICKSERV, f"Account {account.name} deleted")
        drop(ctx, account)

    attempt(ctx, NICKSERV, go_on)


@request(NICKSERV, "INFO", "[<account>]", "shows details of an account")
def info(ctx: Context, words: list[str]) -> None:
    """What there is to know about an account; more about one's own."""
    account = ctx.network.accounts.find(words[0]) if words else own_account(ctx)
    if account is None:
        raise Declined("No such account")
    tell(ctx, NICKSERV, f"Account: {account.name}")
    tell(ctx, NICKSERV, f"Registered: {format_time(account.registered)}")
    if account.name == ctx.user.account or "o" in ctx.user.modes:
        if account.email:
            tell(ctx, NICKSERV, f"E-mail: {account.email}")
        if account.nicks:
            tell(ctx, NICKSERV, f"Nicknames: {' '.join(account.nicks)}")
        for fingerprint in account.fingerprints:
            tell(ctx, NICKSERV, f"Certificate: {fingerprint}")


@request(NICKSERV, "SAREGISTER", "<account> <password>", "registers an account (operators only)", 2)
def saregister(ctx: Context, words: Words) -> None:
    """Make an account for somebody else."""
    if "o" not in ctx.user.modes:
        raise Declined("Only an operator may do that")
    name, password = words[0], words.from_word(1)
    network = ctx.network
    problem = name_problem(network, name) or weakness(network.settings, name, password)
    if problem is not None:
        raise Declined(problem[1])
    ctx.effects.append(Ask(ctx.client, HashForAnother(name, password)))


@answered(HashForAnother)
def _made(ctx: Context, asked: HashForAnother, secrets: Secrets | None) -> None:
    problem = name_problem(ctx.network, asked.account)
    if secrets is None or problem is not None:
        tell(ctx, NICKSERV, problem[1] if problem is not None else UNAVAILABLE)
        return
    account_persistence.keep(ctx, Account(asked.account, secrets, ctx.at, id=new_id(ctx)))
    tell(ctx, NICKSERV, "Account created")


def own_account(ctx: Context) -> Account:
    """The account of the user. Raises Declined if it is not logged in."""
    account = ctx.network.accounts.find(ctx.user.account) if ctx.user.account else None
    if account is None:
        raise Declined("You are not logged in")
    return account


def _nick_account(ctx: Context) -> str:
    owner = ctx.network.accounts.owner_of(ctx.user.nick)
    return owner.name if owner is not None else ctx.user.nick


def _expel(ctx: Context, nick: str) -> None:
    own = own_account(ctx)
    user = ctx.network.find_user(nick)
    if user is None:
        raise Declined("Nobody uses that nickname")
    if user is ctx.user:
        raise Declined("That is you")
    if user.account != own.name and not ctx.network.accounts.owns(own.name, user.nick):
        raise Declined("That nickname is not yours")
    expel(ctx, user, f"Ghosted by {ctx.user.nick}")


def _check(ctx: Context, kind: type[CheckPassword], name: str, *words: str) -> None:
    try:
        account, known = secrets_of(ctx, name)
    except Denied as denied:
        raise Declined(denied.sentence) from None
    ctx.effects.append(Ask(ctx.client, kind(account, words[0], known, *words[1:])))


def _proven(ctx: Context, asked: CheckPassword, *, right: Verdict) -> Account:
    try:
        return proven(ctx, asked, right=right)
    except Denied as denied:
        raise Declined(denied.sentence) from None
