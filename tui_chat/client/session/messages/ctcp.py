"""Messages between programs, inside PRIVMSG (modern.ircdocs.horse, CTCP)."""

import datetime as dt
import re
from typing import Final

from tui_chat import __version__
from tui_chat.client.language.i18n import _
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.sanitizing import is_name
from tui_chat.client.session.model.state import State
from tui_chat.wire.text.sanitize import sanitize_formatted

DELIMITER: Final = "\x01"

_LONGEST_PING: Final = 64
_LONGEST_FILE_NAME: Final = 100


def is_ctcp(text: str) -> bool:
    """Whether the text of a message is meant for the program."""
    return text.startswith(DELIMITER)


def parse_ctcp(text: str) -> tuple[str, str]:
    r"""The name of `\x01NAME words\x01` in capitals, and the words behind it.

    The closing delimiter may be missing.
    """
    name, _space, words = text[1:].removesuffix(DELIMITER).partition(" ")
    return name.upper(), words


def answer(state: State, incoming: Incoming, name: str, words: str) -> None:
    """Answer harmless requests of people, a few times; show DCC offers, and ignore the rest."""
    if not incoming.source.user or state.is_me(incoming.nick) or not is_name(incoming.nick):
        return
    match name:
        case "DCC":
            _tell_offer(state, incoming, words)
            return
        case "VERSION":
            said = f"tui-chat {__version__}"
        case "PING":
            said = words[:_LONGEST_PING].replace(DELIMITER, "")
        case "TIME":
            moment = dt.datetime.fromtimestamp(incoming.arrived, dt.UTC)
            said = moment.isoformat(timespec="seconds")
        case _:
            return
    if state.ctcp_allowance.take(incoming.arrived):
        state.send("NOTICE", incoming.nick, f"{DELIMITER}{name} {said}{DELIMITER}")


def _tell_offer(state: State, incoming: Incoming, words: str) -> None:
    """DCC SEND <file> <address> <port> <size>, DCC CHAT ...: an offer that we cannot take.

    It would be a connection from one person's machine to the other's. Whoever makes it waits.
    """
    if not state.is_me(incoming.param(0)) or not state.ctcp_allowance.take(incoming.arrived):
        return
    kind, _space, rest = words.strip().partition(" ")
    quoted = re.match(r'"([^"]*)"', rest)
    name = sanitize_formatted(quoted[1] if quoted else rest.partition(" ")[0])[0]
    match kind.upper():
        case "SEND":
            text = _("{nick} offers you the file {name}; tui-chat cannot receive files (DCC).")
        case "CHAT":
            text = _("{nick} offers a direct chat; tui-chat cannot do that (DCC). /query {nick}")
        case _:
            return
    text = text.format(nick=incoming.nick, name=name[:_LONGEST_FILE_NAME])
    state.say_here(text, incoming.at, state.buffer(incoming.nick))
