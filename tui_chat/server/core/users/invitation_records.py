"""Making, using and revoking invitations, and keeping them over restarts."""

from typing import Any, Final

import msgspec

from tui_chat.server.core.context import Context
from tui_chat.server.core.effects import Effect, Keep, Log
from tui_chat.server.core.events import InvitationMade, InvitationRevoked, Millis
from tui_chat.server.core.handler_registry import restores
from tui_chat.server.core.invitation_and_token_format import MOST, Invitation
from tui_chat.server.core.state.network import Network
from tui_chat.wire.timestamps import format_time

_KIND: Final = "invitation"
OF_THE_MACHINE: Final = "whoever runs the server"
"""Who has made an invitation on the server's machine."""


def made(network: Network, event: InvitationMade) -> list[Effect]:
    """Enter a new invitation; those that are over make room for it."""
    effects = drop_ended(network, event.at)
    invitation = event.invitation
    if len(network.invitations) < MOST and network.invitations.get(invitation.id) is None:
        network.invitations.put(invitation)
        effects.append(_kept(invitation))
        effects.append(_audited(invitation, f"made the invitation {in_words(invitation)}"))
    return effects


def revoked(network: Network, event: InvitationRevoked) -> list[Effect]:
    """Let nobody in with this invitation from now on, those who have come with it included."""
    gone = network.invitations.remove(event.id)
    if gone is None:
        return []
    by = event.by or OF_THE_MACHINE
    told = Log("audit", {"by": by, "did": f"revoked the invitation {gone.id}"})
    return [Keep(_KIND, gone.id, None), told]


def use(ctx: Context, id_: str, seat: str) -> bool:
    """Count a use of this invitation. False if it lets nobody in any more."""
    invitations = ctx.network.invitations
    found = invitations.get(id_)
    if found is None or not found.admits(seat, ctx.at):
        return False
    left = found.used(seat)
    if left is found:
        return True
    if left.is_over(ctx.at):
        invitations.remove(id_)
        ctx.effects.append(Keep(_KIND, id_, None))
    else:
        invitations.put(left)
        ctx.effects.append(_kept(left))
    return True


def drop_ended(network: Network, at: Millis) -> list[Effect]:
    """Take out the invitations that are over."""
    ended = [one.id for one in network.invitations.all() if one.is_over(at)]
    for id_ in ended:
        network.invitations.remove(id_)
    return [Keep(_KIND, id_, None) for id_ in ended]


def in_words(invitation: Invitation) -> str:
    """The id, for how many it is, and until when."""
    count = len(invitation.seats)
    came = f", {count} {'has' if count == 1 else 'have'} come and may come back" if count else ""
    account = ", with an account" if invitation.account else ""
    people = "1 person" if invitation.uses == 1 else f"{invitation.uses} people"
    time = format_time(invitation.until)
    until = f"{people} until {time[:10]} {time[11:16]} UTC" if invitation.uses else "used up"
    return f"{invitation.id}: {until}{account}{came}"


def maker(invitation: Invitation) -> str:
    """The person who made it."""
    return invitation.by or OF_THE_MACHINE


def _kept(invitation: Invitation) -> Keep:
    return Keep(_KIND, invitation.id, msgspec.to_builtins(invitation))


def _audited(invitation: Invitation, did: str) -> Log:
    return Log("audit", {"by": maker(invitation), "did": did})


@restores(_KIND)
def restore(network: Network, _id: str, record: dict[str, Any]) -> None:
    """Restore a stored invitation."""
    network.invitations.put(msgspec.convert(record, Invitation))
