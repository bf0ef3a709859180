"""What a server says of itself: its message of the day, and all that we have no rule for."""

from typing import Final

from tui_chat.client.session.model.incoming import Heard, on
from tui_chat.client.session.model.state import State
from tui_chat.client.session.registration.refusals import unknown_refusal

_FIRST_REFUSAL: Final = 400
_LAST_REFUSAL: Final = 599


@on("372", "375")
def message_of_the_day(state: State, heard: Heard) -> None:
    """RPL_MOTD :- <line>, RPL_MOTDSTART; on coming back it is known."""
    if heard.message.command == "372" and not state.was_registered:
        text = heard.last.removeprefix("- ").removeprefix("-")
        state.say_here(text, heard.at, state.buffers.server)


@on("002", "003", "004", "251", "252", "253", "254", "255", "265", "266", "250", "042")
def counted(_state: State, _heard: Heard) -> None:
    """What a server says to everybody on entering: nobody asked."""


@on("WALLOPS", least=1)
def wallops(state: State, heard: Heard) -> None:
    """WALLOPS :<text>: whoever runs the network speaks to all."""
    state.say_here(f"{heard.nick}: {heard.last}", heard.at, state.buffers.server)


def unknown(state: State, heard: Heard) -> None:
    """A command or numeric without a handler: a refusal, words, or nothing for people."""
    command = heard.message.command
    if not (command.isdigit() and len(command) == 3):
        return
    if _FIRST_REFUSAL <= int(command) <= _LAST_REFUSAL:
        unknown_refusal(state, heard)
    elif heard.count > 1:
        text = " ".join(heard.text(index) for index in range(1, heard.count))
        place = None if state.welcomed else state.buffers.server
        state.say_here(text, heard.at, place)
