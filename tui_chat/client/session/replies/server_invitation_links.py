"""Invitations that the server makes for us: NOTE INVITATION, one for each line to pass on."""

from typing import Final

from tui_chat.client.events import InvitationMade
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.state import State

_MOST: Final = 20
"""Lines of one invitation."""


def invite(state: State, uses: int, hours: int) -> None:
    """Have the server make an invitation: the event InvitationMade answers."""
    state.invitation = []
    state.send("INVITATION", "ADD", str(uses), str(hours))


def list_invitations(state: State) -> None:
    """Have the server say which invitations there are."""
    state.send("INVITATION", "LIST")


def revoke(state: State, id_: str) -> None:
    """Let nobody in with this invitation any more."""
    state.send("INVITATION", "DEL", id_)


def note(state: State, incoming: Incoming) -> None:
    """NOTE INVITATION <code> <id> :<text>: shown, and collected if we have asked for one."""
    state.say_here(incoming.last, incoming.at)
    lines = state.invitation
    if lines is None:
        return
    code = incoming.param(1)
    if code in {"CREATED", "LINK"} and len(lines) < _MOST:
        lines.append(incoming.last)
    elif code == "PASSWORD" and lines:
        state.invitation = None
        state.tell(InvitationMade(lines[0], tuple(lines[1:])))
