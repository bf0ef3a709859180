"""Who has the nickname to which a kept private message is to go: the answers to USERHOST."""

from tui_chat.client.session.messages import sending
from tui_chat.client.session.model.handlers import on
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.state import State
from tui_chat.client.session.nicknames.identity_tracking import person_seen
from tui_chat.wire.source import Source


@on("302")
def userhost_told(state: State, incoming: Incoming) -> None:
    """RPL_USERHOST :[<nick>[*]=<+|-><user>@<host>], without anybody if the nickname is free."""
    nick, _equals, address = incoming.last.strip().partition("=")
    nick = nick.removesuffix("*")
    key = state.fold(nick) if nick else next(iter(state.asked_for), None)
    if key is None or key not in state.asked_for:
        state.say_here(incoming.last, incoming.at)
        return
    if nick:
        person_seen(state, Source(f"{nick}!{address[1:]}"), incoming.at)
    sending.receiver_told(state, key)
