"""Texts of the server: the message of the day, and replies without a handler."""

from typing import Final

from tui_chat.client.session.channels import whois
from tui_chat.client.session.model.handlers import on
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.state import State
from tui_chat.client.session.replies.error_replies import unknown_refusal

_FIRST_REFUSAL: Final = 400
_LAST_REFUSAL: Final = 599
_LATER_REFUSALS: Final = frozenset(
    {"691", "707", "712", "713", "714", "716", "723", "742", "743", "936", "972", "974", "975"}
)
"""Refusals among the numerics of texts: of messages, KNOCK, privileges, locked modes, bans."""


@on("372", "375")
def message_of_the_day(state: State, incoming: Incoming) -> None:
    """RPL_MOTD :- <line>, RPL_MOTDSTART; on coming back it is known, unless it is asked for."""
    if incoming.message.command == "372" and (state.welcomed or not state.was_registered):
        text = incoming.last.removeprefix("- ").removeprefix("-")
        place = None if state.welcomed else state.buffers.server
        state.say_here(text, incoming.at, place)


@on("002", "003", "004", "251", "252", "253", "254", "255", "265", "266", "250", "042")
def counted(state: State, heard: Incoming) -> None:
    """Statistics and so on: not shown in the welcome, only if they are asked for (LUSERS)."""
    if state.welcomed:
        unknown(state, heard)


@on("WALLOPS", least=1)
def wallops(state: State, incoming: Incoming) -> None:
    """WALLOPS :<text>: a message of the network's operators to all."""
    state.say_here(f"{incoming.nick}: {incoming.last}", incoming.at, state.buffers.server)


def unknown(state: State, incoming: Incoming) -> None:
    """A command or numeric without a handler: shown if it is a refusal or a text."""
    command = incoming.message.command
    if not (command.isdigit() and len(command) == 3):
        return
    if _FIRST_REFUSAL <= int(command) <= _LAST_REFUSAL or command in _LATER_REFUSALS:
        unknown_refusal(state, incoming)
    elif incoming.count > 2 and whois.other_fact(state, incoming):
        return
    elif incoming.count > 1:
        text = " ".join(incoming.text(index) for index in range(1, incoming.count))
        place = None if state.welcomed else state.buffers.server
        state.say_here(text, incoming.at, place)
