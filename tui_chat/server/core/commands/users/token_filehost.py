"""TOKEN, FILEHOST: tokens by which services outside know people (IRCv3 draft/authtoken)."""

from collections.abc import Iterator
from typing import ClassVar

from tui_chat.server.core.context import Context, Failed
from tui_chat.server.core.effects import Ask
from tui_chat.server.core.events import Millis, Request
from tui_chat.server.core.handler_registry import answered, command
from tui_chat.server.core.messages.incoming_multiline import TOKEN_BATCH
from tui_chat.server.core.messages.outgoing_batch import send_batch
from tui_chat.server.core.settings import FILE_HOST, Service
from tui_chat.server.core.state.address_keys import is_within
from tui_chat.server.core.state.auth_tokens import LIFETIME, Token
from tui_chat.server.core.state.records.accounts import Account
from tui_chat.server.core.state.visibility import sees
from tui_chat.server.core.users.authtoken_service_list import list_services
from tui_chat.wire.capability_enum import Capability
from tui_chat.wire.message import Message
from tui_chat.wire.names import is_channel


class MakeToken(Request, frozen=True):
    """A text that nobody can guess, of at most 200 characters without spaces.

    `command` asked for it, and answers.
    """

    reads: ClassVar[bool] = True
    service: str
    scope: str
    command: str


@command("TOKEN", min_params=1, unregistered=True, secret=True)
def token(ctx: Context) -> None:
    """TOKEN SERVICELIST, GENERATE <service> [<scope>], or VALIDATE <service> <url> <token>.

    A token can be used once, within ten minutes, at the node that made it.
    """
    subcommand = ctx.param(0).upper()
    match subcommand:
        case "SERVICELIST":
            list_services(ctx)
        case "GENERATE":
            _generate(ctx)
        case "VALIDATE":
            _validate(ctx)
        case _:
            text = "There are TOKEN SERVICELIST, GENERATE and VALIDATE"
            raise Failed("TOKEN", "UNKNOWN_COMMAND", ctx.param(0), text=text)


def _generate(ctx: Context) -> None:
    _check_batches(ctx)
    service = _service(ctx, ctx.param(1))
    scope = _scope(ctx, ctx.param(2), _own_account(ctx, "TOKEN"))
    ctx.effects.append(Ask(ctx.client, MakeToken(service.key, scope, "TOKEN")))


@command("FILEHOST", min_params=1, secret=True)
def filehost(ctx: Context) -> None:
    """FILEHOST TOKEN: get a token for uploading one file (IRCv3 draft/FILEHOST)."""
    if ctx.param(0).upper() != "TOKEN":
        raise Failed("FILEHOST", "UNKNOWN_COMMAND", ctx.param(0), text="Usage: FILEHOST TOKEN")
    if not ctx.network.settings.file_host:
        raise Failed(
            "FILEHOST", "UNKNOWN_COMMAND", "TOKEN", text="This server does not accept files"
        )
    _own_account(ctx, "FILEHOST")
    ctx.effects.append(Ask(ctx.client, MakeToken(FILE_HOST, "", "FILEHOST")))


def _own_account(ctx: Context, command: str) -> Account:
    account = ctx.network.accounts.find(ctx.session.account)
    if account is None:
        text = "Log in to an account to get a token for this service"
        raise Failed(command, "ACCOUNT_REQUIRED", text=text)
    return account


@answered(MakeToken)
def _made(ctx: Context, request: MakeToken, secret: str | None) -> None:
    account = ctx.network.accounts.find(ctx.session.account)
    if secret is None or account is None:
        text = "The token could not be made: try again later"
        raise Failed(request.command, "INTERNAL_ERROR", text=text)
    service = _service(ctx, request.service)
    until = Millis(ctx.at + LIFETIME)
    made = Token(account.id, service.key, service.url, request.scope, until)
    ctx.network.tokens.add(secret, made, ctx.at)
    if request.command == "FILEHOST":
        ctx.send(Message("FILEHOST", ("TOKEN", secret), ctx.network.name))
    else:
        params = ("GENERATE", service.key, service.url, secret)
        ctx.send(Message("TOKEN", params, ctx.network.name))


def _validate(ctx: Context) -> None:
    _check_batches(ctx)
    service = _service(ctx, ctx.param(1))
    if not is_within(ctx.session.host, service.hosts):
        text = "Your address may not validate tokens of this service"
        raise Failed("TOKEN", "NO_PERMISSIONS", service.key, text=text)
    url = ctx.param(2)
    taken = ctx.network.tokens.take(ctx.param(3), service.key, url, ctx.at)
    account = ctx.network.accounts.identified(taken.account) if taken is not None else None
    if taken is None or account is None or url != service.url:
        raise Failed("TOKEN", "INVALID_TOKEN", text="The token could not be validated")
    server = ctx.network.name
    claims = (
        Message("TOKEN", ("CLAIM", key, value), server)
        for key, value in _claims(ctx, taken, account)
    )
    send_batch(ctx, ctx.client, TOKEN_BATCH, (service.key, service.url), claims)


def _claims(ctx: Context, taken: Token, account: Account) -> Iterator[tuple[str, str]]:
    """Who it is, and what they are in the channel that the token is for; of others nothing."""
    yield "account", account.name
    users = (one for one in ctx.network.users.values() if one.account == account.name)
    user = next(users, None)
    if user is not None:
        yield "name", user.nick
    if not taken.scope:
        return
    yield "scope", taken.scope
    channel = ctx.network.find_channel(taken.scope)
    if channel is not None and user in channel.members:
        yield "member_of", channel.name
        if user is not None and channel.is_operator(user):
            yield "operator_of", channel.name


def _scope(ctx: Context, written: str, account: Account) -> str:
    """A channel that the user is in, or the user itself; "" for none. Raises Failed."""
    if not written:
        return ""
    user, fold = ctx.session.user, ctx.network.fold
    if is_channel(written):
        channel = ctx.network.find_channel(written)
        if channel is None or user is None or not sees(user, channel):
            raise Failed("TOKEN", "INVALID_SCOPE", written, text="There is no such channel")
        if user not in channel.members:
            raise Failed("TOKEN", "NO_PERMISSIONS", written, text="You are not in that channel")
        return channel.name
    if fold(written) not in {fold(account.name), fold(ctx.session.nick)}:
        raise Failed("TOKEN", "INVALID_SCOPE", written, text="The scope is a channel or yourself")
    return written


def _service(ctx: Context, key: str) -> Service:
    services = ctx.network.settings.services
    found = next((one for one in services if one.key.lower() == key.lower()), None)
    if found is None:
        text = "There is no service of that name"
        raise Failed("TOKEN", "UNKNOWN_SERVICE", key, text=text)
    return found


def _check_batches(ctx: Context) -> None:
    if not ctx.session.held & Capability.BATCH.bit:
        text = "Ask for the capability batch before you use this"
        raise Failed("TOKEN", "NEED_CAPABILITY", "batch", text=text)
