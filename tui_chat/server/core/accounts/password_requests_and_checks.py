"""Requests about passwords, and the checks before and after them.

The shell answers the requests, because hashing is slow and needs random numbers. An answer is None
if too many requests are waiting or the work failed.
"""

import hmac
from typing import ClassVar, Final, NamedTuple, Self

from msgspec.structs import replace

from tui_chat.server.core.accounts.account_persistence import changed, keep
from tui_chat.server.core.context import Context
from tui_chat.server.core.effects import Append
from tui_chat.server.core.events import Guessed, Millis, Request
from tui_chat.server.core.invitation_and_token_format import NO_PASS, Pass, is_token
from tui_chat.server.core.password_hash_and_scram_keys import ScramKeys, Secrets
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.state.address_keys import address_key
from tui_chat.server.core.state.attempt_limits import too_many
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.records.accounts import Account
from tui_chat.wire.names import Folded

LONGEST_PASSWORD: Final = 1000
"""Bytes. SASL can carry that many; a command on one line has room for fewer."""

UNAVAILABLE: Final = "The server cannot check passwords right now: try again later"
"""The sentence for an answer that is None."""


class HashPassword(Request, frozen=True):
    """Compute the `Secrets` of `password`. Each use is a subclass."""

    account: str
    password: str

    def without_secrets(self) -> Self:
        """The same without the password."""
        return replace(self, password="")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.account!r})"  # never the password: this may be logged


class CheckPassword(Request, frozen=True):
    """Check whether `password` belongs to `secrets`. Answered with True, False or new `Secrets`.

    New secrets, with the same hash, mean that the password is right, and its SCRAM keys are weaker
    than they should be today: they are to be stored instead. Without secrets, the answer is False
    after the time that a check takes, so that nobody learns which accounts exist. Each use is a
    subclass.
    """

    account: Folded
    password: str
    secrets: Secrets | None

    def without_secrets(self) -> Self:
        """The same without the password."""
        return replace(self, password="")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.account!r})"


class CheckConfigured(Request, frozen=True):
    """Check `password` against the configured argon2 hash of `name`: True or False.

    Each use is a subclass.
    """

    name: str
    password: str
    hash: str

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"


Verdict = bool | Secrets | None
"""The answer to CheckPassword; None when it could not be found out."""


class Challenge(NamedTuple):
    """The server's first message of SCRAM, and its part of the nonce in it."""

    nonce: str
    message: str


class MakeChallenge(Request, frozen=True):
    """Make the reply to the client's first message of SCRAM: a `Challenge`.

    Its message is empty if the client's message is not well-formed. Without keys, the reply looks
    like any other, but no password can meet the challenge.
    """

    reads: ClassVar[bool] = True
    account: Folded
    first: str
    keys: ScramKeys | None


class CheckProof(Request, frozen=True):
    """Check whether the client's last message of SCRAM proves that it knows the password.

    Answered with the server's last message, which proves to the client that the server knows it,
    too; "" if the client's proof is wrong.
    """

    account: Folded
    first: str
    nonce: str
    final: str
    keys: ScramKeys | None

    def without_secrets(self) -> Self:
        """The request without the client's messages, from which the password could be guessed."""
        return replace(self, first="", nonce="", final="")


