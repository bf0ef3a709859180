"""SASL: proving who one is, message by message (IRCv3 sasl-3.2; RFC 4616, 4422, 5802).

An exchange is a small state machine: each whole message of the client goes to the step that
waits for it. What needs a password's hash is asked of the shell, whose answer goes on from there.
"""

import base64
from collections.abc import Callable
from typing import Final

from tui_chat.server.core.accounts.login import log_in
from tui_chat.server.core.accounts.password_requests_and_checks import (
    Challenge,
    CheckPassword,
    CheckProof,
    Denied,
    MakeChallenge,
    Verdict,
    check_pace,
    proven,
    secrets_of,
)
from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.effects import Append, Ask
from tui_chat.server.core.events import LoggedIn
from tui_chat.server.core.handler_registry import answered
from tui_chat.server.core.password_hash_and_scram_keys import ScramKeys
from tui_chat.server.core.state.capability_offers import SASL_MECHANISMS
from tui_chat.server.core.state.records.accounts import Account
from tui_chat.server.core.state.session import Exchange
from tui_chat.wire.message import Message
from tui_chat.wire.names import Folded
from tui_chat.wire.numerics import Numeric
from tui_chat.wire.scram_primitives import ScramError
from tui_chat.wire.scram_server_side import read_names

CHUNK: Final = 400
"""Characters of one AUTHENTICATE. If the last one of a message is full, a lone `+` ends it."""
_LONGEST: Final = 10 * CHUNK
"""Characters of one message of the client, in base64."""


class CheckSaslPassword(CheckPassword, frozen=True):
    """The password of SASL PLAIN."""


def begin(ctx: Context, mechanism: str, initial: str = "") -> None:
    """Start an exchange; a mechanism that is not there, or cannot succeed, is refused.

    `initial` is the first piece of the client's first message, if it came along.
    """
    step = _FIRST_STEPS.get(mechanism)
    if step is None:
        ctx.reply(Numeric.RPL_SASLMECHS, ",".join(SASL_MECHANISMS))
        raise Refused(Numeric.ERR_SASLFAIL)
    if step is _external and not ctx.session.fingerprint:
        raise _end(ctx, "the connection has no certificate")
    exchange = ctx.session.exchange = Exchange(mechanism)
    if initial:
        go_on(ctx, exchange, initial)
    else:
        _say(ctx, "")


def go_on(ctx: Context, exchange: Exchange, chunk: str) -> None:
    """Take a piece of the client's message; with the last one, take the next step."""
    if len(chunk) > CHUNK:
        ctx.session.exchange = None
        raise Refused(Numeric.ERR_SASLTOOLONG)
    if len(exchange.said) + len(chunk) > _LONGEST:
        raise _end(ctx, "the message has no end")
    if chunk != "+":
        exchange.said += chunk
        if len(chunk) == CHUNK:
            return
    said, exchange.said = exchange.said, ""
    try:
        message = base64.b64decode(said, validate=True).decode()
    except ValueError:  # not base64, not even ASCII, or not UTF-8 inside
        raise _end(ctx) from None
    try:
        _FIRST_STEPS[exchange.mechanism](ctx, exchange, message)
    except Denied as denied:
        raise _end(ctx, denied.sentence) from None


def abort(ctx: Context) -> None:
    """End the exchange, as the client wishes or because it goes on without it."""
    ctx.session.exchange = None
    ctx.reply(Numeric.ERR_SASLABORTED)


def _plain(ctx: Context, _exchange: Exchange, message: str) -> None:
    """`[authzid] NUL authcid NUL password`. RFC 4616 2."""
    parts = message.split("\0")
    if len(parts) != 3:
        raise _end(ctx)
    role, name, password = parts
    fold = ctx.network.fold
    if not name or not password or (role and fold(role) != fold(name)):
        raise _end(ctx)
    account, known = secrets_of(ctx, name)
    ctx.effects.append(Ask(ctx.client, CheckSaslPassword(account, password, known)))


