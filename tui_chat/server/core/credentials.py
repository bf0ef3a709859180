"""What the shell is asked about passwords: hashing them is slow and needs chance.

The answer to each is None when it could not be found out: too many wait, or something broke.
"""

from typing import Final, NamedTuple

from tui_chat.server.core.accounts import Account
from tui_chat.server.core.context import Context
from tui_chat.server.core.passwords import ScramKeys
from tui_chat.server.core.requests import Request
from tui_chat.server.core.settings import Settings
from tui_chat.wire.names import Folded

LONGEST_PASSWORD: Final = 300
"""Bytes: what fits in one line, whichever command it is sent with."""

UNAVAILABLE: Final = "The server cannot work with passwords just now: try again later"
"""What is told of an answer that is None."""


class HashPassword(Request, frozen=True):
    """What to keep of `password`: its `Secrets`. Each use is a class of its own."""

    account: str
    password: str

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.account!r})"  # never the password: this may be logged


class CheckPassword(Request, frozen=True):
    """Whether `password` is the one with this argon2 hash: True or False.

    With an empty hash it is not, found out in the time that it takes for any other. Each use is a
    class of its own.
    """

    account: Folded
    password: str
    hash: str

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.account!r})"


class Challenge(NamedTuple):
    """The server's first message of SCRAM, and its part of the nonce in it."""

    nonce: str
    message: str


class MakeChallenge(Request, frozen=True):
    """How to go on after the client's first message of SCRAM: a `Challenge`.

    Its message is empty if the client's is not well-formed. Without keys it is one that nobody
    can tell from others, and meet.
    """

    account: Folded
    first: str
    keys: ScramKeys | None


class CheckProof(Request, frozen=True):
    """Whether the client's last message of SCRAM proves that it knows the password.

    The server's last message, that proves the same of us; empty if it does not.
    """

    account: Folded
    first: str
    nonce: str
    final: str
    keys: ScramKeys | None


class Denied(Exception):  # noqa: N818 - an answer, not a fault
    """A password that does not log in: the sentence says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def hash_of(ctx: Context, name: str) -> tuple[Folded, str]:
    """Under which name an account is known, and the hash of its password ("" if there is none).

    Raises Denied while whoever asks, or the account, has to wait after wrong passwords.
    """
    account = ctx.network.accounts.find(name)
    folded = ctx.network.fold(name)
    check_pace(ctx, folded)
    return folded, account.secrets.hash if account else ""


def check_pace(ctx: Context, account: Folded) -> None:
    """Raise Denied while whoever asks, or the account, has to wait after wrong passwords."""
    network, host = ctx.network, ctx.session.host
    wait = network.wrong_by_host.wait(host, ctx.at)
    known = network.accounts.find(account)
    if known is None or known.host != host:
        wait = max(wait, network.wrong_by_account.wait(account, ctx.at))
    if wait:
        raise Denied(f"Too many wrong passwords: try again in {wait} seconds")


def proven(ctx: Context, asked: CheckPassword | CheckProof, *, right: bool | None) -> Account:
    """The account that a password was right for; a wrong one is counted.

    Raises Denied if it was not (`right` is None when that could not be found out).
    """
    if right is None:
        raise Denied(UNAVAILABLE)
    network = ctx.network
    account = network.accounts.find(asked.account)
    if not right or account is None or not _is_unchanged(account, asked):
        network.wrong_by_host.add(ctx.session.host, ctx.at)
        network.wrong_by_account.add(asked.account, ctx.at)
        ctx.log("refused", host=ctx.session.host, account=asked.account)
        raise Denied("Account or password incorrect")
    network.wrong_by_account.forget(asked.account)
    return account


def _is_unchanged(account: Account, asked: CheckPassword | CheckProof) -> bool:
    """Whether it still has the password that was checked: it may be another by the same name."""
    if isinstance(asked, CheckPassword):
        return account.secrets.hash == asked.hash
    return account.secrets.scram == asked.keys


def weakness(settings: Settings, account: str, password: str) -> tuple[str, str] | None:
    """Why a password is not taken, whichever way: a code of account-registration and a sentence."""
    least, fold = settings.accounts.shortest_password, settings.casemapping.folding
    if len(password.encode()) > LONGEST_PASSWORD:
        return "UNACCEPTABLE_PASSWORD", f"A password has at most {LONGEST_PASSWORD} bytes"
    if not password.isprintable():
        return "UNACCEPTABLE_PASSWORD", "A password is made of visible characters"
    if len(password) < least:
        return "WEAK_PASSWORD", f"A password has at least {least} characters"
    if fold(password) == fold(account):
        return "WEAK_PASSWORD", "The name is not a password"
    return None
