"""INVITATION: letting people in past the server's password."""

from typing import ClassVar, Final, NamedTuple, NoReturn

from tui_chat.server.core.context import Context, Failed, Refused
from tui_chat.server.core.effects import Append, Ask
from tui_chat.server.core.events import (
    InvitationMade,
    InvitationRevoked,
    Millis,
    Request,
)
from tui_chat.server.core.handler_registry import answered, command
from tui_chat.server.core.invitation_and_token_format import (
    MOST,
    MOST_HOURS,
    MOST_OF_MEMBER,
    MOST_USES,
    Invitation,
    hash_of,
    id_of,
)
from tui_chat.server.core.settings import Inviting
from tui_chat.server.core.users.invitation_records import drop_ended, in_words, maker, revoked
from tui_chat.wire.message import Message
from tui_chat.wire.numerics import Numeric

_HOUR: Final = 3_600_000


class MakeInvitation(Request, frozen=True):
    """A token that nobody can guess, and how others reach the server with it: `NewInvitation`."""

    reads: ClassVar[bool] = True
    uses: int
    hours: int
    account: bool


class NewInvitation(NamedTuple):
    """The token, and lines to pass on: commands to type, or addresses of web pages."""

    token: str
    lines: tuple[str, ...] = ()


@command("INVITATION", min_params=1)
def invitation(ctx: Context) -> None:
    """INVITATION ADD [<uses> [<hours> [ACCOUNT]]], INVITATION DEL <id>, or INVITATION LIST.

    Invited people send the token as the server's password (PASS). With ACCOUNT they may register
    an account even if registration is closed.
    """
    is_operator = "o" in ctx.user.modes
    everybody = ctx.network.settings.inviting is Inviting.ACCOUNTS
    if not (is_operator or (everybody and ctx.user.account)):
        _refuse_inviting(everybody=everybody)
    act = {"ADD": _add, "DEL": _delete, "LIST": _list}.get(ctx.param(0).upper())
    if act is None:
        text = "There are INVITATION ADD, DEL and LIST"
        raise Failed("INVITATION", "INVALID_PARAMS", text=text)
    act(ctx)


def _refuse_inviting(*, everybody: bool) -> NoReturn:
    """Say who may invite: people with an account, or operators of the server only."""
    if everybody:
        text = "Log in to an account to make invitations"
        raise Failed("INVITATION", "ACCOUNT_REQUIRED", text=text)
    text = "Only operators of this server can make invitations"
    raise Failed("INVITATION", "INVITING_REFUSED", text=text)


def _add(ctx: Context) -> None:
    uses, hours = _number(ctx, 1, 1, MOST_USES), _number(ctx, 2, 24, MOST_HOURS)
    account = ctx.param(3).upper() == "ACCOUNT"
    if account and "o" not in ctx.user.modes:
        raise Refused(Numeric.ERR_NOPRIVILEGES)
    ctx.effects += drop_ended(ctx.network, ctx.at)
    room = MOST - len(ctx.network.invitations)
    if "o" not in ctx.user.modes:
        room = min(room, MOST_OF_MEMBER - len(_own_invitations(ctx)))
    if room <= 0:
        raise Failed("INVITATION", "LIMIT_REACHED", text="There are too many invitations")
    ctx.effects.append(Ask(ctx.client, MakeInvitation(uses, hours, account)))


@answered(MakeInvitation)
def _made(ctx: Context, request: MakeInvitation, new: NewInvitation | None) -> None:
    if new is None or ctx.network.invitations.get(id_of(hash_of(new.token))) is not None:
        text = "The invitation could not be made: try again"
        raise Failed("INVITATION", "INTERNAL_ERROR", text=text)
    hashed = hash_of(new.token)
    one = Invitation(
        id_of(hashed),
        hashed,
        str(ctx.user.source),
        Millis(ctx.at + request.hours * _HOUR),
        request.uses,
        request.account,
        owner=ctx.user.account,
    )
    ctx.effects.append(Append(InvitationMade(ctx.client, ctx.at, one)))
    _note(ctx, "CREATED", one.id, f"Invitation {in_words(one)}")
    for line in new.lines:
        _note(ctx, "LINK", one.id, line)
    _note(ctx, "PASSWORD", one.id, f"In other IRC clients, the server's password is: {new.token}")


def _delete(ctx: Context) -> None:
    found = next((one for one in _own_invitations(ctx) if one.id == ctx.param(1)), None)
    if found is None:
        raise Failed("INVITATION", "NO_SUCH_INVITATION", text="There is no invitation of that id")
    by = str(ctx.user.source)
    ctx.effects += revoked(ctx.network, InvitationRevoked(ctx.client, ctx.at, found.id, by))
    _note(ctx, "REVOKED", found.id, f"Revoked: {found.id}")


def _list(ctx: Context) -> None:
    shown = [one for one in _own_invitations(ctx) if not one.is_over(ctx.at)]
    for one in shown:
        _note(ctx, "LISTED", one.id, f"{in_words(one)}, by {maker(one)}")
    _note(ctx, "END", "*", f"Invitations: {len(shown)}")


def _own_invitations(ctx: Context) -> list[Invitation]:
    """Those that the user may see: all, for an operator."""
    found = ctx.network.invitations.all()
    if "o" in ctx.user.modes:
        return list(found)
    return [one for one in found if one.owner and one.owner == ctx.user.account]


def _number(ctx: Context, index: int, default: int, most: int) -> int:
    written = ctx.param(index) or str(default)
    if not (written.isascii() and written.isdigit() and 0 < int(written[:9]) <= most):
        what = "people" if index == 1 else "hours"
        text = f"The number of {what} is 1 to {most}"
        raise Failed("INVITATION", "INVALID_PARAMS", text=text)
    return int(written)


def _note(ctx: Context, code: str, id_: str, text: str) -> None:
    ctx.send(Message("NOTE", ("INVITATION", code, id_, text), ctx.network.name))
