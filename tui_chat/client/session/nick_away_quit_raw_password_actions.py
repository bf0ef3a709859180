"""A person's actions: nickname, away message, password; send a raw line, quit.

They are functions over the session's state.
"""

import msgspec

from tui_chat.client.language.i18n import _
from tui_chat.client.session.model.state import State
from tui_chat.client.session.registration.registration import introduce
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.message import Message
from tui_chat.wire.text.sanitize import sanitize


def send_raw(state: State, written: str) -> str:
    """Send a line of the protocol as it is. Gives a sentence if it is none, else ""."""
    try:
        message = Message.parse(written.encode(errors="replace"))
    except ProtocolError:
        return _("That is not a line of the protocol.")
    if message.command == "NICK" and message.params:
        change_nick(state, message.params[0])
    else:
        state.send_if_registered(message.command, *message.params)
    return ""


def quit_server(state: State, message: str = "") -> None:
    """Say goodbye; the server closes the connection."""
    if state.connected:
        state.send("QUIT", *([message] if message else []))


def use_password(state: State, password: str) -> None:
    """Give the server this password from the next connection on."""
    state.profile = msgspec.structs.replace(state.profile, password=password)


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
