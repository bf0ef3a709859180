"""NickServ: what an account wants: certificates, more nicknames, always on, one connection."""

import re
from typing import Final

from tui_chat.server.core.accounts import account_persistence
from tui_chat.server.core.accounts.account_persistence import changed
from tui_chat.server.core.accounts.always_on import wants_it, warn, why_not_always_on
from tui_chat.server.core.accounts.always_on_setting import choose
from tui_chat.server.core.accounts.login import refresh
from tui_chat.server.core.context import Context
from tui_chat.server.core.service_names_and_replies import NICKSERV, tell
from tui_chat.server.core.services.nickserv import own_account
from tui_chat.server.core.services.service_requests import Declined, request
from tui_chat.server.core.settings import AlwaysOn
from tui_chat.server.core.state.records.accounts import Account

_FINGERPRINT: Final = re.compile("[0-9a-f]{64}")
_SWITCHES: Final = {"ON": True, "TRUE": True, "OFF": False, "FALSE": False, "DEFAULT": None}
_SETTINGS: Final = {"MULTICLIENT": "multiclient", "ALWAYS-ON": "always_on"}


def _changes_certificates(words: list[str]) -> bool:
    """Whether there is nothing in the place of a fingerprint that is none."""
    return len(words) == 1 or (len(words) > 1 and _fingerprint(words[1]) is not None)


def _fingerprint(written: str) -> str | None:
    fingerprint = written.replace(":", "").lower()
    return fingerprint if _FINGERPRINT.fullmatch(fingerprint) else None


@request(
    NICKSERV,
    "CERT",
    "LIST | ADD | DEL <fingerprint>",
    "manages certificates that log you in",
    shared=2,
    shared_if=_changes_certificates,
)
def cert(ctx: Context, words: list[str]) -> None:
    """Which certificates log in to the account (SASL EXTERNAL).

    Only that of the connection can be added: it proves that who asks has its key.
    """
    account = own_account(ctx)
    what = words[0].upper() if words else "LIST"
    if what == "LIST":
        for known in account.fingerprints:
            tell(ctx, NICKSERV, known)
        return tell(ctx, NICKSERV, f"{len(account.fingerprints)} certificates")
    if what == "ADD" and not ctx.session.fingerprint:
        raise Declined("Connect with the certificate first, then use CERT ADD")
    fingerprint = _fingerprint(words[1] if len(words) > 1 else ctx.session.fingerprint)
    if fingerprint is None:
        raise Declined("A fingerprint is the SHA-256 of a certificate: 64 hexadecimal digits")
    if what == "ADD":
        return _add_certificate(ctx, account, fingerprint)
    if what == "DEL":
        return _remove_certificate(ctx, account, fingerprint)
    raise Declined("Usage: CERT LIST, ADD or DEL")


@request(NICKSERV, "GROUP", "", "adds your current nickname to your account", shared=0)
def group(ctx: Context, _words: list[str]) -> None:
    """Add the nickname to those of the account."""
    account = own_account(ctx)
    network = ctx.network
    if network.accounts.owner_of(ctx.user.nick) is not None:
        raise Declined("That nickname already belongs to an account")
    if len(account.nicks) >= network.settings.accounts.nicks:
        raise Declined("Your account has the maximum number of nicknames")
    account_persistence.keep(ctx, changed(account, nicks=(*account.nicks, ctx.user.nick)))
    refresh(ctx, ctx.user)
    tell(ctx, NICKSERV, f"{ctx.user.nick} now belongs to your account")


@request(NICKSERV, "UNGROUP", "<nick>", "removes a nickname from your account", 1, shared=1)
def ungroup(ctx: Context, words: list[str]) -> None:
    """Take a nickname from those of the account."""
    account = own_account(ctx)
    fold = ctx.network.fold
    left = tuple(nick for nick in account.nicks if fold(nick) != fold(words[0]))
    if len(left) == len(account.nicks):
        raise Declined("That is not an additional nickname of your account")
    account_persistence.keep(ctx, changed(account, nicks=left))
    holder = ctx.network.find_user(words[0])
    if holder is not None:
        refresh(ctx, holder)
    tell(ctx, NICKSERV, f"{words[0]} no longer belongs to your account")
    if holder is ctx.user:
        warn(ctx, holder)


@request(
    NICKSERV,
    "SET",
    "MULTICLIENT | ALWAYS-ON  ON | OFF | DEFAULT",
    "changes a preference",
    2,
    shared=2,
    shared_if=lambda words: words[0].upper() in _SETTINGS,
)
def set_(ctx: Context, words: list[str]) -> None:
    """Whether connections share a nickname, and whether one stays without any."""
    account = own_account(ctx)
    name, value = words[0].upper(), words[1].upper()
    if name not in _SETTINGS or value not in _SWITCHES:
        raise Declined("Usage: SET ALWAYS-ON ON, or SET MULTICLIENT OFF")
    if name == "ALWAYS-ON" and ctx.network.settings.accounts.always_on is AlwaysOn.OFF:
        raise Declined("This server has no always-on users")
    if name == "ALWAYS-ON":
        account = choose(ctx, account, _SWITCHES[value])
    else:
        account = changed(account, multiclient=_SWITCHES[value])
        account_persistence.keep(ctx, account)
    _tell_setting(ctx, account, name)


@request(NICKSERV, "GET", "MULTICLIENT | ALWAYS-ON", "shows a preference", 1)
def get(ctx: Context, words: list[str]) -> None:
    """What SET has set."""
    account = own_account(ctx)
    name = words[0].upper()
    if name not in _SETTINGS:
        raise Declined("Usage: GET MULTICLIENT or GET ALWAYS-ON")
    _tell_setting(ctx, account, name)


def _tell_setting(ctx: Context, account: Account, name: str) -> None:
    """Tell the setting of the account, and the reason if it has no effect at present."""
    value = getattr(account, _SETTINGS[name])
    said = next(word for word, meant in _SWITCHES.items() if meant is value)
    why = (
        why_not_always_on(ctx.network, account, ctx.user)
        if _wants_always_on(ctx, account, name)
        else ""
    )
    tell(
        ctx,
        NICKSERV,
        f"{name} is {said}, but has no effect now: {why}" if why else f"{name} is {said}",
    )


def _wants_always_on(ctx: Context, account: Account, name: str) -> bool:
    return name == "ALWAYS-ON" and (account.always_on or wants_it(ctx.network, account))


def _add_certificate(ctx: Context, account: Account, fingerprint: str) -> None:
    if fingerprint != ctx.session.fingerprint:
        raise Declined("Only the certificate of this connection can be added")
    network = ctx.network
    if network.accounts.certified(fingerprint) is not None:
        raise Declined("That certificate already belongs to an account")
    if len(account.fingerprints) >= network.settings.accounts.fingerprints:
        raise Declined("Your account has the maximum number of certificates")
    account_persistence.keep(
        ctx, changed(account, fingerprints=(*account.fingerprints, fingerprint))
    )
    tell(ctx, NICKSERV, "Certificate added: it now logs you in")


def _remove_certificate(ctx: Context, account: Account, fingerprint: str) -> None:
    if fingerprint not in account.fingerprints:
        raise Declined("Your account has no such certificate")
    left = tuple(one for one in account.fingerprints if one != fingerprint)
    account_persistence.keep(ctx, changed(account, fingerprints=left))
    tell(ctx, NICKSERV, "Certificate removed: it no longer logs you in")
