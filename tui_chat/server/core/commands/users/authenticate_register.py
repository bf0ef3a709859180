"""AUTHENTICATE, REGISTER and VERIFY: accounts (IRCv3 sasl-3.2, draft/account-registration)."""

from tui_chat.server.core.accounts import sasl
from tui_chat.server.core.accounts.account_creation_and_deletion import (
    check_name,
    check_new,
    create,
    kept_email,
)
from tui_chat.server.core.accounts.password_requests_and_checks import UNAVAILABLE, HashPassword
from tui_chat.server.core.context import Context, Failed
from tui_chat.server.core.effects import Ask
from tui_chat.server.core.handler_registry import answered, command
from tui_chat.server.core.password_hash_and_scram_keys import Secrets
from tui_chat.wire.message import Message


class HashForRegistration(HashPassword, frozen=True):
    """The password of a new account."""

    email: str


@command("AUTHENTICATE", min_params=1, unregistered=True, secret=True)
def authenticate(ctx: Context) -> None:
    """AUTHENTICATE <mechanism> [<base64>|+], then <base64>|+|*: log in, at any time.

    IRCv3 sasl-3.2; the first message may come with the mechanism (draft/sasl-ir).
    """
    said = ctx.param(0)
    exchange = ctx.session.exchange
    if said == "*":
        sasl.abort(ctx)
    elif exchange is None:
        sasl.begin(ctx, said.upper(), *ctx.params[1:2])
    else:
        sasl.go_on(ctx, exchange, said)


@command("REGISTER", min_params=3, unregistered=True, secret=True)
def register(ctx: Context) -> None:
    """REGISTER <account>|* <email>|* <password>: register an account and log in to it."""
    name, email, password = ctx.params[:3]
    registration = ctx.session.registration
    name = ctx.session.nick if name == "*" else name
    policy = ctx.network.settings.accounts
    if registration is not None and policy.open and not policy.before_connect:
        raise _refused("COMPLETE_CONNECTION_REQUIRED", name, "Enter the network first")
    if name == "*":
        name = registration.refused if registration is not None else ""
        if not name:
            raise _refused("NEED_NICK", "*", "Choose a nickname first")
    problem = check_new(ctx, name, email, password)
    if problem is not None:
        code, text = problem
        raise _refused(code, name, text)
    request = HashForRegistration(name, password, kept_email(ctx, email))
    ctx.effects.append(Ask(ctx.client, request))


@answered(HashForRegistration)
def _hashed(ctx: Context, request: HashForRegistration, secrets: Secrets | None) -> None:
    name = request.account
    if secrets is None:
        raise _refused("TEMPORARILY_UNAVAILABLE", name, UNAVAILABLE)
    problem = check_name(ctx, name)  # somebody may have been faster
    if problem is not None:
        code, text = problem
        raise _refused(code, name, text)
    words = ("SUCCESS", name, "The account is yours")
    ctx.send(Message("REGISTER", words, ctx.network.name))
    create(ctx, name, secrets, request.email)


@command("VERIFY", min_params=2, unregistered=True, secret=True)
def verify(ctx: Context) -> None:
    """VERIFY <account> <code>: not needed; accounts here need no verification."""
    name = ctx.param(0)
    if ctx.session.account:
        text = "You are already logged in"
        raise Failed("VERIFY", "ALREADY_AUTHENTICATED", ctx.session.account, text=text)
    raise Failed("VERIFY", "INVALID_CODE", _shown(name), text="There is nothing to verify")


def _refused(code: str, name: str, text: str) -> Failed:
    return Failed("REGISTER", code, _shown(name), text=text)


def _shown(name: str) -> str:
    """A name that may be anything as a parameter that is not the last."""
    return name if name and name[0] != ":" and " " not in name else "*"
