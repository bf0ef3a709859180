"""Whether a text mentions the person, and whether it makes a sound."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.buffers.line import Line
from tui_chat.client.session.model.ignore_and_highlight_rules import Level
from tui_chat.client.session.model.state import Mention, State

_UNSPACED: Final = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff"  # from Thai to Khmer
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003ffff"
    "\uac00-\ud7af"  # Korean has spaces, but puts its particles straight behind a name
)
"""Scripts whose letters may stand beside a name without belonging to it."""

_LETTER: Final = rf"[^\W{_UNSPACED}]"
_URL: Final = re.compile(r"\b(?:\w{1,20}://|www\.)\S+", re.IGNORECASE)
_ENDINGS: Final = frozenset({"d", "ll", "m", "re", "s", "t", "ve"})
"""Nicknames that stand behind an apostrophe without being meant, as in "I'm" and "don't"."""

EVERYBODY: Final = "@here"
"""Calls everybody in the channel."""


def calls(text: str, nick: str, words: Iterable[str] = ()) -> bool:
    """Whether `text` contains `nick`, "@here" or one of `words` as a word of its own."""
    if nick and _contains(nick, text) and _nick_pattern(nick).search(_URL.sub(" ", text)):
        return True
    if "@" in text and _stands_in(EVERYBODY, text):
        return True
    return any(word and _stands_in(word, text) for word in words)


def _contains(word: str, text: str) -> bool:
    """Whether `word` may be in `text` at all.

    Nearly nothing that is said calls anybody, and that is found out in a tenth of the time. In
    ASCII alone: elsewhere the pattern takes letters for the same that `lower` does not.
    """
    return not (text.isascii() and word.isascii()) or word.lower() in text.lower()


def _stands_in(word: str, text: str) -> bool:
    return _contains(word, text) and _pattern(word).search(text) is not None


@lru_cache(maxsize=256)
def _pattern(word: str, before: str = "", after: str = "") -> re.Pattern[str]:
    # \b would not do: a nickname may end in "|" or begin with "[".
    beside = rf"-|{_LETTER}"
    written = rf"(?<!{beside}){before}{re.escape(word)}{after}(?!{beside})"
    return re.compile(written, re.IGNORECASE)


def _nick_pattern(nick: str) -> re.Pattern[str]:
    """Other than a word, a nickname is not meant in "#ana", "ana@example" and "ana.example"."""
    before = rf"(?<!#)(?<!{_LETTER}@)"
    if nick.lower() in _ENDINGS:
        before += rf"(?<!{_LETTER}['\u2019])"
    if len(nick) == 1:
        before += rf"(?<!{_LETTER}\.)"  # the g of "e.g."
    return _pattern(nick, before, rf"(?![@.]{_LETTER})")


def mentioned(state: State, buffer: Buffer, line: Line) -> None:
    """Add a line of a channel to the list of mentions."""
    if buffer.kind is BufferKind.CHANNEL:
        state.mentions.append(Mention(buffer, line))


def level_of(state: State, buffer: Buffer) -> Level:
    """The notification level of a buffer."""
    return state.rules.levels.get(buffer.key) or usual_level_of(state, buffer)


def usual_level_of(state: State, buffer: Buffer) -> Level:
    """The notification level of a buffer for which the person has set none."""
    for name, level in state.levels.named.items():
        if state.fold(name) == buffer.key:
            return level
    return Level.ALL if buffer.kind is BufferKind.PERSON else state.levels.channels


def is_audible(state: State, buffer: Buffer, line: Line) -> bool:
    """Whether somebody else's line makes a sound."""
    level = level_of(state, buffer)
    return level is Level.ALL or (level is Level.MENTIONS and line.mention)
