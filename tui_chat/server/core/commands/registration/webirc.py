"""WEBIRC: a gateway says for whom it connects (IRCv3 webirc)."""

import re
from typing import ClassVar, Final

from tui_chat.server.core.accounts.password_requests_and_checks import CheckConfigured
from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.effects import Append, Ask
from tui_chat.server.core.events import Guessed, Request
from tui_chat.server.core.handler_registry import answered, command
from tui_chat.server.core.state.address_keys import is_within, read_address
from tui_chat.server.core.state.attempt_limits import too_many
from tui_chat.server.core.state.session import Registration
from tui_chat.server.core.users.network_entry import turn_away
from tui_chat.wire.numerics import Numeric

_FINGERPRINT: Final = re.compile("[0-9A-Fa-f]{64}")


class CheckGateway(CheckConfigured, frozen=True):
    """The password of WEBIRC; `name` is the address of the person behind the gateway."""

    reads: ClassVar[bool] = True
    options: str = ""


class HideAddress(Request, frozen=True):
    """What other people see instead of the address `host`: a text."""

    reads: ClassVar[bool] = True
    host: str


@command("WEBIRC", min_params=4, unregistered=True, strangers=True, secret=True)
def webirc(ctx: Context) -> None:
    """WEBIRC <password> <gateway> <hostname> <ip> [<options>]: must be the first command.

    The host name is ignored: only the address counts. If the gateway's own connection is
    encrypted, the options `secure` and, with it, `certfp-sha-256` count.
    """
    session = ctx.session
    if session.user is not None:
        raise Refused(Numeric.ERR_ALREADYREGISTERED)
    if session.registration != Registration() or session.exchange is not None:
        return turn_away(ctx, "WEBIRC must be the first command")
    gateways = ctx.network.settings.gateways
    gateway = next((one for one in gateways if is_within(session.host, one.hosts)), None)
    if gateway is None:
        return turn_away(ctx, "Your address may not use WEBIRC")
    host = _written(ctx.param(3))
    if not host:
        return turn_away(ctx, "Invalid WebIRC address")
    wait = ctx.network.wrong_by_host.wait(session.address_key, ctx.at)
    if wait:
        return turn_away(ctx, too_many(wait))
    question = CheckGateway(host, ctx.param(0), gateway.password, ctx.param(4))
    return ctx.effects.append(Ask(ctx.client, question))


@answered(CheckGateway)
def _checked(ctx: Context, request: CheckGateway, is_right: bool | None) -> None:
    if not is_right:
        ctx.effects.append(Append(Guessed(ctx.client, ctx.at, ctx.session.address_key)))
        ctx.log("refused", host=ctx.session.host, account="WEBIRC")
        return turn_away(ctx, "Invalid WebIRC password")
    session = ctx.session
    options = dict(_options(request.options))
    ctx.log("gateway", by=session.host, host=request.name)
    session.host = session.shown = request.name
    session.secure = session.secure and "secure" in options
    found = options.get("certfp-sha-256", "") if session.secure else ""
    session.fingerprint = found.lower() if _FINGERPRINT.fullmatch(found) else ""
    return ctx.effects.append(Ask(ctx.client, HideAddress(request.name)))


@answered(HideAddress)
def _hidden(ctx: Context, _request: HideAddress, shown: str | None) -> None:
    ctx.session.shown = shown or "hidden"


def _written(host: str) -> str:
    """An address in the form that `nick!user@host` allows; "" if the text is not an address."""
    try:
        text = str(read_address(host))
    except ValueError:
        return ""
    return f"0{text}" if text.startswith(":") else text


def _options(written: str) -> list[tuple[str, str]]:
    return [(name, value) for name, _, value in (word.partition("=") for word in written.split())]
