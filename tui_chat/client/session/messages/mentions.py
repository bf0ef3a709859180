"""Whether a text calls somebody, and whether that makes a sound."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import msgspec

from tui_chat.client.buffers.buffers import Buffer, BufferKind
from tui_chat.client.buffers.scrollback import Line
from tui_chat.client.session.model.rules import Level
from tui_chat.client.session.model.state import State

_UNSPACED: Final = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff"  # from Thai to Khmer
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003ffff"
    "\uac00-\ud7af"  # Korean has spaces, but puts its particles straight behind a name
)
"""Scripts whose letters may stand beside a name without belonging to it."""


class Mention(msgspec.Struct, frozen=True):
    """A line of a channel that called us; its id may have changed, its msgid has not."""

    buffer: Buffer
    line: Line


def calls(text: str, nick: str, words: Iterable[str] = ()) -> bool:
    """Whether `nick` or one of `words` stands in `text` by itself, in capitals or not."""
    if nick and _stands_in(nick, text):
        return True
    return any(word and _stands_in(word, text) for word in words)


def _stands_in(word: str, text: str) -> bool:
    # Nearly nothing that is said calls anybody, and that is found out in a tenth of the time. In
    # ASCII alone: elsewhere the pattern takes letters for the same that `lower` does not.
    if text.isascii() and word.isascii() and word.lower() not in text.lower():
        return False
    return _pattern(word).search(text) is not None


@lru_cache(maxsize=256)
def _pattern(nick: str) -> re.Pattern[str]:
    # \b would not do: a nickname may end in "|" or begin with "[".
    beside = rf"-|[^\W{_UNSPACED}]"
    return re.compile(rf"(?<!{beside}){re.escape(nick)}(?!{beside})", re.IGNORECASE)


def mentioned(state: State, buffer: Buffer, line: Line) -> None:
    """Collect a line that calls us; a conversation with one person needs no such list."""
    if buffer.kind is BufferKind.CHANNEL:
        state.mentions.append(Mention(buffer, line))


def level_of(state: State, buffer: Buffer) -> Level:
    """What makes a sound in a place."""
    return state.rules.levels.get(buffer.key) or usual_level_of(state, buffer)


def usual_level_of(state: State, buffer: Buffer) -> Level:
    """What does, as long as the person does not say otherwise of the place."""
    for name, level in state.levels.named.items():
        if state.fold(name) == buffer.key:
            return level
    return Level.ALL if buffer.kind is BufferKind.PERSON else state.levels.channels


def rings(state: State, buffer: Buffer, line: Line) -> bool:
    """Whether somebody else's line is for the person's ears."""
    level = level_of(state, buffer)
    return level is Level.ALL or (level is Level.MENTIONS and line.mention)
