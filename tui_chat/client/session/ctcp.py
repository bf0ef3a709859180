"""Messages between programs, inside PRIVMSG (modern.ircdocs.horse, CTCP)."""

import datetime as dt
from typing import Final

from tui_chat import __version__
from tui_chat.client.session.heard import Heard
from tui_chat.client.session.outgoing import is_name
from tui_chat.client.session.state import State

DELIMITER: Final = "\x01"

_LONGEST_PING: Final = 64


def is_ctcp(text: str) -> bool:
    """Whether the text of a message is meant for the program."""
    return text.startswith(DELIMITER)


def parse_ctcp(text: str) -> tuple[str, str]:
    r"""The name of `\x01NAME words\x01` in capitals, and the words behind it.

    The closing delimiter may be missing.
    """
    name, _space, words = text[1:].removesuffix(DELIMITER).partition(" ")
    return name.upper(), words


def answer(state: State, heard: Heard, name: str, words: str) -> None:
    """Answer what is harmless, to a person, a few times; be silent about all else."""
    if not heard.source.user or state.is_me(heard.nick) or not is_name(heard.nick):
        return
    match name:
        case "VERSION":
            said = f"tui-chat {__version__}"
        case "PING":
            said = words[:_LONGEST_PING].replace(DELIMITER, "")
        case "TIME":
            moment = dt.datetime.fromtimestamp(heard.arrived, dt.UTC)
            said = moment.isoformat(timespec="seconds")
        case _:
            return
    if state.ctcp_allowance.take(heard.arrived):
        state.send("NOTICE", heard.nick, f"{DELIMITER}{name} {said}{DELIMITER}")
