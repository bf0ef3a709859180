"""A person's own nickname and away message, as functions over the session's state."""

from tui_chat.client.session.model.state import State
from tui_chat.client.session.registration.registration import introduce
from tui_chat.wire.text.sanitize import sanitize


def is_me(state: State, nick: str) -> bool:
    """Whether that is our nickname, in whatever case."""
    return state.is_me(nick)


def change_nick(state: State, nick: str) -> None:
    """Take another nickname; while getting in, answer a refused one."""
    if state.registered:
        state.wanted_nick.requested.add(state.fold(nick))
        state.send("NICK", nick)
    else:
        state.wanted_nick.name = sanitize(nick)
        use_temporary_nick(state, nick)


def use_temporary_nick(state: State, nick: str) -> None:
    """While getting in, take this nickname for now; the wanted one is asked for when free."""
    state.nick = sanitize(nick)
    if state.connected:
        introduce(state)


def set_away(state: State, message: str) -> None:
    """Mark us as away, or with "" as back; kept over a lost connection."""
    state.away = message
    state.send_if_registered("AWAY", *([message] if message else []))
