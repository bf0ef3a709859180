"""Whether the server keeps us on the network while we are away (IRCv3 draft/persistence)."""

from typing import Final

from tui_chat.client.language.i18n import _
from tui_chat.client.session.model.handlers import on
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.state import State

CAPABILITY: Final = "draft/persistence"
_SERVICE: Final = "NickServ"


def ask_persistence(state: State, wanted: str = "") -> None:
    """Ask to stay ("on"), not to stay ("off"), for what is usual ("default"), or how it is ("")."""
    state.pending.persistence = True
    if CAPABILITY not in state.capabilities:
        state.refuse(_("This server can't keep you on the network after you quit."), state.now)
    elif wanted:
        state.send("PERSISTENCE", "SET", wanted.upper())
    else:
        state.send("PERSISTENCE", "GET")


@on("PERSISTENCE", least=3)
def persistence(state: State, incoming: Incoming) -> None:
    """PERSISTENCE STATUS <what we chose> <what holds>: told when the person asked."""
    if incoming.param(0).upper() != "STATUS" or not state.pending.persistence:
        return
    state.pending.persistence = False
    if incoming.param(2).upper() == "ON":
        text = _(
            "You stay on the network when you quit. When you return, you can read the "
            "messages that you missed."
        )
    else:
        text = _("You leave the network when you quit your last client.")
    state.say_here(text, incoming.at)