def _external(ctx: Context, _exchange: Exchange, role: str) -> None:
    """`[authzid]`: the certificate of the connection proves the account. RFC 4422 appendix A."""
    account = ctx.network.accounts.certified(ctx.session.fingerprint)
    if account is None:
        raise _end(ctx, "no account has this certificate")
    if role and ctx.network.fold(role) != ctx.network.fold(account.name):
        raise _end(ctx, "the certificate is another account's")
    _end_with(ctx, account)


def _scram(ctx: Context, exchange: Exchange, message: str) -> None:
    """First what the client wants to prove, then the proof, then an empty message. RFC 5802 5."""
    if exchange.account is not None and exchange.proven is not None:
        account = ctx.network.accounts.find(exchange.account)
        if message or account is None or account.secrets.scram != exchange.proven:
            raise _end(ctx)
        return _end_with(ctx, account)
    if exchange.account is not None:
        request = CheckProof(
            *(exchange.account, exchange.first, exchange.nonce, message),
            _keys(ctx, exchange.account),
        )
        ctx.effects.append(Ask(ctx.client, request))
        return None
    name = _named(ctx, message)
    check_pace(ctx, name)
    exchange.account, exchange.first = name, message
    ctx.effects.append(Ask(ctx.client, MakeChallenge(name, message, _keys(ctx, name))))
    return None


_Step = Callable[[Context, Exchange, str], None]
_FIRST_STEPS: Final[dict[str, _Step]] = {
    "PLAIN": _plain,
    "SCRAM-SHA-256": _scram,
    "EXTERNAL": _external,
}


@answered(CheckSaslPassword)
def _password_checked(ctx: Context, request: CheckSaslPassword, right: Verdict) -> None:
    try:
        account = proven(ctx, request, right=right)
    except Denied as denied:
        raise _end(ctx, denied.sentence) from None
    ctx.session.exchange = None
    log_in(ctx, account, by_sasl=True)


@answered(MakeChallenge)
def _challenge_made(ctx: Context, _request: MakeChallenge, challenge: Challenge | None) -> None:
    exchange = ctx.session.exchange
    if challenge is None or not challenge.message or exchange is None:
        raise _end(ctx)
    exchange.nonce = challenge.nonce
    _say(ctx, challenge.message)


@answered(CheckProof)
def _proof_checked(ctx: Context, request: CheckProof, final: str | None) -> None:
    exchange = ctx.session.exchange
    try:
        proven(ctx, request, right=None if final is None else bool(final))
    except Denied as denied:
        raise _end(ctx, denied.sentence) from None
    if exchange is None or not final:
        raise _end(ctx)
    exchange.proven = request.keys
    _say(ctx, final)


def _named(ctx: Context, first: str) -> Folded:
    """The account in the client's first message; nobody may act as another one."""
    try:
        name, role = map(ctx.network.fold, read_names(first))
    except ScramError:
        raise _end(ctx) from None
    if role and role != name:
        raise _end(ctx)
    return name


def _keys(ctx: Context, account: Folded) -> ScramKeys | None:
    known = ctx.network.accounts.find(account)
    return known.secrets.scram if known is not None else None


def logged_in(ctx: Context, identity: str) -> None:
    """Log in to the account with this id, if it is still there."""
    account = ctx.network.accounts.identified(identity)
    if account is None:
        raise _end(ctx)
    log_in(ctx, account, by_sasl=True)


def _end_with(ctx: Context, account: Account) -> None:
    ctx.session.exchange = None
    event = LoggedIn(ctx.client, ctx.at, account.id, ctx.session.host)
    ctx.effects.append(Append(event))


def _end(ctx: Context, why: str = "") -> Refused:
    """End the exchange. Gives the refusal to raise."""
    ctx.session.exchange = None
    return Refused(Numeric.ERR_SASLFAIL, text=f"{Numeric.ERR_SASLFAIL.text}: {why}" if why else "")


def _say(ctx: Context, message: str) -> None:
    """Send the client a message, in as many pieces as it needs."""
    said = base64.b64encode(message.encode()).decode()
    pieces = [said[start : start + CHUNK] for start in range(0, len(said), CHUNK)]
    if not pieces or len(pieces[-1]) == CHUNK:
        pieces.append("+")
    for piece in pieces:
        ctx.send(Message("AUTHENTICATE", (piece,), ctx.network.name))
