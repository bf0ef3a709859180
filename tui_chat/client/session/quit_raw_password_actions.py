"""A person's actions: quit, send a raw line, give the server's password.

They are functions over the session's state.
"""

import msgspec

from tui_chat.client.language.i18n import _
from tui_chat.client.session import nick_and_away_actions
from tui_chat.client.session.model.state import State
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.message import Message


def send_raw(state: State, written: str) -> str:
    """Send a line of the protocol as it is. Gives a sentence if it is none, else ""."""
    try:
        message = Message.parse(written.encode(errors="replace"))
    except ProtocolError:
        return _("That is not a line of the protocol.")
    if message.command == "NICK" and message.params:
        nick_and_away_actions.change_nick(state, message.params[0])
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
