"""After the welcome: join channels, catch up with conversations, and tell that we are connected."""

from tui_chat.client.buffers.buffer import BufferKind
from tui_chat.client.buffers.line import LineKind
from tui_chat.client.events import Registered
from tui_chat.client.language.i18n import _
from tui_chat.client.session.channels import private_conversation_catch_up, user_metadata_protocol
from tui_chat.client.session.channels.join_part_kick_invite_rename import request_joins
from tui_chat.client.session.history import catch_up_and_older_pages
from tui_chat.client.session.model.handlers import on
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.phase import Phase
from tui_chat.client.session.model.state import State
from tui_chat.client.session.nicknames import regain_nick
from tui_chat.client.session.registration import bouncer_networks


@on("376", "422")
def motd_ended(state: State, incoming: Incoming) -> None:
    """RPL_ENDOFMOTD, ERR_NOMOTD: the server has said all it says to a newcomer."""
    if state.welcomed and incoming.message.command == "422":
        state.say_here(incoming.last, incoming.at)
    welcome_ended(state, incoming.at)


def welcome_ended(state: State, at: float) -> None:
    """Begin with channels and conversations, once for each connection."""
    if state.phase is not Phase.REGISTERED or not bouncer_networks.is_on_its_network(state):
        return
    state.enter(Phase.WELCOMED)
    again = state.was_registered
    state.was_registered = True
    text = ""
    if again:
        text = _("Reconnected.")
        if state.nick != state.known_nick:
            text = _("Reconnected as {nick}.").format(nick=state.nick)
        _tell_places(state, text, at)
    state.known_nick = state.nick
    state.tell(Registered(state.nick, state.buffers.server.name, again, text))
    request_joins(state)
    if state.away:
        state.send("AWAY", state.away)
    user_metadata_protocol.subscribe(state)
    bouncer_networks.welcomed(state)
    private_conversation_catch_up.welcomed(state)
    regain_nick.begin_if_lost(state, at)


def _tell_places(state: State, text: str, at: float) -> None:
    """Note in each buffer that we are connected again: after the missed lines, if there are any."""
    for buffer in state.buffers:
        if buffer.kind is not BufferKind.CHANNEL:
            buffer.append(LineKind.INFO, text, at)
        elif state.is_wanted(buffer):
            if catch_up_and_older_pages.offered(state):
                state.returning[buffer] = text
            else:
                buffer.append(LineKind.INFO, text, at)
