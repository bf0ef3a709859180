"""A person's ignored people, highlighted words and notification levels.

They are functions over the session's state.
"""

from tui_chat.client.buffers.buffer import Buffer
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


def ignores(state: State, nick: str) -> bool:
    """Whether nothing is shown that this person writes."""
    return state.rules.ignores(nick, state.fold)


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
