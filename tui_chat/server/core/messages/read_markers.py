"""How far each person has read (IRCv3 read-marker): remembered per account, or for one stay."""

from typing import Any, Final

import msgspec

from tui_chat.server.core.context import Context
from tui_chat.server.core.effects import Keep
from tui_chat.server.core.events import ClientId, Millis
from tui_chat.server.core.handler_registry import restores
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.records.accounts import Account
from tui_chat.server.core.state.users_and_channels import User
from tui_chat.wire.capability_enum import Capability
from tui_chat.wire.message import Message
from tui_chat.wire.names import Folded
from tui_chat.wire.timestamps import format_time

_READ_MARKER: Final = Capability.READ_MARKER.bit


def marker(network: Network, user: User, target: Folded) -> Millis | None:
    """The time up to which the user has read a target; None if there is no marker."""
    return network.markers.get(user.identity, {}).get(target)


def advance(ctx: Context, target: Folded, at: Millis) -> bool:
    """Mark what the user has read; False if it had been further."""
    network = ctx.network
    marks = network.markers.setdefault(ctx.user.identity, {})
    if at <= marks.get(target, -1):
        return False
    marks.pop(target, None)
    marks[target] = at
    _keep(ctx, target, {"at": at})
    if len(marks) > network.settings.history.markers:
        oldest = next(iter(marks))
        del marks[oldest]
        _keep(ctx, oldest, None)
    return True


def tell(ctx: Context, clients: tuple[ClientId, ...], target: str) -> None:
    """Tell clients of the user, those who know markers, how far it has read a target."""
    at = marker(ctx.network, ctx.user, ctx.network.fold(target))
    ctx.tell(clients, marked(ctx, target, at), _READ_MARKER)


def marked(ctx: Context, target: str, at: Millis | None) -> Message:
    """MARKREAD as the server says it."""
    until = "*" if at is None else f"timestamp={format_time(at)}"
    return Message("MARKREAD", (target, until), ctx.network.name)


def forget(network: Network, user: User) -> None:
    """Drop the markers of a stay that ends; those of accounts are kept."""
    network.markers.pop(user.stay, None)


def drop_account(ctx: Context, account: Account) -> None:
    """Drop the markers of a deleted account."""
    for target in ctx.network.markers.pop(account.id, {}):
        ctx.effects.append(Keep("marker", f"{account.id} {target}", None))


@restores("marker")
def restore(network: Network, key: str, value: dict[str, Any]) -> None:
    """Take an account's marker back in."""
    identity, _, target = key.partition(" ")
    at = msgspec.convert(value["at"], Millis)
    if network.accounts.identified(identity) is not None:
        network.markers.setdefault(identity, {})[target] = at


def _keep(ctx: Context, target: str, value: dict[str, Any] | None) -> None:
    if ctx.user.account:
        ctx.effects.append(Keep("marker", f"{ctx.user.identity} {target}", value))
