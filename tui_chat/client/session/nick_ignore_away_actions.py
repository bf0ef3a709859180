"""A person's actions about their nickname, the people they ignore and the connection.

They are functions over the session's state.
"""

import msgspec

from tui_chat.client.buffers.buffers_of_one_server import Buffer
from tui_chat.client.language.i18n import _
from tui_chat.client.session.messages.mentions import level_of
from tui_chat.client.session.model.ignore_and_highlight_rules import (
    Level,
    Levels,
    Rules,
    add_mask,
    add_word,
    remove_mask,
    remove_word,
)
from tui_chat.client.session.model.state import State
from tui_chat.client.session.registration.registration import introduce
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.message import Message
from tui_chat.wire.sanitize import sanitize


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
        make_do_with(state, nick)


def make_do_with(state: State, nick: str) -> None:
    """While getting in, take this nickname for now; the wanted one is asked for when free."""
    state.nick = sanitize(nick)
    if state.connected:
        introduce(state)


def use_password(state: State, password: str) -> None:
    """Give the server this password from the next connection on."""
    state.profile = msgspec.structs.replace(state.profile, password=password)


def set_away(state: State, message: str) -> None:
    """Mark us as away, or with "" as back; kept over a lost connection."""
    state.away = message
    state.send_if_registered("AWAY", *([message] if message else []))


# Whom to hear


def use_rules(state: State, rules: Rules) -> None:
    """Follow these wishes of the person from now on."""
    state.rules = rules
    _mute_places(state)


def use_levels(state: State, levels: Levels) -> None:
    """Use these notification levels for buffers without a rule."""
    state.levels = levels
    _mute_places(state)


def _mute_places(state: State) -> None:
    for buffer in state.buffers:
        buffer.muted = level_of(state, buffer) is Level.NOTHING


def ignore(state: State, written: str) -> str:
    """Hide all messages of these people. Gives the mask, "" if it was ignored already."""
    return add_mask(state.rules.ignored, written)


def unignore(state: State, written: str) -> str:
    """Stop ignoring or muting people. Gives the mask, "" if there was none."""
    rules = state.rules
    return remove_mask(rules.ignored, written) or remove_mask(rules.muted, written)


def mute(state: State, written: str) -> str:
    """Show messages of these people without sound or count. Gives the mask as `ignore`."""
    return add_mask(state.rules.muted, written)


def unmute(state: State, written: str) -> str:
    """Stop muting people. Gives the mask, "" if there was none."""
    return remove_mask(state.rules.muted, written)


def highlight(state: State, word: str) -> bool:
    """Highlight a word like our nickname. Gives whether it was not highlighted before."""
    return add_word(state.rules.words, word)


def unhighlight(state: State, word: str) -> str:
    """Stop highlighting a word. Gives it as it was written, "" if it was not highlighted."""
    return remove_word(state.rules.words, word)


def set_level(state: State, buffer: Buffer, level: Level) -> None:
    """Set the notification level of a buffer."""
    state.rules.levels[buffer.key] = level
    buffer.muted = level is Level.NOTHING


# The connection


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