class Denied(Exception):  # noqa: N818 - an answer, not a fault
    """A password that does not log in: the sentence says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class WrongPassword(Denied):
    """The password was wrong, or the account has another by now."""

    def __init__(self) -> None:
        super().__init__("Account or password incorrect")


def secrets_of(ctx: Context, name: str) -> tuple[Folded, Secrets | None]:
    """The folded name of an account, and its stored secrets (None if there is no such account).

    Raises Denied while whoever asks, or the account, has to wait after wrong passwords.
    """
    account = ctx.network.accounts.find(name)
    folded = ctx.network.fold(name)
    check_pace(ctx, folded)
    return folded, account.secrets if account else None


def check_pace(ctx: Context, account: Folded) -> None:
    """Raise Denied while whoever asks, or the account, has to wait after wrong passwords."""
    network, key = ctx.network, ctx.session.address_key
    wait = network.wrong_by_host.wait(key, ctx.at)
    known = network.accounts.find(account)
    if known is None or key not in map(address_key, (known.host, *known.hosts_before)):
        wait = max(wait, network.wrong_by_account.wait(account, ctx.at))
    if wait:
        raise Denied(too_many(wait))


def check_server_password(ctx: Context, given: str) -> Pass:
    """Accept the server's password, or the token of an invitation instead.

    Gives the pass of the invitation, or an empty one for the password. Raises Denied, and counts a
    wrong guess. An empty text is not counted: clients send it to find out whether there is a
    password.
    """
    key = ctx.session.address_key
    why, is_guess = refusal_of_server_password(ctx.network, key, given, ctx.at)
    if is_guess:
        ctx.effects.append(Append(Guessed(ctx.client, ctx.at, key)))
    if why:
        raise Denied(why)
    return ctx.network.invitations.find(given, ctx.at) or NO_PASS


def refusal_of_server_password(
    network: Network, address: str, given: str, at: Millis
) -> tuple[str, bool]:
    """Why a text is refused as the server's password, and whether the caller has to count it.

    The reason is "" for the right password, and for the token of an invitation. A wrong password
    counts against the address key `address`; a text that came too early does not.
    """
    wait = network.wrong_by_host.wait(address, at)
    if given and wait:
        return too_many(wait), False
    password = network.settings.password
    if password and hmac.compare_digest(given.encode(), password.encode()):
        return "", False
    if network.invitations.find(given, at) is not None:
        return "", False
    if is_token(given):
        return "This invitation is invalid or has expired", True
    return "Password incorrect", bool(given)


def proven(ctx: Context, asked: CheckPassword | CheckProof, *, right: Verdict) -> Account:
    """The account whose password was right, with newer secrets if the check gave some.

    Raises Denied if the password was wrong, and counts it.
    """
    network = ctx.network
    try:
        account = confirmed(ctx, asked, right=right)
    except WrongPassword:
        count_guess(ctx, ctx.session.address_key, asked.account)
        raise
    network.wrong_by_account.forget(asked.account)
    if isinstance(right, Secrets):
        account = changed(account, secrets=right)
        keep(ctx, account)
    return account


def confirmed(ctx: Context, asked: CheckPassword | CheckProof, *, right: Verdict) -> Account:
    """The account whose password was right. Changes nothing.

    Raises Denied if the check failed, WrongPassword if the password was wrong.
    """
    if right is None:
        raise Denied(UNAVAILABLE)
    account = ctx.network.accounts.find(asked.account)
    if not right or account is None or not _is_unchanged(account, asked):
        # An unknown name is not logged: it may be a password in the wrong place, or forged text.
        name = "an unknown account" if account is None else account.name
        ctx.log("refused", host=ctx.session.host, account=name)
        raise WrongPassword
    return account


def count_guess(ctx: Context, address: str, account: str) -> None:
    """Count a wrong password for an account, or for the server if that is ""."""
    ctx.network.wrong_by_host.add(address, ctx.at)
    if account:
        ctx.network.wrong_by_account.add(account, ctx.at)


def _is_unchanged(account: Account, asked: CheckPassword | CheckProof) -> bool:
    """Whether the account, perhaps a new one of the same name, still has the checked password."""
    if isinstance(asked, CheckPassword):
        return asked.secrets is not None and account.secrets.hash == asked.secrets.hash
    return account.secrets.scram == asked.keys


def weakness(settings: Settings, account: str, password: str) -> tuple[str, str] | None:
    """Why no account may have this password: a code of account-registration and a sentence."""
    least, fold = settings.accounts.shortest_password, settings.casemapping.folding
    if len(password.encode()) > LONGEST_PASSWORD:
        return "UNACCEPTABLE_PASSWORD", f"A password may have at most {LONGEST_PASSWORD} bytes"
    if not password.isprintable():
        return "UNACCEPTABLE_PASSWORD", "A password may contain only visible characters"
    if len(password) < least:
        return "WEAK_PASSWORD", f"A password must have at least {least} characters"
    if fold(password) == fold(account):
        return "WEAK_PASSWORD", "The password must not be the account name"
    return None
